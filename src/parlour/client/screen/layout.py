"""A message as rows of a given width: what stands where, and in which style. No widget, so that tests need none."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rich.style import Style

from parlour.client import wording
from parlour.client.model import Message, Network, Session
from parlour.client.screen.cells import cut, fitted, rows, steady, width
from parlour.client.screen.look import Look, formatted, parsed
from parlour.client.text import links, plain, shown, spans

NICK_COLUMNS, NARROW_NICK_COLUMNS = 12, 9

NARROW = 56
"""A timeline of fewer columns gives names less room."""

GROUP_MS = 5 * 60 * 1000
"""What one says so soon after another thing has no name in front of it again."""

MOST_ROWS = 400
"""A message has no more rows than that; the last of them says that there was more."""

LONGEST_LINK = 2000

_SAFE_LINK = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%")

SIGNS = {
    "joined": "→", "parted": "←", "quit": "←", "kicked": "←", "nick": "~", "topic": "#", "mode": "±",
    "invited": "!", "session": "◆", "info": "·", "error": "!",
}  # fmt: skip
"""What stands in the place of a name where something happened."""

RECEIPTS = {"": " ", "waiting": "…", "delivered": "✓"}
"""What stands before an own message that is kept: whether the other side has it, too."""

FATES = {"waiting": "…", "sent": "…", "perhaps": "?", "failed": "✗"}


@dataclass(slots=True)
class Row:
    """One row on the screen. `text` begins at `start`: what is before it is not a part of what was said."""

    pieces: list[tuple[str, Style]]
    start: int = 0
    joins: str = "\n"
    """What stands between this row and the next of the same text: "\n" where it was another line of it."""
    is_text: bool = False
    """Whether it is a part of what was said."""

    @property
    def text(self) -> str:
        """All that stands in the row."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Manner:
    """How messages are laid out: the same for all that are on the screen."""

    columns: int
    look: Look
    network: Network
    times: str = "minutes"
    """none, minutes or seconds."""
    links: bool = True
    """Whether the terminal is told where links lead (OSC 8)."""
    nick_columns: int = field(init=False)
    time_columns: int = field(init=False)
    text_at: int = field(init=False)
    """The column in which texts begin."""

    def __post_init__(self) -> None:
        nick = NARROW_NICK_COLUMNS if self.columns < NARROW else NICK_COLUMNS
        clock = {"none": 2, "seconds": 9}.get(self.times, 6)
        for name, value in (("nick_columns", nick), ("time_columns", clock), ("text_at", clock + nick + 3)):
            object.__setattr__(self, name, value)

    @property
    def text_columns(self) -> int:
        """How many columns texts have."""
        return max(2, self.columns - self.text_at)


@dataclass(frozen=True, slots=True)
class Place:
    """What a message looks like where it stands."""

    grouped: bool = False
    """Whether its author's name stands in front of what is above it already."""
    timed: bool = True
    """Whether it is of another minute than what is above it."""
    sought: str = ""
    """What is to be seen in it, in small letters."""
    answers: Message | None = None
    """What it answers, if that is known."""


def is_grouped(before: Message | None, message: Message) -> bool:
    """Whether a message goes on with what the same person said right before it."""
    return (
        before is not None
        and before.kind == message.kind == "said"
        and before.nick == message.nick
        and before.to == message.to
        and before.session == message.session
        and 0 <= message.at_ms - before.at_ms < GROUP_MS
        and day_number(before.at_ms) == day_number(message.at_ms)
    )


def is_timed(before: Message | None, message: Message) -> bool:
    """Whether the time is worth saying again."""
    if before is None or before.at_ms // 60_000 != message.at_ms // 60_000:
        return True
    return message.is_speech and not is_grouped(before, message)


