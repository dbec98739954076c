"""Events as IRC lines, in the form that a connection's capabilities ask for."""

from collections.abc import Callable
from typing import Any

from parlour.core.banwords import done
from parlour.core.events import Event, Restored
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import (
    Invited,
    Joined,
    Kicked,
    ModesRestored,
    ModesSet,
    Parted,
    TopicRestored,
    TopicSet,
    mode_words,
)
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.people import (
    AwaySet,
    BecameOperator,
    HostSet,
    NickChanged,
    Quit,
    RealnameSet,
    UserModesSet,
    Wallops,
)
from parlour.core.events.sessions import FloorHanded, SessionAccepted, SessionEnded, SessionOpened
from parlour.wire import numerics as n
from parlour.wire.capabilities import (
    ACCOUNT_TAG,
    AWAY_NOTIFY,
    CHGHOST,
    EXTENDED_JOIN,
    FORM_BITS,
    GUEST_BITS,
    INVITE_NOTIFY,
    MESSAGE_TAGS,
    SERVER_TIME,
    SESSION,
    SETNAME,
    WORDS_BITS,
)
from parlour.wire.message import escape, parameter
from parlour.wire.times import clock, format_ms

VERBS = {MESSAGE: "PRIVMSG", NOTICE: "NOTICE", TAGS: "TAGMSG"}

_ACTION = "\x01ACTION "

_ABOUT_SOURCE = MESSAGE_TAGS | ACCOUNT_TAG | SESSION
_OF_THE_SERVER = (TopicRestored, ModesRestored, Banned, Unbanned)


class IrcForm:
    """The form of all IRC connections that agree in the capabilities of FORM_BITS."""

    __slots__ = ("_lines", "bits", "said_by_account", "said_by_guest", "server", "shows_invitations")

    said_by_account: "IrcForm"
    said_by_guest: "IrcForm"

    def __init__(self, bits: int, server: str) -> None:
        self.bits = bits
        self.said_by_account = self.said_by_guest = self
        self.shows_invitations = bool(bits & INVITE_NOTIFY)
        self.server = server
        self._lines: dict[type[Any], Callable[[Any], str | None]] = {
            Said: self._said,
            # Clients exist that look for the new nick behind a colon only (ii).
            NickChanged: lambda event: f":{event.source.text} NICK :{event.nick}",
            Quit: lambda event: f":{event.source.text} QUIT :{event.reason}",
            UserModesSet: lambda event: f":{event.source.nick} MODE {event.source.nick} :{_user_modes(event)}",
            BecameOperator: lambda event: f":{event.source.nick} MODE {event.source.nick} :+o",
            Wallops: lambda event: f":{event.source.text} WALLOPS :{event.text}",
            AwaySet: _away if bits & AWAY_NOTIFY else _nothing,
            RealnameSet: _realname if bits & SETNAME else _nothing,
            HostSet: _host if bits & CHGHOST else _nothing,
            Joined: _joined_as if bits & EXTENDED_JOIN else lambda event: f":{event.source.text} JOIN {event.channel}",
            Parted: _parted,
            Kicked: lambda event: f":{event.source.text} KICK {event.channel} {event.nick} :{event.reason}",
            Invited: lambda event: f":{event.source.text} INVITE {event.nick} {event.channel}",
            TopicSet: lambda event: f":{event.source.text} TOPIC {event.channel} :{event.topic}",
            ModesSet: lambda event: f":{event.source.text} MODE {event.channel} {mode_words(event.changes)}",
            Banned: lambda event: f":{server} NOTICE * :*** {event.source.nick} {done(event)}",
            Unbanned: lambda event: f":{server} NOTICE * :*** {event.source.nick} {done(event)}",
            **(_OF_SESSIONS if bits & SESSION else dict.fromkeys(_OF_SESSIONS, _nothing)),
            TopicRestored: lambda event: f":{server} TOPIC {event.channel} :{event.topic}",
            ModesRestored: lambda event: f":{server} MODE {event.channel} {mode_words(event.changes)}",
        }

    def encode(self, event: Event | Restored) -> bytes | None:
        """The line that shows an event, its end included; None for one that this form does not show."""
        line = self._lines[type(event)](event)
        if line is None:
            return None
        tags = self._tags(event)
        return f"@{tags} {line}\r\n".encode() if tags else f"{line}\r\n".encode()

    def recall(self, event: Event, batch: str | None) -> bytes | None:
        """The line that shows an event of the past, within the batch of that name if there is one.

        Without server-time a message tells its time in its text, as far as the line is long enough for it.
        """
        line: str | None
        if not self.bits & SERVER_TIME and type(event) is Said and event.kind != TAGS:
            line = _with_clock(event)
        else:
            line = self._lines[type(event)](event)
        if line is None:
            return None
        tags = self._tags(event)
        if batch is not None:
            tags = f"batch={batch};{tags}" if tags else f"batch={batch}"
        return f"@{tags} {line}\r\n".encode() if tags else f"{line}\r\n".encode()

    def tell(self, who: str, at_ms: int, *, here: bool) -> bytes:
        """The line that tells whoever monitors a nick that its user came (then `who` is nick!name@host) or went."""
        numeric = n.RPL_MONONLINE if here else n.RPL_MONOFFLINE
        time = f"@time={format_ms(at_ms)} " if self.bits & SERVER_TIME else ""
        return f"{time}:{self.server} {numeric.code} * :{who}\r\n".encode()

    def engaged(self, nick: str, at_ms: int, *, busy: bool) -> bytes | None:
        """The line that tells whoever monitors a nick that its user is in a session now, or free again."""
        if not self.bits & SESSION:
            return None
        time = f"@time={format_ms(at_ms)} " if self.bits & SERVER_TIME else ""
        return f"{time}:{self.server} SESSION {'BUSY' if busy else 'FREE'} {nick}\r\n".encode()

    def _tags(self, event: Event | Restored) -> str:
        bits = self.bits
        tags = f"time={format_ms(event.at_ms)}" if bits & SERVER_TIME else ""
        if not bits & _ABOUT_SOURCE or isinstance(event, _OF_THE_SERVER):
            return tags
        source = event.source
        if bits & ACCOUNT_TAG and source.account is not None:
            account = f"account={escape(source.account)}"
            tags = f"{tags};{account}" if tags else account
        if bits & MESSAGE_TAGS:
            if event.msgid:
                tags = f"{tags};msgid={event.msgid}" if tags else f"msgid={event.msgid}"
            if source.bot:
                tags = f"{tags};bot" if tags else "bot"
            if type(event) is Said and event.tags:
                tags = f"{tags};{event.tags}"
        if bits & SESSION and type(event) is Said and event.session is not None:
            session = f"parlour.chat/session={event.session}"
            tags = f"{tags};{session}" if tags else session
        return tags

    def _said(self, event: Said) -> str | None:
        if event.kind == MESSAGE:
            return f":{event.source.text} PRIVMSG {event.target} :{event.text}"
        if event.kind == NOTICE:
            return f":{event.source.text} NOTICE {event.target} :{event.text}"
        return f":{event.source.text} TAGMSG {event.target}" if self.bits & MESSAGE_TAGS else None


