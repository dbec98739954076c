"""What a protocol's side of a connection is given to work with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from parlour.core.banlist import Ban
from parlour.core.events import Event
from parlour.core.events.messages import Said
from parlour.core.later import Later
from parlour.core.limits import Limits
from parlour.core.model import User
from parlour.core.network import Network
from parlour.core.ports import Bundle, Form, Link, Piece, Store
from parlour.core.powers import Login

T = TypeVar("T")


class ReloadFailed(Exception):
    """The configuration could not be read again, and nothing has changed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class StrictTransport:
    """What clients are told about TLS (STS): for how long to use nothing else, and on which port to come."""

    duration_s: int
    port: int
    preload: bool = False
    """Whether clients may be delivered knowing it."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """One that speaks for others (WEBIRC): its name, and the argon2id hash of the password it gives."""

    name: str
    password: str


class Peer(Protocol):
    """One connection, as its protocol sees it."""

    id: int
    address: str
    exempt: bool
    secure: bool
    link: Link
    user: User | None
    form: Form
    echoes: bool
    follows: bool
    bundle: Bundle | None
    waiting: bool
    draining: bool
    ended: bool
    closed: bool

    def put(self, piece: Piece) -> None:
        """Send with the turn; behind the answer if a handler waits for one."""

    def answer(self, piece: Piece) -> None:
        """Send with the turn, though a handler waits: it is part of its answer."""

    def wait(self) -> None:
        """A handler waits: what comes from here on goes behind its answer."""

    def catch_up(self) -> None:
        """What piled up goes with the turn now."""

    def go_on(self) -> None:
        """No handler waits any more."""

    def reply(self, piece: bytes) -> None:
        """Append to the answer under way."""

    def hang_up(self) -> None:
        """Close once all that it is owed until now has been sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a server says of itself and of who runs it; empty for what it does not say."""

    description: str = "A Parlour chat server"
    rules: tuple[str, ...] = ()
    location: str = ""
    organisation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went over a connection of a user since it was made `for_s` seconds ago.

    What was sent and received is in bytes as the system counts them; 0 where it does not.
    """

    user: User
    waiting_bytes: int
    sent_bytes: int
    lines: int
    """How many lines came in."""
    received_bytes: int
    for_s: float


