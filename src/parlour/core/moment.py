"""The moment of a decision: all that it may look at besides its parameters."""

from collections.abc import Callable

from parlour.core.limits import Limits
from parlour.core.model import User
from parlour.core.network import Network


class Moment:
    """The network, the user who asks, the time (Unix, milliseconds), a message id, and where to get an id for a scope
    that is to be made."""

    __slots__ = ("limits", "msgid", "network", "new_scope", "now_ms", "user")

    def __init__(
        self, network: Network, user: User, now_ms: int, msgid: str, new_scope: Callable[[], int], limits: Limits
    ) -> None:
        self.network = network
        self.user = user
        self.now_ms = now_ms
        self.msgid = msgid
        self.new_scope = new_scope
        self.limits = limits
