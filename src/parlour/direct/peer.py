"""One connection to one other machine, without the connection: bytes in, bytes out, and what happened.

Source: docs/direct-protocol.md
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from parlour.direct import messages
from parlour.direct.frames import FrameError, Frames, put_frame
from parlour.direct.identity import NONCE_BYTES, Identity, is_proven
from parlour.direct.messages import (
    VERSION,
    Bye,
    Confirm,
    DiallerHello,
    FromDialler,
    FromListener,
    Known,
    ListenerHello,
    Message,
    MessageError,
    Pake,
    Proof,
    Talk,
    Welcome,
)
from parlour.direct.pairing import Pairing, Role, WrongCode
from parlour.direct.states import Event, State, after


class Door(Protocol):
    """Who may come in."""

    def knows(self, key: bytes) -> bool:
        """Whether a key is pinned."""

    def guess(self) -> str | None:
        """The code against which a stranger may guess once, which is used up by that; None when nobody may now."""

    def welcome(self) -> Welcome:
        """What one tells of oneself to whom one has verified."""


# What happened


@dataclass(frozen=True, slots=True)
class Paired:
    """The code was right, on both sides: the other one is to be pinned."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """The other one is who it says, and has told of itself."""

    key: bytes
    welcome: Welcome


@dataclass(frozen=True, slots=True)
class Strange:
    """The other one owns a key, and not both know one another; a dialler that has no code goes, and may come again."""

    key: bytes
    knows: bool
    """Whether the other one has pinned this side's key."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The connection is over by a mistake or a refusal; the sentence says what, as the end of one."""

    why: str
    guessed: bool = False
    """Whether the other side has guessed at the code, and wrong."""


Happened = Paired | Verified | Strange | Failed | Talk

FUTURE = "they talk in no version of the protocol that is known here: one of the two needs a newer Parlour"
WRONG = "the code is wrong, or somebody stands in between; each code is for one guess, so ask for the new one"


