"""What must hold of any network, whatever was done to it."""

from collections.abc import Mapping
from typing import Any

from parlour.core.changes import RESTRICTING
from parlour.core.events.sessions import HALF
from parlour.core.lists import turns
from parlour.core.looks import looks
from parlour.core.model import Channel
from parlour.core.names import fold
from parlour.core.network import Network
from parlour.core.ranks import RANKS
from parlour.core.sessions import DUPLEXES


def check(network: Network) -> None:
    """What must hold of any network."""
    users = network.users
    assert {id: user.id for id, user in users.items()} == {id: id for id in users}
    assert {user.folded: user for user in users.values()} == network.nicks
    check_looks({user: user.nick for user in users.values()}, network.looks)
    check_looks({channel: channel.name for channel in network.channels.values()}, network.channel_looks)
    for user in users.values():
        source = user.source
        assert (user.folded, source.user, source.nick) == (fold(user.nick), user.id, user.nick)
        assert source.text == f"{user.nick}!{user.name}@{user.host}"
        assert all(network.rooms[id] is channel and user.id in channel.members for id, channel in user.channels.items())
    assert network.invisible == sum("i" in user.modes for user in users.values())
    assert network.operators == sum("o" in user.modes for user in users.values())
    assert all(("o" in user.modes) == (user.operator is not None) for user in users.values())
    assert all(("B" in user.modes) == user.source.bot for user in users.values())
    assert network.peak >= len(users)
    assert {channel.scope.id: channel for channel in network.channels.values()} == network.rooms
    for folded, channel in network.channels.items():
        assert folded == channel.folded == fold(channel.name)
        check_channel(network, channel)
    check_scopes(network)
    check_sessions(network)


def check_looks(names: Mapping[Any, str], found: Mapping[str, Any]) -> None:
    """No two look alike, and each is found by its looks."""
    seen = [(look, one) for one, name in names.items() for look in looks(name)]
    assert len(seen) == len(found)
    assert dict(seen) == found


def check_channel(network: Network, channel: Channel) -> None:
    assert channel.members, "an empty channel stayed"
    for id, member in channel.members.items():
        assert member.user is network.users[id]
        assert member.user.channels[channel.scope.id] is channel
        assert member.modes == "".join(mode for mode in RANKS if mode in member.modes)
    assert ("k" in channel.modes) == (channel.key is not None)
    assert ("f" in channel.modes) == (channel.forward is not None)
    assert all(channel.lists.values()), "an empty list stayed"
    assert channel.lists_turn == turns(channel)
    assert ("l" in channel.modes) == (channel.limit is not None)
    assert channel.limit is None or 0 < channel.limit < 2**31
    assert channel.restricted or not channel.modes & RESTRICTING


def check_sessions(network: Network) -> None:
    """Nobody is in two sessions, and who is BUSY is so with exactly one partner, who is so with them."""
    paired = [user for session in network.sessions.values() for user in (session.opener, session.other)]
    assert len(paired) == len(set(paired)), "somebody is in two sessions"
    assert set(paired) == {user.id for user in network.users.values() if user.session is not None}
    for id, session in network.sessions.items():
        assert id == session.id
        assert session.opener != session.other
        for user in (session.opener, session.other):
            assert network.users[user].session is session
        conversations = network.users[session.opener].conversations or {}
        assert conversations[session.other].scope.id == session.scope
        assert session.duplex in DUPLEXES
        assert session.floor in (session.opener, session.other)
        assert session.duplex == HALF or session.floor == session.opener, "a floor was handed that is none"
        assert not session.ringing or session.floor == session.opener
    assert {user.number: user for user in network.users.values()} == network.numbers.users


def check_scopes(network: Network) -> None:
    """Scopes are used for one thing only, and what has ended is nowhere."""
    used = [*network.rooms, *(scope.id for scope in network.pasts.values()), *network.conversations]
    assert len(used) == len(set(used))
    assert not set(used) & set(network.ended)
    assert not network.pasts.keys() & network.channels.keys()
    assert all(scope.kept for scope in network.pasts.values()), "a past of nothing is remembered"
    for user in network.users.values():
        for partner, conversation in (user.conversations or {}).items():
            assert network.conversations[conversation.scope.id] is conversation
            assert {user.id, partner} == conversation.nicks.keys()
            assert conversation.nicks[user.id] == user.nick
            if partner in network.users:
                assert (network.users[partner].conversations or {})[user.id] is conversation
