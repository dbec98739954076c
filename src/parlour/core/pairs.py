"""How what happens between two users changes the network: conversations, sessions, blocks. `Network.apply` calls these.

Between two scopes there is no order: a user who leaves may be gone before their session is.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from parlour.core.events.sessions import AskSet, BlockSet, FloorHanded, SessionAccepted, SessionEnded, SessionOpened
from parlour.core.model import Conversation, Scope, Session

if TYPE_CHECKING:
    from parlour.core.network import Network


def appliers(network: "Network") -> dict[type[Any], Callable[[Any], Any]]:
    """What each event does to that network."""
    return {
        SessionOpened: partial(_opened, network),
        SessionAccepted: partial(_accepted, network),
        FloorHanded: partial(_handed, network),
        SessionEnded: partial(_ended, network),
        AskSet: partial(_ask_set, network),
        BlockSet: partial(_block_set, network),
    }


def converse(network: "Network", scope: int, one: str, other: str) -> Conversation:
    """The conversation of two users in that scope, begun if there is none yet."""
    conversation = network.conversations.get(scope)
    if conversation is not None:
        return conversation
    users = network.users[one], network.users[other]
    conversation = network.conversations[scope] = Conversation(Scope(scope), {user.id: user.nick for user in users})
    for user, partner in (users, users[::-1]):
        if user.conversations is None:
            user.conversations = {}
        user.conversations[partner.id] = conversation
    return conversation


def _opened(network: "Network", event: SessionOpened) -> None:
    opener, other = event.source.user, event.to
    converse(network, event.scope, opener, other).scope.last_ms = event.at_ms
    session = Session(event.session, event.scope, opener, other, event.duplex, event.at_ms, ringing=event.ringing)
    network.sessions[session.id] = session
    network.users[opener].session = network.users[other].session = session


def _accepted(network: "Network", event: SessionAccepted) -> None:
    _stamp(network, event)
    network.sessions[event.session].ringing = False


def _handed(network: "Network", event: FloorHanded) -> None:
    _stamp(network, event)
    network.sessions[event.session].floor = event.to


def _ended(network: "Network", event: SessionEnded) -> None:
    _stamp(network, event)
    session = network.sessions.pop(event.session)
    for id in (session.opener, session.other):
        user = network.users.get(id)
        if user is not None:
            user.session = None


def _stamp(network: "Network", event: SessionAccepted | FloorHanded | SessionEnded) -> None:
    conversation = network.conversations.get(event.scope)
    if conversation is not None:
        conversation.scope.last_ms = event.at_ms


def _ask_set(network: "Network", event: AskSet) -> None:
    network.users[event.source.user].asks = event.asks


def _block_set(network: "Network", event: BlockSet) -> None:
    user = network.users[event.source.user]
    # Guests who are gone never come back under their ids.
    left = {
        whom: shown
        for whom, shown in (user.blocks or {}).items()
        if whom != event.whom and (is_mask(whom) or whom in network.users)
    }
    if event.adding:
        left[event.whom] = event.shown
    user.blocks = left or None


def is_mask(whom: str) -> bool:
    """Whether what is blocked is a mask, and not the id of a user."""
    return not whom.isalnum()