class Peer:
    """One side of a connection. After Failed it is over: what is left of its output may be sent, then it is closed."""

    def __init__(
        self,
        role: Role,
        identity: Identity,
        door: Door,
        certificate: bytes,
        chance: Callable[[int], bytes],
        *,
        listener_key: bytes = b"",
        code: str = "",
    ) -> None:
        """`certificate` is the listener's, as this side has it; a dialler has taken `listener_key` from it."""
        self.state = after(State.DIALLING, Event.REACHED) if role == "dialler" else after(State.LISTENING, Event.CAME)
        self.key = listener_key
        """The other one's, once it is known; whether it is theirs is certain after Verified or Strange."""
        self.welcome: Welcome | None = None
        """What the other one has told of itself."""
        self._role = role
        self._identity = identity
        self._door = door
        self._certificate = certificate
        self._chance = chance
        self._code = code
        self._pairing: Pairing | None = None
        self._frames = Frames()
        self._output = bytearray()
        self._happened: list[Happened] = []
        self._nonce = chance(NONCE_BYTES)
        self._other_nonce = b""
        self._knows = False
        self._confirmation = b""
        """A listener's, until the dialler's was right."""
        self._awaited: tuple[type[Message], ...] = (ListenerHello,) if role == "dialler" else (DiallerHello,)
        if role == "dialler":
            self._put(DiallerHello([VERSION], identity.key, self._nonce))

    # The connection's side

    def receive(self, data: bytes) -> list[Happened]:
        """Bytes came in; what has happened by them."""
        try:
            for content in self._frames.feed(data):
                if self.is_over:
                    break
                self._take(content)
        except FrameError as error:
            self._fail(str(error))
        except MessageError as error:
            self._fail(f"what came is no message of the protocol ({error})")
        happened, self._happened = self._happened, []
        return happened

    def take_output(self) -> bytearray:
        """What is to be sent now; nothing else holds it."""
        data, self._output = self._output, bytearray()
        return data

    def send(self, message: Talk) -> None:
        """Tell the other side something; once it is verified."""
        assert self.is_talking
        self._put(message)

    def bye(self) -> None:
        """End the talk."""
        if self.is_talking:
            self._put(Bye())
        if self.state not in (State.CLOSING, State.LISTENING):
            self.happen(Event.BYE)

    def happen(self, event: Event) -> None:
        """Something has happened to the connection. Raises Impossible."""
        self.state = after(self.state, event)

    @property
    def is_talking(self) -> bool:
        """Whether the other one is verified, and nobody has said goodbye."""
        return self.state in (State.DIAL_BACK, State.TALKING)

    @property
    def is_guessing(self) -> bool:
        """Whether it is not known yet that the code which was said is right."""
        return self._awaited in ((Pake,), (Confirm,))

    @property
    def is_over(self) -> bool:
        """Whether nothing is taken in any more."""
        return self.state in (State.CLOSING, State.LISTENING)

    # Frames

    def _put(self, message: Message) -> None:
        put_frame(self._output, messages.encode_into(message))

    def _fail(self, why: str, *, guessed: bool = False) -> None:
        if not self.is_over:
            self.happen(Event.REFUSED)
            self._happened.append(Failed(why, guessed))

    def _take(self, content: memoryview) -> None:
        if self.is_talking:
            message = messages.talk(content)
            if message is not None:
                self._talked(message)
            return
        read = messages.from_listener if self._role == "dialler" else messages.from_dialler
        self._verify(read(content))

    def _talked(self, message: Talk) -> None:
        if isinstance(message, Bye):
            self.happen(Event.BYE)
        self._happened.append(message)

    # Verifying

    def _verify(self, message: FromDialler | FromListener) -> None:
        if not isinstance(message, self._awaited):
            self._fail("they have said something out of its turn")
            return
        match message:
            case DiallerHello():
                self._dialler_said_hello(message)
            case ListenerHello():
                self._listener_said_hello(message)
            case Proof():
                self._proven(message)
            case Known():
                self._listener_knows(message.knows)
            case Pake():
                self._paired(message)
            case Confirm():
                self._confirmed(message)
            case Welcome():
                self._welcomed(message)

    def _dialler_said_hello(self, hello: DiallerHello) -> None:
        if VERSION not in hello.versions:
            self._fail(FUTURE)
            return
        self.key, self._other_nonce = hello.key, hello.nonce
        self._put(ListenerHello(VERSION, self._nonce))
        self._awaited = (Proof,)

    def _listener_said_hello(self, hello: ListenerHello) -> None:
        if hello.version != VERSION:
            self._fail(FUTURE)
            return
        self._knows = self._door.knows(self.key)
        self._put(Proof(self._identity.prove(self._nonce, hello.nonce, self._certificate), self._knows))
        self._awaited = (Known,)

    def _proven(self, proof: Proof) -> None:
        if self.key == self._identity.key:
            self._fail("that is yourself")
            return
        if not is_proven(self.key, proof.signature, self._other_nonce, self._nonce, self._certificate):
            self._fail("they could not prove their key: it is not theirs, or somebody stands in between")
            return
        self._knows = self._door.knows(self.key)
        self._put(Known(self._knows))
        if self._knows and proof.knows:
            self._let_in()
        else:
            self._happened.append(Strange(self.key, proof.knows))
            self._awaited = (Pake,)

    def _listener_knows(self, knows: bool) -> None:  # noqa: FBT001, it is all that is said
        if knows and self._knows:
            self._let_in()
        elif self._code:
            self._begin_pairing(self._code)
        else:
            self._happened.append(Strange(self.key, knows))
            self.happen(Event.BYE)

    # Pairing

    def _begin_pairing(self, code: str) -> None:
        own, other = self._identity.key, self.key
        keys = (own, other) if self._role == "dialler" else (other, own)
        self._pairing = Pairing(self._role, code, *keys, self._chance)
        self._put(Pake(self._pairing.message))
        self._awaited = (Pake,)

    def _paired(self, pake: Pake) -> None:
        if self._pairing is None:
            code = self._door.guess()
            if code is None:
                self._fail("too many have tried the code within a minute")
                return
            self._begin_pairing(code)
        assert self._pairing is not None
        try:
            confirmation = self._pairing.take(pake.message)
        except WrongCode:
            self._fail(WRONG, guessed=True)
            return
        if self._role == "dialler":
            self._put(Confirm(confirmation))
        else:
            self._confirmation = confirmation
        self._awaited = (Confirm,)

    def _confirmed(self, confirm: Confirm) -> None:
        assert self._pairing is not None
        try:
            self._pairing.check(confirm.confirmation)
        except WrongCode:
            self._fail(WRONG, guessed=True)
            return
        if self._role == "listener":
            self._put(Confirm(self._confirmation))
        self._happened.append(Paired(self.key))
        self._let_in()

    def _let_in(self) -> None:
        self._put(self._door.welcome())
        self._awaited = (Welcome,)

    def _welcomed(self, welcome: Welcome) -> None:
        self.welcome = welcome
        self.happen(Event.VERIFIED_LISTENER if self._role == "dialler" else Event.VERIFIED_DIALLER)
        self._happened.append(Verified(self.key, welcome))
