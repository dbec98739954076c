"""Whose past may be read: what a name means to the one who asks."""

from dataclasses import dataclass

from parlour.core.model import Conversation, Scope, User
from parlour.core.names import fold, is_channel
from parlour.core.network import Network
from parlour.core.ranks import SIGNS, height
from parlour.core.refusals import Refusal, Why


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere with a past: the name to show for it and when something was last said there (Unix, milliseconds)."""

    name: str
    last_said_ms: int


def readable(network: Network, user: User, name: str) -> tuple[str, Scope | None, str]:
    """What `user` may read under `name`: how that is written, its scope (None where nothing was said), and the signs
    of the ranks whose messages among themselves are for the user, too.

    A channel's past belongs to those who are in it; a conversation's to its two. Whether anything that is not theirs
    exists cannot be told from the answer.

    Raises:
        Refusal: NO_SUCH_TARGET.
    """
    folded = fold(name)
    if is_channel(name):
        channel = network.channels.get(folded)
        if channel is None or user.id not in channel.members:
            raise Refusal(Why.NO_SUCH_TARGET, name)
        return channel.name, channel.scope, SIGNS[len(SIGNS) - height(channel.members[user.id].modes) :]
    other = network.nicks.get(folded)
    conversation = _conversation(network, user, folded)
    return other.nick if other is not None else name, conversation.scope if conversation else None, ""


def targets(network: Network, user: User, after_ms: int, before_ms: int) -> list[Target]:
    """Where something was said last between two times, both excluded, oldest first."""
    found = [Target(channel.name, channel.scope.last_said_ms) for channel in user.channels.values()]
    latest: dict[str, Target] = {}
    for partner, conversation in (user.conversations or {}).items():
        nick = conversation.nicks[partner]
        if _conversation(network, user, fold(nick)) is conversation:
            latest[partner] = Target(nick, conversation.scope.last_said_ms)
    found.extend(latest.values())
    found = [target for target in found if target.last_said_ms and after_ms < target.last_said_ms < before_ms]
    return sorted(found, key=lambda target: (target.last_said_ms, target.name))


def _conversation(network: Network, user: User, folded: str) -> Conversation | None:
    """The conversation with whoever has that nick now, else with the last one gone who had it."""
    conversations = user.conversations or {}
    other = network.nicks.get(folded)
    if other is not None:
        return conversations.get(other.id)
    for partner, conversation in reversed(conversations.items()):
        if partner not in network.users and fold(conversation.nicks[partner]) == folded:
            return conversation
    return None