class Forms:
    """The forms there are, each made once: connections are grouped by them."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._made: dict[int, IrcForm] = {}

    def of(self, capabilities: int) -> IrcForm:
        """The form for these capability bits."""
        bits = capabilities & FORM_BITS
        form = self._made.get(bits)
        if form is None:
            form = self._made[bits] = IrcForm(bits, self._server)
            form.said_by_account = self.of(bits & WORDS_BITS)
            form.said_by_guest = self.of(bits & GUEST_BITS)
        return form


def words_of(event: Event) -> tuple[str, str, str]:
    """The command, target and text with which an event was asked for."""
    if isinstance(event, Said):
        return VERBS[event.kind], event.target, event.text
    if isinstance(event, TopicSet):
        return "TOPIC", event.channel, event.topic
    if isinstance(event, Banned):
        return "UBAN", event.target, event.reason
    if isinstance(event, Unbanned):
        return "UBAN", event.target, ""
    assert isinstance(event, ModesSet)
    return "MODE", event.channel, mode_words(event.changes)


def _opened(event: SessionOpened) -> str:
    verb = "RINGING" if event.ringing else "OPENED"
    return f":{event.source.text} SESSION {verb} {event.nick} {event.session} {event.duplex}"


_OF_SESSIONS: dict[type[Any], Callable[[Any], str | None]] = {
    SessionOpened: _opened,
    SessionAccepted: lambda event: f":{event.source.text} SESSION ACCEPTED {event.nick} {event.session}",
    FloorHanded: lambda event: f":{event.source.text} SESSION FLOOR {event.nick} {event.session}",
    SessionEnded: lambda event: f":{event.source.text} SESSION CLOSED {event.nick} {event.session} {event.why}",
}
"""What the two of a session are sent who asked for it; the same for both."""


def _user_modes(event: UserModesSet) -> str:
    return (f"+{event.added}" if event.added else "") + (f"-{event.removed}" if event.removed else "")


def _joined_as(event: Joined) -> str:
    return f":{event.source.text} JOIN {event.channel} {event.source.account or '*'} :{event.realname}"


def _away(event: AwaySet) -> str:
    return f":{event.source.text} AWAY" + (f" :{event.message}" if event.message is not None else "")


def _realname(event: RealnameSet) -> str:
    return f":{event.source.text} SETNAME :{event.realname}"


def _host(event: HostSet) -> str:
    return f":{event.source.text} CHGHOST {event.name} {event.host}"


def _nothing(event: Event) -> None:
    """An event that the form does not show."""


def _parted(event: Parted) -> str:
    reason = f" {parameter(event.reason)}" if event.reason else ""
    return f":{event.source.text} PART {event.channel}{reason}"


def _with_clock(event: Said) -> str:
    """The time before the text, where the eye looks for it; inside an ACTION, which would else be none."""
    stamp = f"[{clock(event.at_ms)}] "
    text = event.text
    stamped = _ACTION + stamp + text[len(_ACTION) :] if text.startswith(_ACTION) else stamp + text
    if text.startswith("\x01") and not text.startswith(_ACTION):
        stamped = text
    line = f":{event.source.text} {VERBS[event.kind]} {event.target} :"
    return line + (stamped if len((line + stamped).encode()) <= 510 else text)
