"""The node: the network, its journal and its deliveries, put together. No sockets, no clock of its own."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import parlour.protocols.irc.commands  # noqa: F401, with them the table of commands is complete
from parlour import __version__
from parlour.core import powers
from parlour.core.banlist import Ban
from parlour.core.host import Gateway
from parlour.core.later import Later, ready
from parlour.core.model import Scope
from parlour.core.ports import Committer, Link, Past, Store
from parlour.core.powers import Login
from parlour.protocols.irc.language import Irc
from parlour.protocols.irc.registry import COMMANDS
from parlour.protocols.irc.welcome import supported
from parlour.protocols.text.language import PlainText
from parlour.server.admission import Admission
from parlour.server.connection import Connection, Language
from parlour.server.credentials import Credentials
from parlour.server.logs import about
from parlour.server.options import Options, Process, Runtime
from parlour.server.people import People
from parlour.wire import isupport

T = TypeVar("T")

log = logging.getLogger(__name__)


class Node(People):
    """One process of a network. It is the `Host` of every connection."""

    def __init__(
        self,
        options: Options,
        runtime: Runtime,
        store: Store,
        committer: Committer,
        node_id: int,
        process: Process,
    ) -> None:
        super().__init__(options, runtime, committer, node_id)
        self.version = f"parlour-{__version__}"
        self.admission = Admission(options)
        self._process = process
        self._credentials = Credentials(options, runtime, process)
        self._take(options)
        self._store = store
        self.irc = Irc(options.server_name)
        self.text = PlainText(lambda: self.limits.lobby)
        self._made = 0
        self._idle: Callable[[], None] | None = None
        self.created = ""
        self.started_s = runtime.clock()
        self.used = dict.fromkeys(COMMANDS, 0)

    def adopt(self, options: Options) -> None:
        """These are the options from now on, for those who are connected, too; they stay whatever changes."""
        before, policy = supported(self), self.sts
        self._take(options)
        self.admission.adopt(options)
        self._credentials.adopt(options)
        changes = isupport.lines(found) if (found := isupport.changes(before, supported(self))) else []
        for connection in self.connections.values():
            connection.send_queue_bytes = options.send_queue_bytes
            connection.exempt = self.admission.exempts(connection.address)
            connection.front.renewed(changes, policy)
        self.wake()
        self._renew_operators()

    def _renew_operators(self) -> None:
        """Who is an operator by a login that is gone is none any more; by one that changed, may do what it says now."""
        standing = [user for user in self.network.users.values() if user.operator is not None]
        for user in standing:
            assert user.operator is not None
            if not self._credentials.is_spent(user.operator.login):
                event = powers.renew(self._moment(user), self.logins.get(user.operator.login))
                if event is not None:
                    self._publish(event, None)

    def _take(self, options: Options) -> None:
        """Have what connections look up again and again at hand."""
        self.options = options
        self.limits = options.limits
        self.server_name = options.server_name
        self.network_name = options.network_name
        self.configuration = options.configuration
        self.password = options.password
        self.sts = options.sts
        self.motd = options.motd
        self.icon = options.icon
        self.denied_tags = options.denied_tags
        self.about = options.about
        self.on_join = options.on_join
        self.registration_s = options.registration_s
        self.ping_after_s = options.ping_after_s
        self.ping_wait_s = options.ping_wait_s
        self.flood_burst = options.flood_burst
        self.flood_lines_per_s = options.flood_lines_per_s
        self.receive_backlog_bytes = options.receive_backlog_bytes

    def recall(self, pasts: list[Past], banned: list[Ban]) -> None:
        """Take up the channels whose past the store has kept, and the bans that stand."""
        for ban in banned:
            self.network.bans.put(ban)
        for past in pasts:
            self.network.pasts[past.name] = Scope(past.scope, past.last_ms, past.last_said_ms, kept=True)
        self.journal.recall(pasts)

    @property
    def logins(self) -> Mapping[str, Login]:
        """With what one may become an operator now, by name."""
        return self._credentials.logins

    # Connections

    def connect(
        self, link: Link, address: str, *, secure: bool, counted: bool = True, language: Language | None = None
    ) -> Connection | None:
        """A transport was accepted; None, and it is closed, when its address has too many already or the server stops.

        `address` is an IP address or "unix"; one that is not `counted` is not among the connections of its address.
        What is spoken is IRC if nothing else is said.
        """
        language = language or self.irc
        # What a gateway opens counts for whom it is, which it says first of all.
        counted_as = address if counted and not self.admission.gateways(address) else None
        exempt = self.admission.exempts(address)
        refusal = self.admission.refusal(counted_as, exempt=exempt)
        if self.stopping:  # its TLS was being set up
            refusal = "The server is shutting down"
        if refusal is not None:
            self.turned_away.log(refusal, {"address": address})
            link.write(language.refusal(address, refusal))
            link.close()
            return None
        self._made += 1
        connection = Connection(
            self._made, link, address, self.delivery.turn, self.options.send_queue_bytes, language.form(),
            exempt=exempt, secure=secure,
        )  # fmt: skip
        connection.front = language.front(self, connection)
        self.connections[connection.id] = connection
        connection.counted_as = counted_as
        connection.since_s = self.clock()
        self.admission.enter(counted_as)
        self.unknown += 1
        log.debug("connected from %s%s", address, " over TLS" if secure else "", extra=about(connection))
        self._check_address(connection)
        if not connection.ended:
            connection.front.greet()
        return connection

    def _check_address(self, connection: Connection) -> None:
        """Turn a connection away whose address is banned."""
        ban = self.network.bans.of_address(connection.address, self.now_ms())
        if ban is not None:
            connection.front.turn_away(ban)
            self.wake()

    def gateways(self, peer: Any) -> list[Gateway]:
        """Those that may come from where the peer comes from."""
        return self.admission.gateways(peer.address)

    def move(self, peer: Any, gateway: str, address: str, *, secure: bool) -> str | None:
        """A peer that has not registered is one at another address; returns why that one cannot be taken, if so."""
        exempt = self.admission.exempts(address)
        self.admission.leave(peer.counted_as)
        refusal = self.admission.refusal(address, exempt=exempt)
        self.admission.enter(address if refusal is None else peer.counted_as)
        if refusal is None:
            peer.address = peer.counted_as = address
            peer.gateway, peer.exempt, peer.secure = gateway, exempt, secure
            self._check_address(peer)
        return refusal

    def receive(self, connection: Connection, data: bytes) -> None:
        """Bytes came in on a connection."""
        connection.front.receive(data)
        if not self._awake:
            self.wake()

    def disconnected(self, connection: Connection, reason: str) -> None:
        """A transport is gone, whoever closed it."""
        connection.closed = True
        if self.connections.pop(connection.id, None) is None:
            return
        self.admission.leave(connection.counted_as)
        connection.front.lost(reason)
        self._check_idle()
        self.wake()

    # What connections ask for

    def read(self, query: Callable[[Store], T]) -> Later[T]:
        """Ask the store."""
        later: Later[T] = Later()
        self._runtime.read(lambda: query(self._store), self._answering(later))
        return later

    def verify(self, peer: Any, hashed: str, password: str) -> Later[bool] | None:
        """Whether a password is the one of an argon2id hash; None when that cannot be checked now."""
        if self._credentials.knows(hashed, password):
            return ready(True)
        later: Later[bool] = Later()
        address = None if peer.exempt else peer.address
        return later if self._credentials.check(address, hashed, password, self._answering(later)) else None

    def guessed_wrong(self, peer: Any) -> None:
        """A peer gave a wrong password: fewer are checked from its address for a while."""
        self._credentials.guessed_wrong(peer.address)

    def spend(self, login: Login) -> Later[None]:
        """Take a login that works once from the logins for ever."""
        later: Later[None] = Later()
        self._credentials.spend(login, self._answering(later))
        return later

    def reload(self) -> Later[list[str]]:
        """Read the configuration again; sentences tell what changed, and what needs a restart."""
        later: Later[list[str]] = Later()
        self._process.reload(self._answering(later))
        return later

    def stop(self, reason: str, *, restart: bool) -> Later[None]:
        """End the server as a signal would, and start it again with `restart`."""
        later: Later[None] = Later()
        self._process.stop(reason, self._answering(later), restart=restart)
        return later

    def note(self, peer: Any, words: str) -> None:
        """Something that those who run the server find in its log."""
        log.info("%s", words, extra=about(peer))

    def bug(self, peer: Any, error: Exception) -> None:
        """Something that must not happen did."""
        log.error("internal error", exc_info=error, extra=about(peer))

    def tick(self) -> None:
        """A second has passed, more or less."""
        super().tick()
        self.turned_away.tick()
        self._credentials.tick()
        self.network.bans.forget_ended(self.now_ms())
        for connection in list(self.connections.values()):
            if connection.draining:
                connection.mind_pile()
            if not connection.ended:
                connection.front.tick(self._active_s)
        self.wake()

    def say_goodbye(self, reason: str, done: Callable[[], None]) -> None:
        """Tell every connection that the server ends, and close it when it has got all that it is owed.

        `done` is called when all are closed and all that happened is kept.
        """
        self.stopping = True
        self._idle = done
        for connection in list(self.connections.values()):
            connection.front.goodbye(reason)
        self._check_idle()
        self.wake()

    def _check_idle(self) -> None:
        if self._idle is not None and not self.connections:
            self.settled().then(self._idle)
