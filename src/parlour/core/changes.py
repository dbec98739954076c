"""Changes of a channel's topic, modes and lists, and how each is taken back; `Network` alone makes them."""

from typing import Any

from parlour.core.events.channels import ModeChange, ModesSet, TopicSet
from parlour.core.lists import LISTS, turns
from parlour.core.model import Channel, Listed, Member
from parlour.core.ranks import RANKS

RESTRICTING = frozenset("iks")
"""Modes that close a channel to some; see the eighth of docs/promises.md."""

VALUES = {"k": "key", "l": "limit", "f": "forward"}
"""The attribute in which a channel has the value of a mode that has one."""

TopicBefore = tuple[Channel, str, str, int, bool]
"""The topic, who set it and when, and whether anything in the channel was to be kept."""

ModesBefore = tuple[Channel, list[tuple[ModeChange, Any]], bool, bool]
"""What each letter that changed was before, whether anything was to be kept, and whether it was ever restricted."""


def set_topic(channel: Channel, event: TopicSet) -> TopicBefore:
    """Give a channel another topic."""
    before = (channel, channel.topic, channel.topic_by, channel.topic_ms, channel.scope.kept)
    channel.topic, channel.topic_by, channel.topic_ms = event.topic, event.source.text, event.at_ms
    channel.scope.last_ms = event.at_ms
    channel.scope.kept = True
    return before


def unset_topic(before: TopicBefore) -> None:
    """Give it back the one it had."""
    channel, topic, by, at_ms, kept = before
    channel.topic, channel.topic_by, channel.topic_ms, channel.scope.kept = topic, by, at_ms, kept


def set_modes(channel: Channel, event: ModesSet) -> ModesBefore:
    """Change modes of a channel and of its members, and its lists."""
    kept, restricted = channel.scope.kept, channel.restricted
    changed = [(change, _set_mode(channel, change, event)) for change in event.changes]
    channel.scope.last_ms = event.at_ms
    channel.scope.kept = True
    return channel, changed, kept, restricted


def unset_modes(before: ModesBefore) -> None:
    """Have all of them as they were."""
    channel, changed, kept, restricted = before
    channel.scope.kept, channel.restricted = kept, restricted
    for change, old in reversed(changed):
        mode = change.mode
        if change.user is not None:
            # Of one who has left, or left and come again, nobody looks at that member any more.
            old[0].modes = old[1]
        elif mode in LISTS:
            assert change.value is not None
            _list(channel, mode, change.value, old)
        else:
            held = old is not None if mode in VALUES else not change.adding
            (channel.modes.add if held else channel.modes.discard)(mode)
            if mode in VALUES:
                setattr(channel, VALUES[mode], old)


def _set_mode(channel: Channel, change: ModeChange, event: ModesSet) -> tuple[Member, str] | Listed | str | int | None:
    """Change one letter; returns what it was before: a member and its modes, an entry, or a value."""
    mode = change.mode
    if change.user is not None:
        member = channel.members[change.user]
        before = member.modes
        held = set(before) | {mode} if change.adding else set(before) - {mode}
        member.modes = "".join(rank for rank in RANKS if rank in held)
        return member, before
    if mode in LISTS:
        assert change.value is not None
        entry = channel.lists.get(mode, {}).get(change.value)
        wanted = Listed(change.value, event.source.text, event.at_ms) if change.adding else None
        _list(channel, mode, change.value, wanted)
        return entry
    if change.adding and mode in RESTRICTING:
        channel.restricted = True
    old: str | int | None = None
    if mode in VALUES:
        old = getattr(channel, VALUES[mode])
        value = change.value if change.adding else None
        setattr(channel, VALUES[mode], int(value) if mode == "l" and value is not None else value)
    (channel.modes.add if change.adding else channel.modes.discard)(mode)
    return old


def _list(channel: Channel, letter: str, mask: str, entry: Listed | None) -> None:
    """Put an entry on a list, or take it off."""
    entries = channel.lists.setdefault(letter, {})
    if entry is not None:
        entries[mask] = entry
    else:
        entries.pop(mask, None)
        if not entries:
            del channel.lists[letter]
    channel.lists_token = object()
    channel.lists_turn = turns(channel)