def day_number(at_ms: int) -> tuple[int, int]:
    """The day, where the user is, as something to be compared."""
    return _day(at_ms // 900_000)  # no place on earth has its midnight elsewhere than at a quarter of an hour


@lru_cache(4096)
def _day(quarter: int) -> tuple[int, int]:
    at = _local(quarter * 900_000)
    return at.tm_year, at.tm_yday


def _local(at_ms: int) -> time.struct_time:
    try:
        return time.localtime(at_ms / 1000)
    except (OverflowError, ValueError, OSError):  # a server may say any time
        return time.gmtime(0)


def lay(message: Message, place: Place, manner: Manner) -> list[Row]:
    """The rows of a message."""
    look = manner.look
    found: list[Row] = []
    head = [*_time(message, place, manner), *_name(message, place, manner), _bar(message, manner)]
    bar, style = _bar(message, manner)
    gap = [(" " * (manner.text_at - 3), parsed("")), (f" {bar[1:]}", style)]
    if message.reply_to:
        found.append(Row([*head, (_answered(place.answers, manner), look.style("reply"))], manner.text_at))
        head = gap
    body = _body(message, place, manner)
    for at, (pieces, joins) in enumerate(body[:MOST_ROWS]):
        front = head if not at else gap
        found.append(Row([*front, *pieces], sum(len(text) for text, _ in front), joins, is_text=True))
    if len(body) > MOST_ROWS:
        found.append(_aside(f"… and {len(body) - MOST_ROWS} more lines", look.style("dim"), manner))
    if message.reactions:
        found.extend(_aside(line, look.style("reaction"), manner) for line in _reactions(message, manner))
    if message.fate in ("perhaps", "failed"):
        for start, end in rows(said := steady(wording.fate(message)), manner.text_columns):
            found.append(_aside(said[start:end], look.style("error"), manner))
    return found


def _time(message: Message, place: Place, manner: Manner) -> Iterator[tuple[str, Style]]:
    room = manner.time_columns
    if message.fate:
        yield (
            fitted(FATES[message.fate], room - 1, right=True) + " ",
            manner.look.style("error" if message.fate == "failed" else "waiting"),
        )
        return
    at = _local(message.at_ms)
    if not place.timed or manner.times == "none":
        said = ""
    else:
        said = time.strftime("%H:%M:%S" if manner.times == "seconds" else "%H:%M", at)
    yield fitted(said, room), manner.look.style("time")


def _name(message: Message, place: Place, manner: Manner) -> Iterator[tuple[str, Style]]:
    look, room = manner.look, manner.nick_columns
    if not message.is_speech:
        sign, style = SIGNS.get(message.kind, "·"), look.style("error" if message.kind == "error" else "event")
    elif place.grouped:
        sign, style = "", look.style("text")
    else:
        name = cut(steady(shown(message.nick)), room - (2 if message.kind == "notice" else 0))
        sign = {"action": "*", "notice": f"-{name}-"}.get(message.kind, name)
        style = look.style("own") if message.own else look.nick(manner.network.fold(message.nick))
        if message.mentions and not message.own:
            style += look.style("mention")
    sign = cut(sign, room)
    yield " " * (room - width(sign)), parsed("")
    yield sign, style


def _bar(message: Message, manner: Manner) -> tuple[str, Style]:
    sign = RECEIPTS[message.receipt]
    if message.session:
        return f"{sign}┃ ", manner.look.style("session")
    return f"{sign}│ ", manner.look.style("bar")


def _body(message: Message, place: Place, manner: Manner) -> list[tuple[list[tuple[str, Style]], str]]:
    """What was said or what happened, in rows: pieces, and what joins them to the next row."""
    look = manner.look
    if not message.is_speech:
        base = look.style("error" if message.kind == "error" else "event")
        pieces = [(wording.happened(manner.network, message), base)]
        return list(_broken(pieces, place, manner))
    base = look.style({"notice": "notice"}.get(message.kind, "text"))
    if message.fate:
        base += look.style("waiting")
    front: list[tuple[str, Style]] = []
    if message.kind == "action":
        style = look.style("own") if message.own else look.nick(manner.network.fold(message.nick))
        front.append((f"{shown(message.nick)} ", style))
    if message.to:
        front.append((f"to {shown(message.to)}: ", look.style("dim")))
    found: list[tuple[list[tuple[str, Style]], str]] = []
    for line in message.text.split("\n"):
        pieces = [*front, *((each.text, base + formatted(each.style, shades=look.formats)) for each in spans(line))]
        found.extend(_broken(pieces, place, manner))
        front = []
    return found


def _broken(
    pieces: list[tuple[str, Style]], place: Place, manner: Manner
) -> Iterator[tuple[list[tuple[str, Style]], str]]:
    """Pieces of one line, broken into rows."""
    pieces = [(steady(text), style) for text, style in pieces]
    line = "".join(text for text, _ in pieces)
    if "://" in line or "mailto:" in line:
        pieces = list(_linked(pieces, line, manner))
    if place.sought:
        pieces = list(_marked(pieces, _places_of(place.sought, line), manner.look.style("found")))
    broken = rows(line, manner.text_columns)
    for at, (start, end) in enumerate(broken):
        is_last = at == len(broken) - 1
        joins = "\n" if is_last else line[end : broken[at + 1][0]][:1]
        yield list(_sliced(pieces, start, end)), joins


def _sliced(pieces: Iterable[tuple[str, Style]], start: int, end: int) -> Iterator[tuple[str, Style]]:
    at = 0
    for text, style in pieces:
        part = text[max(0, start - at) : max(0, end - at)]
        if part:
            yield part, style
        at += len(text)
        if at >= end:
            return


def _marked(
    pieces: list[tuple[str, Style]], places: Iterable[tuple[int, int]], mark: Style
) -> Iterator[tuple[str, Style]]:
    """Pieces with a style put on some places of their line."""
    line_end = sum(len(text) for text, _ in pieces)
    at = 0
    for start, end in places:
        yield from _sliced(pieces, at, start)
        yield from ((text, style + mark) for text, style in _sliced(pieces, start, end))
        at = end
    yield from _sliced(pieces, at, line_end)


def _places_of(sought: str, line: str) -> Iterator[tuple[int, int]]:
    lowered = line.lower()
    if len(lowered) != len(line):  # a few letters become two
        return
    at = lowered.find(sought)
    while at >= 0:
        yield at, at + len(sought)
        at = lowered.find(sought, at + len(sought))


def _linked(pieces: list[tuple[str, Style]], line: str, manner: Manner) -> Iterator[tuple[str, Style]]:
    at = 0
    for start, end in links(line):
        yield from _sliced(pieces, at, start)
        mark = manner.look.style("link")
        target = line[start:end]
        if manner.links and is_safe_link(target):
            mark += Style(link=target)
        yield from ((text, style + mark) for text, style in _sliced(pieces, start, end))
        at = end
    yield from _sliced(pieces, at, len(line))


def is_safe_link(target: str) -> bool:
    """Whether an address may be handed to the terminal or a browser as it is."""
    return len(target) <= LONGEST_LINK and _SAFE_LINK.issuperset(target)


def _answered(answers: Message | None, manner: Manner) -> str:
    if answers is None:
        return cut("↳ something from before", manner.text_columns)
    text = " ".join(plain(answers.text.replace("\n", " ")).split())
    return cut(steady(f"↳ {shown(answers.nick)}: {text}"), manner.text_columns)


def _reactions(message: Message, manner: Manner) -> Iterator[str]:
    assert message.reactions is not None
    said = []
    for sign, nicks in message.reactions.items():
        who = shown(nicks[0]) if len(nicks) == 1 else str(len(nicks))
        said.append(f"{steady(plain(sign))} {steady(who)}")
    line = "  ".join(said)
    for start, end in rows(line, manner.text_columns):
        yield line[start:end]


def _aside(text: str, style: Style, manner: Manner) -> Row:
    """A row below or above a message that is no part of it."""
    front = [(" " * (manner.time_columns + manner.nick_columns), parsed("")), (" │ ", manner.look.style("bar"))]
    return Row([*front, (text, style)], manner.text_at)


def rule(words: str, style: Style, columns: int) -> Row:
    """A line across the timeline with words in it."""
    words = cut(f" {steady(words)} ", max(1, columns - 4))
    rest = max(0, columns - 2 - width(words))
    return Row([("──" + words + "─" * rest, style)])


def session_words(session: Session) -> str:
    """Who may speak in a session, in few words."""
    partner = shown(session.partner)
    if session.ringing:
        return f"it rings at {partner}" if session.opener_is_own else f"{partner} calls"
    if session.duplex == "full":
        return f"session with {partner}, full duplex"
    who = "you have the floor" if session.has_floor else f"{partner} has the floor"
    return f"session with {partner}, {session.duplex} duplex: {who}".replace("simplex duplex", "simplex")
