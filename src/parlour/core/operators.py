"""Operators of the network: what each class of them may do."""

from dataclasses import dataclass

from parlour.core.model import User
from parlour.core.refusals import Refusal, Why

PRIVILEGES = {
    "ban": "ban addresses, networks and masks, and lift and list such bans",
    "channels": "act in every channel as its operators do, and enter it whatever keeps others out",
    "kill": "disconnect a user",
    "reload": "have the configuration read again",
    "see": "see what is private: real addresses, secret channels, invisible users, all of STATS",
    "stop": "stop and restart the server",
    "wallops": "send a line to all users who want such lines",
}
"""What a class of operators may be allowed, and what each means."""


@dataclass(frozen=True, slots=True)
class Operator:
    """What makes a user an operator: the name they logged in with, what WHOIS says they are, what they may do."""

    login: str
    title: str
    privileges: frozenset[str]


def may(user: User, privilege: str) -> bool:
    """Whether a user is an operator of a class that may do something."""
    return user.operator is not None and privilege in user.operator.privileges


def check(user: User, privilege: str) -> None:
    """Refuse what only some operators may do.

    Raises:
        Refusal: NO_PRIVILEGES to who is no operator, LACKS_PRIVILEGE to one of a class that may not do it.
    """
    if user.operator is None:
        raise Refusal(Why.NO_PRIVILEGES)
    if privilege not in user.operator.privileges:
        raise Refusal(Why.LACKS_PRIVILEGE, privilege)
