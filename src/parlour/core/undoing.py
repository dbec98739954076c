"""What to announce when events that could not be kept were undone."""

from collections.abc import Iterable
from typing import Any

from parlour.core.changes import VALUES
from parlour.core.events import Event, Restored
from parlour.core.events.channels import ModeChange, ModesRestored, ModesSet, TopicRestored, TopicSet
from parlour.core.lists import LISTS
from parlour.core.model import Channel
from parlour.core.network import Network

AT_A_TIME = 3
"""So many mode changes are announced in one line: it is short enough with the longest names there can be."""

Letter = tuple[str, str | None, str | None]
"""A mode, the id of the user if it is a member's, and the mask if it is a list's."""


def restored(network: Network, undone: Iterable[tuple[Event, Any]]) -> list[Restored]:
    """Of all that these events had changed in channels, what holds now; `undone` has each with what `undo` was given.

    What held between two of them is not announced: that was undone as well.
    """
    topics: dict[Channel, None] = {}
    letters: dict[Channel, dict[Letter, None]] = {}
    for event, before in undone:
        if not isinstance(event, TopicSet | ModesSet):
            continue
        channel: Channel = before[0]
        if network.rooms.get(event.scope) is not channel:
            continue
        if isinstance(event, TopicSet):
            topics[channel] = None
        else:
            letters.setdefault(channel, {}).update((_letter(change), None) for change in event.changes)
    found: list[Restored] = [
        TopicRestored(channel.scope.id, channel.scope.last_ms, channel.name, channel.topic) for channel in topics
    ]
    for channel, touched in letters.items():
        changes = [change for letter in touched if (change := _holds(channel, *letter)) is not None]
        for at in range(0, len(changes), AT_A_TIME):
            some = tuple(changes[at : at + AT_A_TIME])
            found.append(ModesRestored(channel.scope.id, channel.scope.last_ms, channel.name, some))
    return found


def _letter(change: ModeChange) -> Letter:
    return change.mode, change.user, change.value if change.mode in LISTS else None


def _holds(channel: Channel, mode: str, user: str | None, mask: str | None) -> ModeChange | None:
    """A mode as it is, told as a change; None for one of a member who has left."""
    if user is not None:
        member = channel.members.get(user)
        return ModeChange(mode in member.modes, mode, member.user.nick, user) if member is not None else None
    if mask is not None:
        return ModeChange(mask in channel.lists.get(mode, ()), mode, mask, None)
    if mode in VALUES:
        value = getattr(channel, VALUES[mode])
        # A key is shown when it is taken away, too (modern.ircdocs.horse, channel modes of type B).
        shown = str(value) if value is not None else "*" if mode == "k" else None
        return ModeChange(value is not None, mode, shown, None)
    return ModeChange(mode in channel.modes, mode, None, None)


def for_outsiders(event: Restored) -> Restored:
    """An announcement as those may see it who are not in the channel: without its key."""
    if isinstance(event, TopicRestored):
        return event
    changes = tuple(
        ModeChange(change.adding, change.mode, "*" if change.mode == "k" else change.value, change.user)
        for change in event.changes
    )
    return ModesRestored(event.scope, event.at_ms, event.channel, changes)
