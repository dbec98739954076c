"""Decisions about modes of channels and of their members.

What each letter takes and means stands in the table of `letters`, from which the published CHANMODES come too.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from parlour.core import letters as table
from parlour.core.changes import VALUES
from parlour.core.channels import find_visible
from parlour.core.events.channels import ModeChange, ModesSet
from parlour.core.limits import room
from parlour.core.lists import LISTS
from parlour.core.masks import BadMask, mask, normal
from parlour.core.model import Channel, Listed, User
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.network import Network
from parlour.core.ranks import GIVERS, HALF_OPERATOR, OPERATOR, RANKS, height, standing
from parlour.core.refusals import Refusal, Why

ALWAYS_VALUE = table.letters(table.ALWAYS_VALUE)
VALUE_TO_SET = table.letters(table.VALUE_TO_SET)
FLAGS = table.letters(table.FLAGS)

_BAD_KEY = re.compile(r"^:|[,\s]")

ALWAYS = RANKS + LISTS + ALWAYS_VALUE
KNOWN = ALWAYS + VALUE_TO_SET + FLAGS

Asked = tuple[bool, str, str | None]
"""A letter as it was asked for: whether it is set or taken away, and its value."""


def describe(channel: Channel, *, secrets: bool) -> tuple[str, ...]:
    """The modes of a channel as letters and values, ("+klnt", "key", "12"); the key only with `secrets`."""
    letters = "".join(sorted(channel.modes))
    valued = (mode for mode in letters if mode in VALUES)
    values = ("*" if mode == "k" and not secrets else str(getattr(channel, VALUES[mode])) for mode in valued)
    return (f"+{letters}", *values)


def pairs(letters: str, values: tuple[str, ...]) -> Iterator[Asked]:
    """Each letter with its direction and, when it takes one, the next value."""
    adding, left = True, list(values)
    for letter in letters:
        if letter in "+-":
            adding = letter == "+"
            continue
        takes = letter in ALWAYS or (adding and letter in VALUE_TO_SET)
        yield adding, letter, left.pop(0) if takes and left else None


def entries(network: Network, user: User, name: str, letter: str) -> list[Listed]:
    """What is on a list of a channel, oldest first: bans for all who see the channel, the others for who may set them.

    Raises:
        Refusal: NO_SUCH_CHANNEL, NOT_OPERATOR.
    """
    channel = find_visible(network, user, name)
    if letter != "b" and standing(channel, user) < HALF_OPERATOR:
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    return list(channel.lists.get(letter, {}).values())


def set_modes(at: Moment, name: str, asked: list[Asked], refused: list[Refusal]) -> ModesSet | None:
    """Change modes of a channel or its members: those that can be changed are, the others are added to `refused`.

    None when nothing changes.

    Raises:
        Refusal: NO_SUCH_CHANNEL, NOT_ON_CHANNEL, NOT_OPERATOR, or TOO_LONG (shown in one line): nothing of it is done.
    """
    channel = find_visible(at.network, at.user, name)
    changes = _last_wins(channel, _possible(at, channel, asked, refused))
    if not changes:
        return None
    if _size(changes) > room(at.user.source.text, "MODE", channel.name):
        raise Refusal(Why.TOO_LONG, channel.name)
    time = channel.scope.time(at.now_ms)
    return ModesSet(channel.scope.id, at.msgid, time, at.user.source, channel.name, changes)


def _possible(at: Moment, channel: Channel, asked: list[Asked], refused: list[Refusal]) -> list[ModeChange]:
    """The changes that could be made; why the others cannot is added to `refused`, each reason once."""
    told: set[tuple[str, str | None]] = set()
    found: list[ModeChange] = []
    room_left = at.limits.list_entries - sum(map(len, channel.lists.values()))
    for adding, mode, value in asked:
        if mode in KNOWN:
            _check_standing(at, channel)
        try:
            change = _decide(at, channel, mode, value, adding=adding)
            if mode in LISTS and adding and _changes(channel, change):
                if room_left <= 0:
                    raise Refusal(Why.LIST_FULL, channel.name, mode)
                room_left -= 1
            found.append(change)
        except Refusal as refusal:
            if (mode, value) not in told:
                told.add((mode, value))
                refused.append(refusal)
    return found


def _check_standing(at: Moment, channel: Channel) -> None:
    """Refuse whoever may set no mode at all, unless it is to give up a rank."""
    if standing(channel, at.user) >= HALF_OPERATOR:
        return
    member = channel.members.get(at.user.id)
    if member is None:
        raise Refusal(Why.NOT_ON_CHANNEL, channel.name)
    if not member.modes:
        raise Refusal(Why.NOT_OPERATOR, channel.name)


def _size(changes: tuple[ModeChange, ...]) -> int:
    """Bytes that mode changes take when they are shown, "+o-v ann bob"."""
    signs = 1 + sum(one.adding != other.adding for one, other in pairwise(changes))
    return signs + len(changes) + sum(1 + len(change.value.encode()) for change in changes if change.value is not None)


def _decide(at: Moment, channel: Channel, mode: str, value: str | None, *, adding: bool) -> ModeChange:
    """What one letter asks for."""
    if mode in RANKS:
        return _decide_rank(at, channel, mode, value, adding=adding)
    if mode not in KNOWN:
        raise Refusal(Why.UNKNOWN_MODE, mode)
    if standing(channel, at.user) < HALF_OPERATOR:
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    if mode in LISTS:
        return _decide_entry(channel, mode, value, adding=adding)
    if mode == "k":
        if adding and (not value or len(value.encode()) > at.limits.key or _BAD_KEY.search(value)):
            # Not repeated: it may be nearly the right one.
            raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, "*")
        return ModeChange(adding, mode, value if adding else "*", None)
    if mode in FLAGS or not adding:
        return ModeChange(adding, mode, None, None)
    if mode == "f":
        return ModeChange(adding, mode, _forward(at, channel, value), None)
    if value is None or not value.isascii() or not value.isdigit() or not 0 < int(value) < 2**31:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, value or "*")
    return ModeChange(adding, mode, str(int(value)), None)


def _decide_rank(at: Moment, channel: Channel, mode: str, value: str | None, *, adding: bool) -> ModeChange:
    """A rank given or taken, by whoever stands high enough, and not from one who stands higher; one's own may go."""
    if value is None:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, "*")
    user = at.network.nicks.get(fold(value))
    if user is None:
        raise Refusal(Why.NO_SUCH_NICK, value)
    member = channel.members.get(user.id)
    own = standing(channel, at.user)
    giving_up = user is at.user and not adding
    if own < GIVERS[mode] and not giving_up:
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    if member is None:
        raise Refusal(Why.USER_NOT_ON_CHANNEL, value, channel.name)
    if not adding and not giving_up and own < height(member.modes):
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    return ModeChange(adding, mode, user.nick, user.id)


