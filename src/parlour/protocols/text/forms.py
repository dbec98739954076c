"""Events as lines that people read. Whatever a person wrote stands behind their name in <>, [], -- or after a *."""

from collections.abc import Callable
from typing import Any

from parlour.core import letters
from parlour.core.events import Event, Restored
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import (
    Invited,
    Joined,
    Kicked,
    ModeChange,
    ModesRestored,
    ModesSet,
    Parted,
    TopicRestored,
    TopicSet,
    mode_words,
)
from parlour.core.events.messages import NOTICE, TAGS, Said
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
from parlour.core.events.sessions import (
    CLOSED,
    DECLINED,
    LEFT,
    RESTART,
    TIMED_OUT,
    AskSet,
    BlockSet,
    FloorHanded,
    SessionAccepted,
    SessionEnded,
    SessionOpened,
)
from parlour.core.names import fold
from parlour.core.ranks import SIGNS
from parlour.wire.plain import action, plain, query
from parlour.wire.times import clock

LF, CR_LF = "\n", "\r\n"

_SILENT = frozenset({"", "Quit", "Connection closed"})
"""Reasons with which people leave that say nothing more than that they do."""


class TextForm:
    """The form of all connections whose lines end in the same way. A `quiet` one shows nothing of rooms, as long as its
    user is in a session. `lobby` tells the name of the room that is not named."""

    __slots__ = ("_lines", "_lobby", "end", "quiet", "said_by_account", "said_by_guest", "shows_invitations")

    said_by_account: "TextForm"
    said_by_guest: "TextForm"

    def __init__(self, end: str, lobby: Callable[[], str], *, quiet: bool) -> None:
        self.said_by_account = self.said_by_guest = self
        self.shows_invitations = False
        self.end = end
        self.quiet = quiet
        self._lobby = lobby
        # What has no line here changes nothing that is shown.
        self._lines: dict[type[Any], Callable[[Any], str | None]] = {
            Said: self._said,
            Invited: lambda e: f"* {e.source.nick} invites you to {e.channel}: /join {e.channel}",
            Wallops: lambda e: f"-{e.source.nick} to all- {e.text}",
        }
        if not quiet:
            self._lines |= {
                NickChanged: lambda e: f"* {e.source.nick} is called {e.nick} now",
                Quit: lambda e: f"* {e.source.nick} left{_why(e.reason)}",
                Joined: lambda e: f"{self._room(e.channel)}* {e.source.nick} joined",
                Parted: lambda e: f"{self._room(e.channel)}* {e.source.nick} left{_why(e.reason)}",
                Kicked: lambda e: f"{self._room(e.channel)}* {e.nick} was put out by {e.source.nick}{_why(e.reason)}",
                TopicSet: lambda e: f"{self._room(e.channel)}* {e.source.nick} {_topic(e.topic)}",
                ModesSet: lambda e: f"{self._room(e.channel)}* {e.source.nick} {_changed(e.changes)}",
                TopicRestored: lambda e: f"{self._room(e.channel)}* the topic could not be changed, {_still(e.topic)}",
                ModesRestored: lambda e: (
                    f"{self._room(e.channel)}* the mode could not be changed, it is still {mode_words(e.changes)}"
                ),
            }

    def encode(self, event: Event | Restored) -> bytes | None:
        """The line that shows an event; None for one that this form does not show."""
        line = self._lines.get(type(event))
        text = line(event) if line is not None else None
        if text is not None:
            return self.line(text)
        # It is shown in no words: nobody has left and come again because their host is another.
        return b"" if type(event) is HostSet else None

    def line(self, text: str) -> bytes:
        """A line, as it is sent."""
        return f"{plain(text)}{self.end}".encode()

    def tell(self, who: str, at_ms: int, *, here: bool) -> bytes:  # noqa: ARG002, it is now
        """The line that tells whoever monitors a nick that its user came (then `who` is nick!name@host) or went."""
        return self.line(f"* {who.partition('!')[0]} {'is here' if here else 'is gone'}")

    def engaged(self, nick: str, at_ms: int, *, busy: bool) -> bytes | None:  # noqa: ARG002, it is now
        """The line that tells whoever monitors a nick that its user is in a session now, or free again."""
        return self.line(f"* {nick} is {'BUSY' if busy else 'FREE'}")

    def _room(self, name: str) -> str:
        """What stands before a line of a room: its name, unless it is the lobby."""
        return "" if fold(name.lstrip(SIGNS)) == fold(self._lobby()) else f"[{name}] "

    def _said(self, event: Said) -> str | None:
        if event.kind == TAGS or (self.quiet and event.to is None):
            return None
        if event.to is None:
            return self._room(event.target) + words(event)
        return words(event, to_you=event.session is None)


