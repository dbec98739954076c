"""The node: the network, its journal and its deliveries, put together. No sockets, no clock of its own."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from parlour import __version__
from parlour.core import bans, powers, presence
from parlour.core.banlist import Ban, target
from parlour.core.cloaks import host_of
from parlour.core.events import Event, Said
from parlour.core.host import Gateway, Traffic
from parlour.core.ids import Ids
from parlour.core.later import Later, ready
from parlour.core.model import Scope, User
from parlour.core.moment import Moment
from parlour.core.network import Network
from parlour.core.ports import Committer, Form, Link, Past, Store
from parlour.core.powers import Login
from parlour.core.refusals import Refusal, Why
from parlour.core.undoing import restored
from parlour.journal.local import Keeping, LocalJournal
from parlour.protocols.irc import commands as irc_commands
from parlour.protocols.irc.connection import IrcConnection, words_of
from parlour.protocols.irc.forms import Forms
from parlour.protocols.irc.registry import COMMANDS
from parlour.protocols.irc.welcome import supported
from parlour.server.admission import Admission, TurnedAway
from parlour.server.connection import Connection, traffic_of
from parlour.server.delivery import Delivery
from parlour.server.guesses import Guesses
from parlour.server.logs import about
from parlour.server.options import Options, Process, Runtime
from parlour.server.passwords import Shared, matches
from parlour.store.rows import to_rows
from parlour.wire import isupport

T = TypeVar("T")

HELD_LONG_S = 0.25
"""Output held for longer than this stops the clock by which connections are found silent."""

WAITING_ROWS = 30_000
"""So many records may gather for a disk that hangs, though nobody waits for them; past them nothing more is read."""

_WRITTEN = re.compile(r" ?[:(]")

log = logging.getLogger(__name__)

__all__ = ["Node", "Options", "Runtime", "irc_commands"]


class Node:
    """One process of a network. It is the `Host` of every connection and the `Outcome` of its journal."""

    def __init__(
        self,
        options: Options,
        runtime: Runtime,
        store: Store,
        committer: Committer,
        node_id: int,
        process: Process,
    ) -> None:
        self.network = Network()
        self.version = f"parlour-{__version__}"
        self._spent: dict[str, str] = {}
        """The logins that were used for their only time: the name of each by its hash."""
        self._take(options)
        self.stalled = False
        self.stopping = False
        """Whether the server ends: nobody is told of everybody's leaving, as all are told of that."""
        self.unknown = 0
        self.connections: dict[int, Connection] = {}
        self.delivery = Delivery()
        self.journal = LocalJournal(committer, self, to_rows, runtime.clock, wait=options.wait)
        self.now_ms = runtime.now_ms
        self.clock = runtime.clock
        self._runtime = runtime
        self._process = process
        self._shared = Shared(runtime.compute)
        self._guesses = Guesses()
        self._store = store
        self._ids = Ids(node_id)
        self._forms = Forms(options.server_name)
        self._made = 0
        self._awake = False
        self._failing = False
        """Whether the last that was to be kept could not be."""
        self._idle: Callable[[], None] | None = None
        self._flowing: list[Callable[[], None]] = []
        self._active_s = 0.0
        self._ticked_s = runtime.clock()
        self.admission = Admission(options)
        self.turned_away = TurnedAway()
        self.created = ""
        self.started_s = runtime.clock()
        self.used = dict.fromkeys(COMMANDS, 0)

    def adopt(self, options: Options) -> None:
        """These are the options from now on, for those who are connected, too; they stay whatever changes."""
        before, policy = supported(self), self.sts
        self._take(options)
        self.admission.adopt(options)
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
            if user.operator.login not in self._spent.values():
                event = powers.renew(self._moment(user), self.logins.get(user.operator.login))
                if event is not None:
                    self._publish(event, None)

    def _moment(self, user: User) -> Moment:
        now_ms = self.now_ms()
        return Moment(self.network, user, now_ms, self._ids.new(now_ms), self._new_scope, self.limits)

    def _take(self, options: Options) -> None:
        """Have what connections look up again and again at hand."""
        self.options = options
        self.limits = options.limits
        self.server_name = options.server_name
        self.network_name = options.network_name
        self.configuration = options.configuration
        self.password = options.password
        self._common = {options.password, *(gateway.password for gateway, _ in options.gateways)} - {""}
        """The hashes of passwords that many have to give."""
        self.logins: Mapping[str, Login] = {
            name: login for name, login in options.logins.items() if login.hashed not in self._spent
        }
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

    # Connections

    def connect(self, link: Link, address: str, *, secure: bool, counted: bool = True) -> Connection | None:
        """A transport was accepted; None, and it is closed, when its address has too many already or the server stops.

        `address` is an IP address or "unix"; one that is not `counted` is not among the connections of its address.
        """
        # What a gateway opens counts for whom it is, which it says first of all.
        counted_as = address if counted and not self.admission.gateways(address) else None
        exempt = self.admission.exempts(address)
        refusal = self.admission.refusal(counted_as, exempt=exempt)
        if self.stopping:  # its TLS was being set up
            refusal = "The server is shutting down"
        if refusal is not None:
            self.turned_away.log(refusal, {"address": address})
            link.write(f"ERROR :Closing Link: {address} ({refusal})\r\n".encode())
            link.close()
            return None
        self._made += 1
        connection = Connection(
            self._made, link, address, self.delivery.turn, self.options.send_queue_bytes, self._forms.of(0),
            exempt=exempt, secure=secure,
        )  # fmt: skip
        connection.front = IrcConnection(self, connection, self._forms)
        self.connections[connection.id] = connection
        connection.counted_as = counted_as
        connection.since_s = self.clock()
        self.admission.enter(counted_as)
        self.unknown += 1
        log.debug("connected from %s%s", address, " over TLS" if secure else "", extra=about(connection))
        self._check_address(connection)
        return connection

    def _check_address(self, connection: Connection) -> None:
        """Turn a connection away whose address is banned."""
        ban = self.network.bans.of_address(connection.address, self.now_ms())
        if ban is not None:
            connection.front.turn_away(ban)
            self.wake()

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

    # Host

    def active_s(self) -> float:
        """Seconds that stand still while output is held; they go on once a tick."""
        return self._active_s

    def new_id(self) -> str:
        """An id that is used for nothing else."""
        return self._ids.new(self.now_ms())

    def happen(self, peer: Any, decide: Callable[..., Event | None], *args: Any) -> Event | None:
        """Let a decision be made for the peer's user, and what it decides happen."""
        now_ms = self.now_ms()
        moment = Moment(self.network, peer.user, now_ms, self._ids.new(now_ms), self._new_scope, self.limits)
        event = decide(moment, *args)
        if event is not None:
            self._publish(event, peer)
        return event

    def _new_scope(self) -> int:
        return self._ids.new_scope(self.now_ms())

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
        moment = self._moment(user)
        if len(self.delivery.connections[user.id]) == 1:
            self._publish(presence.leave(moment, reason), peer)
        self.delivery.detach(peer, user.id)
        peer.user = None

    def _publish(self, event: Event, peer: Any) -> None:
        """An event has been decided: it gets its place, changes the state, and is shown."""
        journal, network = self.journal, self.network
        keeping: Keeping | None = None
        if event.durable:
            if not journal.ready:
                journal.probe()
                raise Refusal(Why.CANNOT_KEEP, *words_of(event)[1:])
            keeping = Keeping(event, network.apply(event), peer, peer.bundle)
        else:
            network.apply(event)
        if event.recorded or keeping is not None:
            journal.place(event, keeping)
        if network.ended:
            journal.end(network.ended)
            network.ended.clear()
        self.delivery.deliver(event, peer, keeping.pieces if keeping is not None else [])
        if keeping is not None and journal.waiting_count >= self.options.hold_events:
            self.stalled = True
        if not self._awake:
            self.wake()

    def echo(self, peer: Any, event: Said) -> None:
        """Show a peer, as an answer, what was said; it is dropped if that cannot be kept."""
        piece = peer.form.encode(event)
        if piece is not None:
            self.journal.tie(event, piece, peer, peer.bundle)
            peer.reply(piece)

    def read(self, query: Callable[[Store], T]) -> Later[T]:
        """Ask the store."""
        later: Later[T] = Later()
        self._runtime.read(lambda: query(self._store), self._answering(later))
        return later

    def _answering(self, later: Later[T]) -> Callable[[Any, Exception | None], None]:
        """What is done with an answer that came from beside the loop."""

        def done(value: Any, error: Exception | None) -> None:
            if error is not None:
                later.fail(error)
            else:
                later.resolve(value)
            self.wake()

        return done

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

    def verify(self, peer: Any, hashed: str, password: str) -> Later[bool] | None:
        """Whether a password is the one of an argon2id hash; None when that cannot be checked now."""
        common = hashed in self._common
        if common and self._shared.knows(hashed, password):
            return ready(True)
        if not peer.exempt and self._guesses.too_many(peer.address, self.clock()):
            return None
        later: Later[bool] = Later()
        done = self._answering(later)
        if common:
            taken = self._shared.check(hashed, password, done)
        else:
            taken = self._runtime.compute(lambda: matches(hashed, password), done)
        return later if taken else None

    def guessed_wrong(self, peer: Any) -> None:
        """A peer gave a wrong password: fewer are checked from its address for a while."""
        self._guesses.wrong(peer.address, self.clock())

    def settled(self) -> Later[None]:
        """There when all that has happened until now is kept, or has been undone."""
        return self.journal.settled()

    def end_of(self, scope: int) -> int:
        """The number of the newest event of a scope."""
        return self.journal.end_of(scope)

    def show(self, peer: Any, scope: int) -> None:
        """Something of a channel's state is shown to a peer in a reply."""
        held_for = self.journal.held_for
        if held_for is not None:
            self.delivery.shown[peer, scope] = held_for

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

    def when_flowing(self, advance: Callable[[], None]) -> None:
        """Call when output flows again."""
        self._flowing.append(advance)

    def later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call in `seconds`, in a turn of its own."""
        return self._runtime.later(seconds, self._in_turn(call))

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

    def spend(self, login: Login) -> Later[None]:
        """Take a login that works once from the logins for ever."""
        later: Later[None] = Later()
        answer = self._answering(later)

        def done(value: None, error: Exception | None) -> None:
            if error is not None:
                del self._spent[login.hashed]
                self.logins = {**self.logins, login.name: login}
            answer(value, error)

        # At once, as another may try it before its file is written, or the file may be read again.
        self._spent[login.hashed] = login.name
        self.logins = {name: each for name, each in self.logins.items() if each is not login}
        self._process.spend(login.name, done)
        return later

    def tell(self, user: User, line: str) -> None:
        """Send a line to all connections of a user."""
        for connection in self.delivery.connections.get(user.id, ()):
            connection.put(f"{line}\r\n".encode())

    def dismiss(self, user: User, reason: str) -> None:
        """Close all connections of a user."""
        for connection in list(self.delivery.connections.get(user.id, ())):
            connection.front.goodbye(reason)

    def note(self, peer: Any, words: str) -> None:
        """Something that those who run the server find in its log."""
        log.info("%s", words, extra=about(peer))

    def bug(self, peer: Any, error: Exception) -> None:
        """Something that must not happen did."""
        log.error("internal error", exc_info=error, extra=about(peer))

    # Turns

    def wake(self) -> None:
        """See to it that this turn is ended."""
        if not self._awake:
            self._awake = True
            self._runtime.soon(self._end_turn)

    def _end_turn(self) -> None:
        self._awake = False
        journal = self.journal
        held_for = journal.held_for
        self.delivery.end_turn(held_for)
        if self.delivery.turn.pieces:
            # A long answer that was taken at once has gone on.
            self.wake()
        journal.end_turn()
        if held_for is not None:
            self._runtime.rest()

    def committed(self, number: int) -> None:
        """All batches up to `number` are kept: what waited for them is sent."""
        if self._failing:
            self._failing = False
            log.info("what happens is kept again")
        self.delivery.release(number)
        if self.delivery.shown:
            self.delivery.shown = {key: until for key, until in self.delivery.shown.items() if until > number}
        if self.stalled:
            self._flow()
        if self.delivery.turn.pieces:
            self.wake()

    def failed(self, keepings: list[Keeping], error: Exception) -> None:
        """These events could not be kept: they are undone, newest first, and their authors told."""
        if keepings:
            log.error("%d events could not be kept and were undone: %s", len(keepings), error)
        elif not self._failing:
            log.error("nothing can be kept at the moment: %s", error)
        self._failing = True
        self.delivery.drop(keepings, self.connections.values())
        for keeping in reversed(keepings):
            self.network.undo(keeping.event, keeping.before)
        for keeping in keepings:
            for peer, bundle in keeping.asked:
                peer.front.not_kept(keeping.event, bundle)
        self.delivery.release_all()
        for event in restored(self.network, [(keeping.event, keeping.before) for keeping in keepings]):
            self.delivery.restore(event, self.network.rooms[event.scope])
        self.delivery.shown.clear()
        self._flow()
        self.wake()

    def _flow(self) -> None:
        journal, options = self.journal, self.options
        calm = journal.waiting_s < options.hold_s and journal.rows_count <= WAITING_ROWS
        if calm and journal.waiting_count < max(1, options.hold_events // 2):
            self.stalled = False
            flowing, self._flowing = self._flowing, []
            for advance in flowing:
                self.later(0, advance)

    def _in_turn(self, call: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            call()
            self.wake()

        return run

    def tick(self) -> None:
        """A second has passed, more or less."""
        now_s = self.clock()
        held_s = self.journal.waiting_s
        if held_s < HELD_LONG_S:
            self._active_s += now_s - self._ticked_s
        self._ticked_s = now_s
        self.turned_away.tick()
        self._guesses.tick(now_s)
        self.journal.tick()
        self.network.bans.forget_ended(self.now_ms())
        if held_s > self.options.hold_s or self.journal.rows_count > WAITING_ROWS:
            self.stalled = True
        elif self.stalled:
            self._flow()
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
