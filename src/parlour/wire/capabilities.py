"""The capabilities: one table of names, bits, values and specifications."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability. `settled` is False for a draft or a vendor's own."""

    name: str
    bit: int
    spec: str
    settled: bool = True
    value: str = ""
    tells: bool = False
    """Whether it only tells something, if there is something to tell, and cannot be asked for."""


MESSAGE_TAGS = 1
SERVER_TIME = 2
ECHO_MESSAGE = 4
BATCH = 8
LABELED_RESPONSE = 16
CAP_NOTIFY = 32
MULTI_PREFIX = 64
STANDARD_REPLIES = 128
CHATHISTORY = 256
EVENT_PLAYBACK = 512
ONCE = 1024
AWAY_NOTIFY = 1 << 11
EXTENDED_JOIN = 1 << 12
ACCOUNT_NOTIFY = 1 << 13
ACCOUNT_TAG = 1 << 14
CHGHOST = 1 << 15
INVITE_NOTIFY = 1 << 16
SETNAME = 1 << 17
USERHOST_IN_NAMES = 1 << 18
EXTENDED_MONITOR = 1 << 19
NO_IMPLICIT_NAMES = 1 << 20
EXTENDED_ISUPPORT = 1 << 21
STS = 1 << 22
SESSION = 1 << 23

_IRCV3 = "https://ircv3.net/specs/extensions/"

CAPABILITIES = (
    Capability("account-notify", ACCOUNT_NOTIFY, _IRCV3 + "account-notify"),
    Capability("account-tag", ACCOUNT_TAG, _IRCV3 + "account-tag"),
    Capability("away-notify", AWAY_NOTIFY, _IRCV3 + "away-notify"),
    Capability("batch", BATCH, _IRCV3 + "batch"),
    Capability("cap-notify", CAP_NOTIFY, _IRCV3 + "capability-negotiation#cap-notify"),
    Capability("chghost", CHGHOST, _IRCV3 + "chghost"),
    Capability("draft/chathistory", CHATHISTORY, _IRCV3 + "chathistory", settled=False),
    Capability("draft/event-playback", EVENT_PLAYBACK, _IRCV3 + "chathistory", settled=False),
    Capability("draft/extended-isupport", EXTENDED_ISUPPORT, _IRCV3 + "extended-isupport", settled=False),
    Capability("draft/extended-monitor", EXTENDED_MONITOR, _IRCV3 + "extended-monitor", settled=False),
    Capability("draft/no-implicit-names", NO_IMPLICIT_NAMES, _IRCV3 + "no-implicit-names", settled=False),
    Capability("echo-message", ECHO_MESSAGE, _IRCV3 + "echo-message"),
    Capability("extended-join", EXTENDED_JOIN, _IRCV3 + "extended-join"),
    Capability("extended-monitor", EXTENDED_MONITOR, _IRCV3 + "extended-monitor"),
    Capability("invite-notify", INVITE_NOTIFY, _IRCV3 + "invite-notify"),
    Capability("labeled-response", LABELED_RESPONSE, _IRCV3 + "labeled-response"),
    Capability("message-tags", MESSAGE_TAGS, _IRCV3 + "message-tags"),
    Capability("multi-prefix", MULTI_PREFIX, _IRCV3 + "multi-prefix"),
    Capability("no-implicit-names", NO_IMPLICIT_NAMES, _IRCV3 + "no-implicit-names"),
    Capability("parlour.chat/once", ONCE, "docs/extensions.md", settled=False),
    Capability("parlour.chat/session", SESSION, "docs/session-extension.md", settled=False),
    Capability("server-time", SERVER_TIME, _IRCV3 + "server-time"),
    Capability("setname", SETNAME, _IRCV3 + "setname"),
    Capability("standard-replies", STANDARD_REPLIES, _IRCV3 + "standard-replies"),
    Capability("sts", STS, _IRCV3 + "sts", tells=True),
    Capability("userhost-in-names", USERHOST_IN_NAMES, _IRCV3 + "userhost-in-names"),
)
"""All of them by name. An older draft stands beside what it became, with the same bit."""

BY_NAME = {capability.name: capability for capability in CAPABILITIES}

GUEST_BITS = MESSAGE_TAGS | SERVER_TIME
"""Capabilities that change the bytes of what a user without account says."""

WORDS_BITS = GUEST_BITS | ACCOUNT_TAG
"""Capabilities that change the bytes of what anybody says."""

FORM_BITS = WORDS_BITS | AWAY_NOTIFY | EXTENDED_JOIN | CHGHOST | INVITE_NOTIFY | SETNAME | SESSION
"""Capabilities that change the bytes of an event, or whether it is shown. Connections that agree in these get the same
bytes."""
