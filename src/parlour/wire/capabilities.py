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

_IRCV3 = "https://ircv3.net/specs/extensions/"

CAPABILITIES = (
    Capability("batch", BATCH, _IRCV3 + "batch"),
    Capability("cap-notify", CAP_NOTIFY, _IRCV3 + "capability-negotiation#cap-notify"),
    Capability("draft/chathistory", CHATHISTORY, _IRCV3 + "chathistory", settled=False),
    Capability("draft/event-playback", EVENT_PLAYBACK, _IRCV3 + "chathistory", settled=False),
    Capability("echo-message", ECHO_MESSAGE, _IRCV3 + "echo-message"),
    Capability("labeled-response", LABELED_RESPONSE, _IRCV3 + "labeled-response"),
    Capability("message-tags", MESSAGE_TAGS, _IRCV3 + "message-tags"),
    Capability("multi-prefix", MULTI_PREFIX, _IRCV3 + "multi-prefix"),
    Capability("parlour.chat/once", ONCE, "docs/extensions.md", settled=False),
    Capability("server-time", SERVER_TIME, _IRCV3 + "server-time"),
    Capability("standard-replies", STANDARD_REPLIES, _IRCV3 + "standard-replies"),
)

BY_NAME = {capability.name: capability for capability in CAPABILITIES}

FORM_BITS = MESSAGE_TAGS | SERVER_TIME
"""Capabilities that change the bytes of an event. Connections that agree in these get the same bytes."""
