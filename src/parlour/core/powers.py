"""Decisions of operators of the network: becoming one, disconnecting a user, telling all who want to hear."""

from dataclasses import dataclass

from parlour.core.events.people import BecameOperator, UserModesSet, Wallops
from parlour.core.events.record import NO_SCOPE
from parlour.core.limits import fit, room
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.network import Network
from parlour.core.operators import check
from parlour.core.ranges import parse_range
from parlour.core.refusals import Refusal, Why


@dataclass(frozen=True, slots=True)
class Login:
    """With what somebody may become an operator.

    `hashed` is the argon2id hash of the password, `title` the name of the class, `places` the addresses and networks
    (or "unix") from which it may be used, all if there are none, and `host` what others see instead of the address.
    `once` is for a login that is gone when it has been used.
    """

    name: str
    hashed: str
    title: str
    privileges: frozenset[str]
    host: str = ""
    places: tuple[str, ...] = ()
    once: bool = False

    def is_for(self, address: str) -> bool:
        """Whether it may be used from an IP address, or from "unix"."""
        if not self.places or address in self.places:
            return True
        here = parse_range(address)
        ranges = (parse_range(place) for place in self.places)
        return here is not None and any(place is not None and here in place for place in ranges)


def become_operator(at: Moment, login: Login) -> BecameOperator:
    """Be an operator of the network, with what a login whose password was right gives."""
    return BecameOperator(
        NO_SCOPE, at.msgid, at.now_ms, at.user.source, login.name, login.title, tuple(sorted(login.privileges))
    )


def renew(at: Moment, login: Login | None) -> BecameOperator | UserModesSet | None:
    """What becomes of an operator whose login is this now, or is gone (None); None when nothing does."""
    operator = at.user.operator
    assert operator is not None
    if login is None:
        return UserModesSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, "", "o")
    if (login.title, login.privileges) == (operator.title, operator.privileges):
        return None
    return become_operator(at, login)


def find_victim(network: Network, user: User, nick: str) -> User:
    """The user whom an operator wants to disconnect.

    Raises:
        Refusal: NO_PRIVILEGES, LACKS_PRIVILEGE, NO_SUCH_NICK.
    """
    check(user, "kill")
    victim = network.nicks.get(fold(nick))
    if victim is None:
        raise Refusal(Why.NO_SUCH_NICK, nick)
    return victim


def tell_all(at: Moment, text: str) -> Wallops:
    """Tell something to all users who want to hear such things (+w), and to oneself, who sees that it was told.

    Raises:
        Refusal: NO_PRIVILEGES, LACKS_PRIVILEGE, TOO_LONG.
    """
    check(at.user, "wallops")
    if len(text.encode()) > room(at.user.source.text, "WALLOPS", ""):
        raise Refusal(Why.TOO_LONG)
    to = tuple(user.id for user in at.network.users.values() if "w" in user.modes or user is at.user)
    return Wallops(NO_SCOPE, at.msgid, at.now_ms, at.user.source, text, to)


def why_killed(killer: User, victim: User, reason: str, limit: int) -> str:
    """The reason of a KILL as it can be shown: to the victim and, as a quit, to others. `limit` is in bytes."""
    shown = room(victim.source.text, "QUIT", "") - len(f"Killed ({killer.nick} ())".encode())
    return fit(reason, min(limit, shown, room(killer.source.text, "KILL", victim.nick)))
