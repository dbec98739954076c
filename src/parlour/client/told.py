"""What the engine tells a face, in the order in which it happened. The model has changed by then."""

from dataclasses import dataclass

from parlour.client.model import Buffer, Message, Person, Session, State


@dataclass(slots=True)
class StateChanged:
    """The connection is another thing than before; `why` is a sentence when that is news."""

    state: State
    why: str = ""


@dataclass(slots=True)
class NickTaken:
    """A nick cannot be had; `trying` is the one that is asked for instead, or "" when the user has to say one."""

    nick: str
    why: str
    trying: str


@dataclass(slots=True)
class PasswordRefused:
    """The server does not let the user in without its password; `given` tells that one was given, and is wrong."""

    given: bool


@dataclass(slots=True)
class BufferAdded:
    """A buffer was opened. `wanted` tells that the user asked for it, so that it is to be shown."""

    buffer: Buffer
    wanted: bool


@dataclass(slots=True)
class BufferRemoved:
    """A buffer was closed."""

    buffer: Buffer


@dataclass(slots=True)
class BufferChanged:
    """Its topic, its modes, its counts of unread, whether one is in it, or its name is another."""

    buffer: Buffer


@dataclass(slots=True)
class MessageAdded:
    """A message stands at the end of a timeline. `live` tells that it has just been said."""

    buffer: Buffer
    message: Message
    live: bool


@dataclass(slots=True)
class MessagesInserted:
    """Messages from the history stand in a timeline, `count` of them from `index` on."""

    buffer: Buffer
    index: int
    count: int


@dataclass(slots=True)
class MessagesRemoved:
    """Messages stand in a timeline no more, `count` of them from `index` on: there were too many to keep."""

    buffer: Buffer
    index: int
    count: int


@dataclass(slots=True)
class MessageChanged:
    """A message has reactions or a fate that it had not, or was taken back."""

    buffer: Buffer
    message: Message


@dataclass(slots=True)
class TalkBegan:
    """On the direct line: there is a connection with somebody."""

    buffer: Buffer


@dataclass(slots=True)
class Received:
    """The other side has own messages that waited for it."""

    buffer: Buffer
    messages: list[Message]


@dataclass(slots=True)
class UnsentChanged:
    """What waits in a buffer to be sent is another."""

    buffer: Buffer


@dataclass(slots=True)
class HistoryAnswered:
    """What was asked of the history has come; the timeline says whether that was all."""

    buffer: Buffer


@dataclass(slots=True)
class MembersChanged:
    """Who is in a channel, or with which rank, is another."""

    buffer: Buffer


@dataclass(slots=True)
class PersonChanged:
    """Somebody is away, back, busy, free, there, gone or has another name; `was` is the nick before."""

    person: Person
    was: str


@dataclass(slots=True)
class TypingChanged:
    """Who is typing in a buffer is another."""

    buffer: Buffer


@dataclass(slots=True)
class SessionChanged:
    """A session began to ring, was opened, has its floor with another, or ended: then `buffer.session` is None, and
    `session` the one that was."""

    buffer: Buffer
    session: Session
    what: str
    """ringing, opened, accepted, floor or closed."""
    why: str = ""
    """Of one that was closed: closed, declined, timeout, left, restart or lost."""


@dataclass(slots=True)
class Answered:
    """The server answered something that the user asked, in lines to be read; `error` tells that it refused.

    `buffer` is where it was asked. It stands in that buffer's timeline already.
    """

    buffer: Buffer
    lines: list[str]
    error: bool


@dataclass(slots=True)
class ChannelsListed:
    """The channels that there are: name, members, topic."""

    rows: list[tuple[str, int, str]]


@dataclass(slots=True)
class FreeListed:
    """Who is FREE or BUSY (SESSION LIST): number, nick, busy."""

    rows: list[tuple[int, str, bool]]


@dataclass(slots=True)
class NotDelivered:
    """What was written has not reached anybody: why, and the text, which is not lost."""

    buffer: Buffer
    why: str
    text: str


Told = (
    StateChanged | NickTaken | PasswordRefused | BufferAdded | BufferRemoved | BufferChanged | MessageAdded
    | MessagesInserted | MessagesRemoved | MessageChanged | UnsentChanged | HistoryAnswered | MembersChanged
    | Received | TalkBegan | PersonChanged | TypingChanged | SessionChanged | Answered | ChannelsListed
    | FreeListed | NotDelivered
)  # fmt: skip
