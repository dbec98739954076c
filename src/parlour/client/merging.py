"""Where messages stand in a timeline: the server's order counts, nothing stands in it twice, and it has a bound."""

from collections.abc import Iterable
from dataclasses import dataclass

from parlour.client.model import Message, Timeline

MOST = 200_000
"""So many messages a timeline has at most; past that the oldest are let go."""
SPARE = 5_000
"""So many are let go at once."""
MOST_BYTES = 256_000_000
"""So much the messages of a network take at most, about; past that the largest timelines lose their older half."""
MESSAGE_BYTES = 500
"""So much a message takes besides its text, about."""


@dataclass(slots=True)
class Merged:
    """What became of a page: what of it was new, and the lowest index of a message that was known, as it was before."""

    put: list[tuple[int, int]]
    new: list[Message]
    met: int | None = None

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Where the new messages stand: index and count, the lowest first."""
        found, below = [], 0
        # They were put in from behind, so that each has moved on by those before it.
        for at, count in reversed(self.put):
            found.append((at + below, count))
            below += count
        return found


def key(message: Message) -> tuple[object, ...]:
    """By what a message is known again: its id, else when who said what."""
    if message.msgid:
        return (message.msgid,)
    return (message.kind, message.at_ms, message.nick, message.text)


def knows(timeline: Timeline, message: Message) -> bool:
    """Whether the message of that id stands in a timeline."""
    return bool(message.msgid) and message.msgid in timeline.by_msgid


def adopt(timeline: Timeline, page: list[Message], apart_ms: int) -> None:
    """Know own messages again that had no echo to tell their ids and times."""
    bare = [each for each in timeline.messages if each.own and each.is_speech and not each.msgid]
    for message in page:
        if not message.own or not message.msgid or knows(timeline, message):
            continue
        for each in bare:
            is_same = (each.kind, each.nick, each.text) == (message.kind, message.nick, message.text)
            if is_same and abs(each.at_ms - message.at_ms) <= apart_ms:
                bare.remove(each)
                each.msgid, each.at_ms = message.msgid, message.at_ms
                timeline.by_msgid[each.msgid] = each
                break


def merge(timeline: Timeline, page: Iterable[Message], end: int) -> Merged:
    """Put a page of the history, in the server's order, before the message at `end`, around those that are known.

    What was said before the gap's end and is not known belongs into the gap, even if nothing in the page tells where.
    """
    merged = Merged([], [])
    fresh = _distinct(page)
    places = _places(timeline, fresh)
    run: list[Message] = []
    at = min(end, len(timeline.messages))
    for message in reversed(fresh):
        known = places.get(key(message))
        if known is None:
            run.append(message)
        elif known < at:
            _insert(timeline, at, run, merged, above=known)
            run = []
            at = merged.met = known
    _insert(timeline, at, run, merged, above=-1)
    return merged


def _places(timeline: Timeline, page: list[Message]) -> dict[tuple[object, ...], int]:
    """Where those of a page stand that are known."""
    ids = {each.msgid for each in page if knows(timeline, each)}
    bare = {key(each) for each in page if not each.msgid}
    places: dict[tuple[object, ...], int] = {}
    for at, each in enumerate(timeline.messages if ids or bare else ()):
        if (each.msgid in ids) if each.msgid else (bool(bare) and key(each) in bare):
            places[key(each)] = at
    return places


def _distinct(page: Iterable[Message]) -> list[Message]:
    seen: set[tuple[object, ...]] = set()
    found = []
    for message in page:
        if key(message) not in seen:
            seen.add(key(message))
            found.append(message)
    return found


def _insert(timeline: Timeline, at: int, run: list[Message], merged: Merged, *, above: int) -> None:
    """Put in a run that was gathered backwards; what is met there before lies `above` some index."""
    if not run:
        return
    gap = timeline.gap
    if gap is not None and above < gap < at and run[0].at_ms <= timeline.messages[gap].at_ms:
        at = gap
    insert(timeline, at, run[::-1])
    merged.put.append((at, len(run)))
    merged.new[:0] = run[::-1]


def insert(timeline: Timeline, at: int, messages: list[Message]) -> None:
    """Put messages in, of which none is known."""
    timeline.messages[at:at] = messages
    for each in messages:
        if each.msgid:
            timeline.by_msgid[each.msgid] = each
    if timeline.gap is not None and at < timeline.gap:
        timeline.gap += len(messages)


def place_of(timeline: Timeline, message: Message) -> int:
    """Where a message belongs that comes late, by the times of those whose order the server has given."""
    messages = timeline.messages
    place = at = len(messages)
    while at > 0:
        at -= 1
        if messages[at].msgid:
            if messages[at].at_ms <= message.at_ms:
                break
            place = at
    return place


def trim(timeline: Timeline) -> int:
    """Let go of the oldest messages if there are too many; returns how many went."""
    over = len(timeline.messages) - MOST
    if over <= 0:
        return 0
    count = over + SPARE
    _let_go(timeline, count)
    return count


def lighten(timelines: Iterable[Timeline]) -> dict[int, int]:
    """Let go of the older half of the largest timelines until all take no more than they may; returns how many messages
    went, by the identity of their timeline."""
    sized = {id(each): (_bytes(each), each) for each in timelines}
    total = sum(size for size, _ in sized.values())
    gone: dict[int, int] = {}
    while total > MOST_BYTES:
        size, timeline = max(sized.values(), key=lambda each: each[0])
        count = (len(timeline.messages) + 1) // 2
        _let_go(timeline, count)
        now = _bytes(timeline)
        sized[id(timeline)] = now, timeline
        total -= size - now
        gone[id(timeline)] = gone.get(id(timeline), 0) + count
    return gone


def _bytes(timeline: Timeline) -> int:
    return sum(MESSAGE_BYTES + each.text.__sizeof__() for each in timeline.messages)


def _let_go(timeline: Timeline, count: int) -> None:
    """Let go of so many of the oldest messages."""
    for each in timeline.messages[:count]:
        if each.msgid:
            timeline.by_msgid.pop(each.msgid, None)
    del timeline.messages[:count]
    timeline.has_begun = False
    if timeline.gap is not None:
        timeline.gap = timeline.gap - count if timeline.gap > count else None