class Host(Protocol):
    """The server around a connection."""

    network: Network
    limits: Limits
    server_name: str
    network_name: str
    password: str
    """The argon2id hash of what everybody has to give who comes; empty for nothing."""
    sts: StrictTransport | None
    configuration: str
    """The file that the configuration was read from."""
    motd: list[str]
    icon: str
    """The address of the network's picture; empty for none."""
    denied_tags: tuple[str, ...]
    """The client-only tags that are not relayed, as CLIENTTAGDENY lists them."""
    about: About
    created: str
    started_s: float
    """When it started, on `clock`."""
    used: dict[str, int]
    """How often each command came, by its name."""
    version: str
    on_join: int
    stalled: bool
    registration_s: float
    ping_after_s: float
    ping_wait_s: float
    flood_burst: float
    flood_lines_per_s: float
    receive_backlog_bytes: int
    unknown: int
    """How many connections have not registered yet."""

    @property
    def logins(self) -> Mapping[str, Login]:
        """With what one may become an operator, by name."""

    def now_ms(self) -> int:
        """Unix time in milliseconds."""

    def clock(self) -> float:
        """Seconds that never go back."""

    def active_s(self) -> float:
        """Seconds that stand still while output is held."""

    def new_id(self) -> str:
        """An id that is used for nothing else, later ones sorting after earlier ones."""

    def happen(self, peer: Any, decide: Callable[..., Event | None], *args: Any) -> Any:
        """Let a decision be made for the peer's user, and what it decides happen.

        Raises:
            Refusal: what the decision refuses, or CANNOT_KEEP.
        """

    def echo(self, peer: Any, event: Said) -> None:
        """Show a peer, as an answer, what was said; it is dropped if that cannot be kept."""

    def come(self, peer: Any, nick: str, name: str, real: str) -> User:
        """A new user comes with this connection.

        Raises:
            Refusal: BAD_NICK, NICK_RESERVED, NICK_IN_USE, NICK_LOOKS_TAKEN.
        """

    def shut_out(self, ban: Ban) -> int:
        """Turn away all whom a ban means, except for operators; returns how many connections that were."""

    def leave(self, peer: Any, reason: str) -> None:
        """The peer's user leaves with this connection, if there is one and it is the last."""

    def gateways(self, peer: Any) -> list[Gateway]:
        """Those that may come from where the peer comes from."""

    def move(self, peer: Any, gateway: str, address: str, *, secure: bool) -> str | None:
        """A peer that has not registered is one at another address, for whom it was a gateway that spoke until now.

        Returns why that one cannot be taken, and then nothing has changed.
        """

    def read(self, query: Callable[[Store], T]) -> Later[T]:
        """Ask the store."""

    def gateway_of(self, user: User) -> str:
        """The name of the gateway by which a user comes, if any."""

    def is_secure(self, user: User) -> bool:
        """Whether what a user says and is told is secret on its way, whichever connection it takes."""

    def traffic(self, user: User | None) -> Iterator[Traffic]:
        """The connections of a user, or of all."""

    def verify(self, peer: Any, hashed: str, password: str) -> Later[bool] | None:
        """Whether a password is the one of an argon2id hash; an empty hash is nobody's, and takes as long.

        None when that cannot be checked now: too many are being checked, or were wrong from the peer's address.
        """

    def guessed_wrong(self, peer: Any) -> None:
        """A peer gave a wrong password: past a few, none are checked from its address for a while."""

    def spend(self, login: Login) -> Later[None]:
        """Take a login that works once from the logins for ever.

        It fails with StoreUnavailable, and the login is there still, when its file cannot be written.
        """

    def tell(self, user: User, line: str) -> None:
        """Send a line of IRC, given without its end, to all connections of a user that speak it."""

    def dismiss(self, user: User, reason: str) -> None:
        """Close all connections of a user; others see the reason with which they leave."""

    def settled(self) -> Later[None]:
        """There when all that has happened until now is kept, or has been undone."""

    def end_of(self, scope: int) -> int:
        """The number of the newest event of a scope."""

    def show(self, peer: Any, scope: int) -> None:
        """Something of a channel's state is shown to a peer in a reply."""

    def reform(self, peer: Any, form: Form) -> None:
        """A peer wants to be shown events in another form."""

    def monitor(self, peer: Any, nick: str) -> bool:
        """Tell a peer when the user of a nick comes and goes; False when it has as many such nicks as it may have."""

    def unmonitor(self, peer: Any, nick: str | None) -> None:
        """Tell a peer so no more of one nick, or of all."""

    def monitored(self, peer: Any) -> list[str]:
        """The nicks that a peer is told of, as it gave them."""

    def wake(self) -> None:
        """Something was produced outside of a turn: see to it that it is sent."""

    def when_flowing(self, advance: Callable[[], None]) -> None:
        """Call when output flows again."""

    def later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call in `seconds`, in a turn of its own."""

    def reload(self) -> Later[list[str]]:
        """Read the configuration again; sentences tell what changed, and what needs a restart.

        It fails with ReloadFailed, whose sentence names file, line and key: then nothing has changed.
        """

    def stop(self, reason: str, *, restart: bool) -> Later[None]:
        """End the server as a signal would: what it accepted is kept, everybody is told the reason.

        With `restart` it starts again with the same command line, on the same sockets. That fails with ReloadFailed,
        and the server goes on, if it could not start with the configuration as it is now.
        """

    def note(self, peer: Any, words: str) -> None:
        """Something that those who run the server find in its log: what an operator did, or tried to do.

        Never what people say to one another, nor a password.
        """

    def bug(self, peer: Any, error: Exception) -> None:
        """Something that must not happen did."""
