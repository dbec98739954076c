"""What two sides tell one another, as docs/direct-protocol.md has it: MessagePack maps, one a frame."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

VERSION = 1

TEXT_BYTES = 16_384
"""So long a text may be, in UTF-8."""

DATA_BYTES = 65_000
"""So much of a file is in one message at most, so that it fits into a frame."""

Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
Nonce = Annotated[bytes, Meta(min_length=32, max_length=32)]
Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Short = Annotated[str, Meta(max_length=400)]
Number = Annotated[int, Meta(ge=0, lt=1 << 53)]
Port = Annotated[int, Meta(ge=0, le=65535)]


class MessageError(ValueError):
    """What a frame holds is no message."""


class Message(Struct, tag_field="type", tag=str.lower):
    """Something that one side tells the other."""


# Verifying


class DiallerHello(Message, tag="hello"):
    """Who dials, and in which versions of the protocol it can talk."""

    versions: Annotated[list[int], Meta(max_length=64)]
    key: Key
    nonce: Nonce


class ListenerHello(Message, tag="hello"):
    """The version that is talked in."""

    version: int
    nonce: Nonce


class Proof(Message):
    """That the dialler owns its key; `knows` tells that it has pinned the listener's."""

    signature: Annotated[bytes, Meta(max_length=64)]
    knows: bool


class Known(Message):
    """Whether the listener has pinned the dialler's key."""

    knows: bool


class Pake(Message):
    """One side's message of SPAKE2."""

    message: Annotated[bytes, Meta(max_length=64)]


class Confirm(Message):
    """That one side knows the code."""

    confirmation: Annotated[bytes, Meta(max_length=32)]


class Welcome(Message):
    """What one is called, where one listens (0 for nowhere), and who is to speak."""

    name: Short
    port: Port
    way: Literal["both", "send", "receive"]


# Talking


class Say(Message):
    """Something is said."""

    id: Id
    at_ms: Number
    kind: Literal["said", "action"]
    text: Annotated[str, Meta(max_length=TEXT_BYTES)]


class Kept(Message):
    """The receipt: it is on disk."""

    id: Id


class Unkept(Message):
    """It cannot be kept, nor what follows it, until the other side begins again."""

    why: Short


class Again(Message):
    """What has no receipt comes once more, from the first on."""


class Back(Message):
    """What has come of dialling back."""

    works: bool


class Ping(Message):
    """Whether the other side is there."""


class Pong(Message):
    """It is."""


class Bye(Message):
    """The talk ends."""


# Files


class Offer(Message):
    """A file is offered; the same one has the same id the next time."""

    file: Id
    name: Annotated[str, Meta(max_length=1024)]
    size: Number


class Accept(Message):
    """It is wanted, from a byte on."""

    file: Id
    from_byte: Number


class Decline(Message):
    """It is not wanted, or will not come: either side ends a transfer with it."""

    file: Id
    why: Short


class Data(Message):
    """The next bytes of a file, from `at` on."""

    file: Id
    at: Number
    bytes: memoryview
    """At most DATA_BYTES; of what came."""


class Done(Message):
    """That was all of it."""

    file: Id
    sha256: Annotated[bytes, Meta(min_length=32, max_length=32)]


class Got(Message):
    """It is there whole and in its place."""

    file: Id


FromDialler = DiallerHello | Proof | Pake | Confirm | Welcome
FromListener = ListenerHello | Known | Pake | Confirm | Welcome
Talk = Say | Kept | Unkept | Again | Back | Ping | Pong | Bye | Offer | Accept | Decline | Data | Done | Got

_T = TypeVar("_T")

_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
"""A message as bytes."""


def encode_into(message: Message) -> Callable[[bytearray, int], None]:
    """What puts a message into a buffer, from a place on; whatever is behind that is cut off."""

    def put(buffer: bytearray, at: int) -> None:
        _encoder.encode_into(message, buffer, at)

    return put


_from_dialler: msgspec.msgpack.Decoder[FromDialler] = msgspec.msgpack.Decoder(FromDialler)
_from_listener: msgspec.msgpack.Decoder[FromListener] = msgspec.msgpack.Decoder(FromListener)
_talk: msgspec.msgpack.Decoder[Talk] = msgspec.msgpack.Decoder(Talk)
_UNREADABLE = msgspec.DecodeError, UnicodeDecodeError, RecursionError
"""What decoders raise; the last is for lists within lists within lists."""

_TALK = frozenset(each.__struct_config__.tag for each in Talk.__args__)


def from_dialler(content: bytes | memoryview) -> FromDialler:
    """What a dialler says while the two verify one another. Raises MessageError."""
    return _read(_from_dialler, content)


def from_listener(content: bytes | memoryview) -> FromListener:
    """What a listener says while the two verify one another. Raises MessageError."""
    return _read(_from_listener, content)


def talk(content: bytes | memoryview) -> Talk | None:
    """What is said afterwards; None for what a later version may say. Raises MessageError."""
    try:
        message = _talk.decode(content)
        if isinstance(message, Say) and len(message.text.encode(errors="surrogatepass")) > TEXT_BYTES:
            raise MessageError(f"a text has more than {TEXT_BYTES} bytes")
        return message
    except _UNREADABLE as error:
        if _kind(content) in _TALK:
            raise MessageError(str(error)) from None
        return None


def _read(decoder: "msgspec.msgpack.Decoder[_T]", content: bytes | memoryview) -> _T:
    try:
        return decoder.decode(content)
    except _UNREADABLE as error:
        raise MessageError(str(error)) from None


class _Any(Struct):
    type: str


def _kind(content: bytes | memoryview) -> str:
    """The type of a message that cannot be read; what is none at all raises."""
    try:
        return msgspec.msgpack.decode(content, type=_Any).type
    except _UNREADABLE as error:
        raise MessageError(str(error)) from None