def words(event: Said, *, to_you: bool = False) -> str:
    """Who said what, and to whom if that is not plain."""
    nick, text = event.source.nick, event.text
    if (does := action(text)) is not None:
        return f"* {nick} (to you) {does}" if to_you else f"* {nick} {does}"
    who = f"{nick} to you" if to_you else nick
    asks = query(text)
    if event.kind == NOTICE:
        return f"-{who}- {text}" if asks is None else f"-{who}- {asks} (CTCP)"
    if asks is not None:
        return f"* {nick} {'asks you for' if to_you else 'asks for'} {asks} (CTCP)"
    return f"[{who}] {text}" if to_you else f"<{who}> {text}"


def recalled(event: Event) -> str | None:
    """The line that shows an event of the past with its time; None for one that is not shown."""
    said = words(event) if isinstance(event, Said) else _happened(event)
    return f"{clock(event.at_ms)} {said}" if said is not None else None


def _happened(event: Event) -> str | None:
    """What happened between two, as both may read it."""
    match event:
        case SessionOpened(source=source, nick=nick, duplex=duplex, ringing=ringing):
            return f"* {source.nick} {'asked for' if ringing else 'opened'} a session with {nick} ({duplex})"
        case SessionAccepted(source=source):
            return f"* {source.nick} accepted, and the session began"
        case SessionEnded(source=source, why=why):
            return f"* {_ENDS[why].format(nick=source.nick)}"
    return None


_ENDS = {
    CLOSED: "{nick} ended the session",
    DECLINED: "{nick} wanted no session",
    TIMED_OUT: "nobody answered {nick}",
    LEFT: "{nick} left, and the session ended",
    RESTART: "the server ended, and the session with it",
}
"""How sessions ended, by why they did."""

UNSHOWN = frozenset({
    UserModesSet, BecameOperator, AwaySet, RealnameSet, HostSet, Banned, Unbanned, AskSet, BlockSet, SessionOpened,
    SessionAccepted, SessionEnded, FloorHanded,
})  # fmt: skip
"""Events that have no line that is the same for all: nothing changes for whoever reads, or each is told otherwise."""


def _why(reason: str) -> str:
    """The reason with which somebody leaves, if it says anything."""
    shown = reason.removeprefix("Quit:").strip()
    return "" if shown in _SILENT else f" ({shown})"


_RANKS = {rank.letter: rank.means.partition(":")[0] for rank in letters.RANKS}
_MEANS = {
    mode.letter: mode.means for mode in letters.LISTS + letters.ALWAYS_VALUE + letters.VALUE_TO_SET + letters.FLAGS
}


def _changed(changes: tuple[ModeChange, ...]) -> str:
    """What somebody did by changing modes, in words as well as in the letters that IRC has for it."""
    return "; ".join(map(_change, changes))


def _change(change: ModeChange) -> str:
    if (rank := _RANKS.get(change.mode)) is not None:
        verb, preposition = ("gave", "to") if change.adding else ("took", "from")
        return f"{verb} +{change.mode} ({rank}) {preposition} {change.value}"
    value = f" {change.value}" if change.value is not None else ""
    return f"{'set' if change.adding else 'removed'} +{change.mode}{value} ({_MEANS[change.mode]})"


def _topic(topic: str) -> str:
    return f"set the topic: {topic}" if topic else "removed the topic"


def _still(topic: str) -> str:
    return f"it is still: {topic}" if topic else "there is still none"


class TextForms:
    """The forms there are, each made once: connections are grouped by them."""

    def __init__(self, lobby: Callable[[], str]) -> None:
        self._made = {(end, quiet): TextForm(end, lobby, quiet=quiet) for end in (LF, CR_LF) for quiet in (False, True)}

    def of(self, end: str, *, quiet: bool) -> TextForm:
        """The form for lines that end so, of everything or of what concerns a session."""
        return self._made[end, quiet]