def _decide_entry(channel: Channel, mode: str, value: str | None, *, adding: bool) -> ModeChange:
    """An entry put on a list or taken off."""
    if not value:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, "*")
    listed = channel.lists.get(mode, {})
    folded = fold(value)
    same = next((text for text in listed if fold(text) == folded), None)
    if same is not None:
        return ModeChange(adding, mode, same, None)
    try:
        text = normal(value)
        mask(text)
    except BadMask:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, mode, value) from None
    folded = fold(text)
    text = next((known for known in listed if fold(known) == folded), text)
    return ModeChange(adding, mode, text, None)


def _forward(at: Moment, channel: Channel, value: str | None) -> str:
    """The channel to send those to who may not enter: one that whoever sets it is an operator of, too."""
    if not value:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, "f", "*")
    try:
        other = find_visible(at.network, at.user, value)
    except Refusal:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, "f", value) from None
    if other is channel:
        raise Refusal(Why.MODE_NEEDS_VALUE, channel.name, "f", value)
    if standing(other, at.user) < OPERATOR:
        raise Refusal(Why.NOT_OPERATOR, other.name)
    return other.name


def _last_wins(channel: Channel, changes: list[ModeChange]) -> tuple[ModeChange, ...]:
    """The changes that change something, the last word on each mode counting."""
    last: dict[tuple[str, str | None], ModeChange] = {}
    for change in changes:
        about = change.mode, change.value if change.mode in LISTS else change.user
        last.pop(about, None)
        last[about] = change
    return tuple(change for change in last.values() if _changes(channel, change))


def _changes(channel: Channel, change: ModeChange) -> bool:
    mode = change.mode
    if change.user is not None:
        return (mode in channel.members[change.user].modes) != change.adding
    if mode in LISTS:
        return (change.value in channel.lists.get(mode, {})) != change.adding
    if change.adding and mode in VALUES:
        return str(getattr(channel, VALUES[mode])) != change.value
    return (mode in channel.modes) != change.adding
