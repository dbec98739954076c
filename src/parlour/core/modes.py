"""Decisions about modes of channels and of their members.

The letters follow modern.ircdocs.horse ("Channel Modes"); which take a value stands in one table here, from which the
published CHANMODES come too.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from parlour.core.channels import find_visible
from parlour.core.events import ModeChange, ModesSet
from parlour.core.limits import room
from parlour.core.model import Channel, Member
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.network import MEMBER_MODES
from parlour.core.refusals import Refusal, Why

LISTS, ALWAYS_VALUE, VALUE_TO_SET, FLAGS = "", "k", "l", "imnst"
"""Channel modes by what they take: lists, a value always, a value to set, none (types A, B, C and D)."""


_BAD_KEY = re.compile(r"^:|[,\s]")

ALWAYS = MEMBER_MODES + LISTS + ALWAYS_VALUE
KNOWN = ALWAYS + VALUE_TO_SET + FLAGS


def describe(channel: Channel, *, secrets: bool) -> tuple[str, ...]:
    """The modes of a channel as letters and values, ("+klnt", "key", "12"); the key only with `secrets`."""
    letters = "+" + "".join(sorted(channel.modes))
    values = []
    if channel.key is not None:
        values.append(channel.key if secrets else "*")
    if channel.limit is not None:
        values.append(str(channel.limit))
    return (letters, *values)


def set_modes(at: Moment, name: str, letters: str, values: tuple[str, ...], refused: list[Refusal]) -> ModesSet | None:
    """Change modes of a channel or its members: those that can be changed are, the others are added to `refused`.

    None when nothing changes. Of changes with a value only so many are looked at as are published (MODES).

    Raises:
        Refusal: NO_SUCH_CHANNEL, NOT_ON_CHANNEL, NOT_OPERATOR, TOO_LONG: nothing of it can be done.
    """
    channel = find_visible(at.network, at.user, name)
    changes = _last_wins(channel, _asked(at, channel, letters, values, refused))
    if not changes:
        return None
    if _size(changes) > room(at.user.source.text, "MODE", channel.name):
        raise Refusal(Why.TOO_LONG, channel.name)
    time = channel.scope.time(at.now_ms)
    return ModesSet(channel.scope.id, at.msgid, time, at.user.source, channel.name, changes)


def _asked(
    at: Moment, channel: Channel, letters: str, values: tuple[str, ...], refused: list[Refusal]
) -> list[ModeChange]:
    """The changes that could be made; why the others cannot is added to `refused`, each reason once."""
    member = channel.members.get(at.user.id)
    told: set[tuple[str, str | None]] = set()
    asked: list[ModeChange] = []
    with_value = 0
    for adding, mode, value in _pairs(letters, values):
        if mode in KNOWN:
            _check_operator(channel, member)
        try:
            change = _decide(at, channel, mode, value, adding=adding)
        except Refusal as refusal:
            if (mode, value) not in told:
                told.add((mode, value))
                refused.append(refusal)
            continue
        with_value += change.value is not None
        if change.value is None or with_value <= at.limits.modes:
            asked.append(change)
    return asked


def _check_operator(channel: Channel, member: Member | None) -> None:
    if member is None:
        raise Refusal(Why.NOT_ON_CHANNEL, channel.name)
    if "o" not in member.modes:
        raise Refusal(Why.NOT_OPERATOR, channel.name)


def _size(changes: tuple[ModeChange, ...]) -> int:
    """Bytes that mode changes take when they are shown, "+o-v ann bob"."""
    signs = 1 + sum(one.adding != other.adding for one, other in pairwise(changes))
    return signs + len(changes) + sum(1 + len(change.value.encode()) for change in changes if change.value is not None)


def _pairs(letters: str, values: tuple[str, ...]) -> Iterator[tuple[bool, str, str | None]]:
    """Each letter with its direction and, when it takes one, the next value."""
    adding, left = True, list(values)
    for letter in letters:
        if letter in "+-":
            adding = letter == "+"
            continue
        takes = letter in ALWAYS or (adding and letter in VALUE_TO_SET)
        yield adding, letter, left.pop(0) if takes and left else None


def _decide(at: Moment, channel: Channel, mode: str, value: str | None, *, adding: bool) -> ModeChange:
    """What one letter asks for."""
    if mode in MEMBER_MODES:
        if value is None:
            raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, "*")
        user = at.network.nicks.get(fold(value))
        if user is None:
            raise Refusal(Why.NO_SUCH_NICK, value)
        if user.id not in channel.members:
            raise Refusal(Why.USER_NOT_ON_CHANNEL, value, channel.name)
        return ModeChange(adding, mode, user.nick, user.id)
    if mode == "k":
        if adding and (not value or len(value.encode()) > at.limits.key or _BAD_KEY.search(value)):
            raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, value or "*")
        return ModeChange(adding, mode, value if adding else "*", None)
    if mode == "l":
        if not adding:
            return ModeChange(adding, mode, None, None)
        if value is None or not value.isascii() or not value.isdigit() or not 0 < int(value) < 2**31:
            raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, value or "*")
        return ModeChange(adding, mode, str(int(value)), None)
    if mode in FLAGS:
        return ModeChange(adding, mode, None, None)
    raise Refusal(Why.UNKNOWN_MODE, mode)


def _last_wins(channel: Channel, changes: list[ModeChange]) -> tuple[ModeChange, ...]:
    """The changes that change something, the last word on each mode counting."""
    last: dict[tuple[str, str | None], ModeChange] = {}
    for change in changes:
        last.pop((change.mode, change.user), None)
        last[change.mode, change.user] = change
    return tuple(change for change in last.values() if _changes(channel, change))


def _changes(channel: Channel, change: ModeChange) -> bool:
    if change.user is not None:
        return (change.mode in channel.members[change.user].modes) != change.adding
    if change.adding and change.mode == "k":
        return channel.key != change.value
    if change.adding and change.mode == "l":
        return str(channel.limit) != change.value
    return (change.mode in channel.modes) != change.adding
