"""Thousands of users and channels, made without connections: they are connected to some other node, so to speak."""

from collections.abc import Iterable

from parlour.core import channels, presence
from parlour.core.model import User
from parlour.core.moment import Moment
from tests.support.play import World


def moment(world: World, user: User) -> Moment:
    """What a decision of a user is given."""
    node = world.node
    return Moment(node.network, user, node.now_ms(), node.new_id(), node._new_scope, node.limits)


def come(world: World, nicks: Iterable[str]) -> list[User]:
    """Users come under these nicks."""
    node = world.node
    users = []
    for nick in nicks:
        came = presence.come(
            node.network, node.limits, node.now_ms(), node.new_id(),
            user=node.new_id(), nick=nick, name="m", address="192.0.2.1", host="h", real="Member",
        )  # fmt: skip
        node.network.apply(came)
        users.append(node.network.users[came.source.user])
    return users


def join(world: World, users: Iterable[User], name: str) -> None:
    """Users join a channel."""
    for user in users:
        joined = channels.join(moment(world, user), name, None)
        assert joined is not None
        world.node.network.apply(joined)
