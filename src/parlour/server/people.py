"""People: the users of a node, as they come and go with their connections."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from parlour.core import bans, presence, sessions
from parlour.core.banlist import Ban, target
from parlour.core.cloaks import host_of
from parlour.core.host import Traffic
from parlour.core.model import User
from parlour.core.ports import Committer, Form
from parlour.server.admission import TurnedAway
from parlour.server.connection import traffic_of
from parlour.server.logs import about
from parlour.server.options import Options, Runtime
from parlour.server.turns import Turns

_WRITTEN = re.compile(r" ?[:(]")

log = logging.getLogger(__name__)


class People(Turns):
    """Who is here, by which connections, and what those are to be told."""

    def __init__(self, options: Options, runtime: Runtime, committer: Committer, node_id: int) -> None:
        super().__init__(options, runtime, committer, node_id)
        self.stopping = False
        """Whether the server ends: nobody is told of everybody's leaving, as all are told of that."""
        self.unknown = 0
        """How many connections have not registered yet."""
        self.turned_away = TurnedAway()

    def come(self, peer: Any, nick: str, name: str, real: str) -> User:
        """A new user comes with this connection."""
        now_ms = self.now_ms()
        host = host_of(peer.address, self.options.cloak, self.options.cloak_suffix)
        event = presence.come(
            self.network, self.limits, now_ms, self._ids.new(now_ms),
            user=self.new_id(), nick=nick, name=name, host=host, address=peer.address, real=real,
        )  # fmt: skip
        bans.check_comer(self.network, event)
        self._publish(event, peer)
        user = self.network.users[event.source.user]
        peer.user = user
        self.unknown -= 1
        log.info("registered as %s", nick, extra=about(peer))
        self.delivery.attach(peer, user.id)
        return user

    def leave(self, peer: Any, reason: str) -> None:
        """The peer's user leaves with this connection, if there is one and it is the last."""
        if self.stopping:
            return
        user: User | None = peer.user
        # What comes after these is what people wrote.
        shown = _WRITTEN.split(reason, 1)[0].lower()
        if user is None:
            self.unknown -= 1
            if shown.startswith("connection"):
                log.debug("closed: %s", shown, extra=about(peer))
            else:
                self.turned_away.log(shown, about(peer))
            return
        log.info("%s closed: %s", user.nick, shown, extra=about(peer))
        if len(self.delivery.connections[user.id]) == 1:
            ended = sessions.leave(self._moment(user))
            if ended is not None:
                self._publish(ended, peer)
            self._publish(presence.leave(self._moment(user), reason), peer)
        self.delivery.detach(peer, user.id)
        peer.user = None

    def gateway_of(self, user: User) -> str:
        """The name of the gateway by which a user comes, if any."""
        return next((each.gateway for each in self.delivery.connections.get(user.id, ()) if each.gateway), "")

    def is_secure(self, user: User) -> bool:
        """Whether what a user says and is told is secret on its way, whichever connection it takes."""
        return all(connection.secure for connection in self.delivery.connections.get(user.id, ()))

    def traffic(self, user: User | None) -> Iterator[Traffic]:
        """The connections of a user, or of all."""
        own = self.connections.values() if user is None else self.delivery.connections.get(user.id, ())
        return traffic_of(list(own), self.clock())

    def tell(self, user: User, line: str) -> None:
        """Send a line of IRC to all connections of a user that speak it."""
        for connection in self.delivery.connections.get(user.id, ()):
            connection.front.told_in_irc(line)

    def dismiss(self, user: User, reason: str) -> None:
        """Close all connections of a user."""
        for connection in list(self.delivery.connections.get(user.id, ())):
            connection.front.goodbye(reason)

    def shut_out(self, ban: Ban) -> int:
        """Turn away all whom a ban means, except for operators; returns how many connections that were."""
        whom = target(ban.target)
        hit = [
            connection
            for connection in self.connections.values()
            if not connection.ended and bans.keeps_out(whom, connection.address, connection.user)
        ]
        for connection in hit:
            connection.front.turn_away(ban)
        return len(hit)

    def reform(self, peer: Any, form: Form) -> None:
        """A peer wants to be shown events in another form."""
        self.delivery.reform(peer, form, tuple(peer.user.channels) if peer.user is not None else ())

    def monitor(self, peer: Any, nick: str) -> bool:
        """Tell a peer when the user of a nick comes and goes; False when it has as many such nicks as it may have."""
        return self.delivery.monitors.add(peer, nick, self.limits.monitor)

    def unmonitor(self, peer: Any, nick: str | None) -> None:
        """Tell a peer so no more of one nick, or of all."""
        monitors = self.delivery.monitors
        if nick is None:
            monitors.clear(peer)
        else:
            monitors.remove(peer, nick)

    def monitored(self, peer: Any) -> list[str]:
        """The nicks that a peer is told of, as it gave them."""
        return self.delivery.monitors.names(peer)
