"""All that is in a buffer as one list of rows, of which only those on the screen are ever laid out.

The list is held at one place: at its end (what comes is followed), or at the topmost row that is seen, once somebody
has scrolled up. From there rows are laid out until the screen is full. So nobody needs to know how high messages are
that are not seen: nothing jumps when history comes in above or the terminal gets another width, and a hundred
thousand messages cost no more time than fifty.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from parlour.client import wording
from parlour.client.model import Buffer, Message
from parlour.client.screen.layout import Manner, Place, Row, day_number, is_grouped, is_timed, lay, rule

KEPT = 600
"""So many messages are kept as they were laid out."""


class Seen(NamedTuple):
    """A row on the screen: of which message, the how manieth of it (those above it have negative numbers)."""

    at: int
    number: int
    row: Row


class Reel:
    """The rows of a buffer. `at` is the message of the topmost row, None while the end is followed."""

    def __init__(self, buffer: Buffer, manner: Manner, height: int) -> None:
        self.buffer = buffer
        self.manner = manner
        self.height = height
        self.at: int | None = None
        self.number = 0
        """Of the topmost row, as in `Seen`."""
        self.below = 0
        """How many messages have come below what is seen since somebody scrolled up."""
        self.shifted = 0
        """How many messages have come in above: what names a row as long as it is there."""
        self.unread = 0
        """The serial of the message above which the unread begin; 0 for none."""
        self.sought = ""
        self._kept: OrderedDict[int, tuple[Place, str, list[Row]]] = OrderedDict()
        self._window: list[Seen] | None = None

    # What there is

    def __len__(self) -> int:
        return len(self.buffer.timeline.messages) + len(self.buffer.unsent)

    def message(self, index: int) -> Message:
        """The message at an index: those that have not arrived are behind all others."""
        messages = self.buffer.timeline.messages
        return messages[index] if index < len(messages) else self.buffer.unsent[index - len(messages)]

    def index(self, message: Message) -> int | None:
        """Where a message stands; looked for from the end."""
        for index in range(len(self) - 1, -1, -1):
            if self.message(index) is message:
                return index
        return None

    @property
    def follows(self) -> bool:
        """Whether what comes is seen at once."""
        return self.at is None

    def above(self, index: int) -> list[Row]:
        """The rows between a message and the one before it."""
        timeline, look, columns = self.buffer.timeline, self.manner.look, self.manner.columns
        message = self.message(index)
        found: list[Row] = []
        if index == 0 and self.buffer.kind != "server":
            if timeline.has_begun:
                found.append(rule("this is where it begins", look.style("dim"), columns))
            elif timeline.loading:
                found.append(rule("loading what was said before …", look.style("dim"), columns))
        if index and index == timeline.gap and index < len(timeline.messages):
            words = "messages are missing here, loading …" if timeline.loading else "messages are missing here"
            found.append(rule(words, look.style("unread"), columns))
        if index == 0 or day_number(self.message(index - 1).at_ms) != day_number(message.at_ms):
            found.append(rule(wording.day_in_words(message.at_ms), look.style("day"), columns))
        if self.unread and message.serial == self.unread:
            found.append(rule("unread from here", look.style("unread"), columns))
        return found

    def body(self, index: int) -> list[Row]:
        """The rows of a message."""
        message = self.message(index)
        before = self.message(index - 1) if index and not (self.unread and message.serial == self.unread) else None
        answers = self.buffer.timeline.by_msgid.get(message.reply_to) if message.reply_to else None
        place = Place(is_grouped(before, message), is_timed(before, message), self.sought, answers)
        kept = self._kept.get(message.serial)
        how = f"{message.fate} {message.receipt}"
        if kept is not None and kept[:2] == (place, how):
            self._kept.move_to_end(message.serial)
            return kept[2]
        rows = lay(message, place, self.manner)
        self._kept[message.serial] = place, how, rows
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return rows

    def rows(self, index: int) -> list[Seen]:
        """All rows of a message, with those above it."""
        above = self.above(index)
        found = [Seen(index, number - len(above), row) for number, row in enumerate(above)]
        return found + [Seen(index, number, row) for number, row in enumerate(self.body(index))]

    def upwards(self, index: int, number: int) -> Iterator[Seen]:
        """The rows above a row, the nearest first."""
        yield from reversed([each for each in self.rows(index) if each.number < number])
        for before in range(index - 1, -1, -1):
            yield from reversed(self.rows(before))

    def downwards(self, index: int, number: int) -> Iterator[Seen]:
        """The rows from a row on."""
        yield from (each for each in self.rows(index) if each.number >= number)
        for behind in range(index + 1, len(self)):
            yield from self.rows(behind)

    # What is seen

    def window(self) -> list[Seen]:
        """The rows on the screen, at most as many as it is high."""
        if self._window is None:
            self._window = self._seen()
        return self._window

    def _seen(self) -> list[Seen]:
        if self.at is not None and self.at < len(self):
            found = _first(self.downwards(self.at, self._clamped()), self.height)
            if len(found) == self.height:
                return found
        self.at, self.below = None, 0  # there is not enough below for a whole screen
        if not len(self):
            return []
        last = self._last()
        return [last, *_first(self.upwards(last.at, last.number), self.height - 1)][::-1]

    def _last(self) -> Seen:
        return self.rows(len(self) - 1)[-1]

    def _clamped(self) -> int:
        """The number of the topmost row: its message may have fewer rows than it had."""
        assert self.at is not None
        return max(-len(self.above(self.at)), min(self.number, len(self.body(self.at)) - 1))

    def scroll(self, rows: int) -> bool:
        """Go down by so many rows, or up where it is negative; returns whether anything moved."""
        window = self.window()
        if not window or (rows > 0 and self.follows):
            return False
        top = window[0]
        if rows < 0:
            passed = _first(self.upwards(top.at, top.number), -rows)
            if not passed:
                return False
            self._hold(passed[-1])
            return True
        passed = _first(self.downwards(top.at, top.number), rows + self.height + 1)
        if len(passed) <= rows + self.height:  # the end is seen
            self.follow()
        else:
            self._hold(passed[rows])
        return True

    def follow(self) -> None:
        """Go to the end, and stay there."""
        self.at, self.below = None, 0
        self._window = None

    def show(self, index: int, *, above: int) -> None:
        """Go to where a message is seen with so many rows above it."""
        if self.sees(index):
            return
        self.put_on_top(index, above=above)

    def put_on_top(self, index: int, *, above: int = 0) -> None:
        """Go to where a message stands below so many rows, or as near to it as the end allows."""
        first = self.rows(index)[0]
        passed = _first(self.upwards(index, first.number), above)
        self._hold(passed[-1] if passed else first)
        if len(self.window()) < self.height or self.window()[-1][:2] == self._last()[:2]:
            self.follow()

    def sees(self, index: int) -> bool:
        """Whether a message is on the screen, with its last row."""
        return any(each.at == index and each.number == len(self.body(index)) - 1 for each in self.window())

    def _hold(self, top: Seen) -> None:
        self.at, self.number = top.at, top.number
        self._window = None

    # What changes

    def laid_anew(self, manner: Manner | None = None, height: int | None = None) -> None:
        """Everything looks different: another width, another theme, other people."""
        self.manner = manner or self.manner
        self.height = self.height if height is None else height
        self._kept.clear()
        self._window = None

    def resized(self, height: int) -> None:
        """The screen has another height."""
        if height != self.height:
            self.height = height
            self._window = None

    def changed(self, message: Message) -> None:
        """A message is another than it was."""
        self._kept.pop(message.serial, None)
        self._window = None

    def appended(self, message: Message) -> None:
        """A message has come at the end."""
        if not self.follows and message.is_speech and not message.own:
            self.below += 1
        self._window = None

    def inserted(self, index: int, count: int) -> None:
        """Messages have come in from an index on."""
        self.shifted += count
        if self.at is not None and index <= self.at:
            # Right above the topmost row: what stands there stays, what is new is above it.
            self.at += count
        self._window = None

    def removed(self, index: int, count: int) -> None:
        """Messages are gone from an index on."""
        self.shifted -= count
        if self.at is not None and index <= self.at:
            self.at = max(index, self.at - count)
        self._window = None

    def touched(self) -> None:
        """Something is different that is no part of a message."""
        self._window = None


def _first(rows: Iterator[Seen], count: int) -> list[Seen]:
    found: list[Seen] = []
    while len(found) < count and (row := next(rows, None)) is not None:
        found.append(row)
    return found
