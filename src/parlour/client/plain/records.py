"""What happens, as JSON: one object a line, each with its `event`. docs/chat-json.md is made from what stands here."""

import re
from datetime import UTC, datetime

import msgspec

from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.plain.manner import Output
from parlour.client.told import (
    Answered,
    BufferChanged,
    ChannelsListed,
    FreeListed,
    MembersChanged,
    MessageAdded,
    MessageChanged,
    MessagesInserted,
    NickTaken,
    NotDelivered,
    PersonChanged,
    SessionChanged,
    StateChanged,
    Told,
    TypingChanged,
)


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """`network` is the user's name for it; `where` a channel, the nick of a conversation, or "" for the server."""

    network: str


class MessageRecord(Record, frozen=True, kw_only=True, tag="message", omit_defaults=True):
    """Something was said, or happened, in a place. `live` tells that it is not out of the history.

    `kind` is said, action, notice, joined, parted, quit, kicked, nick, topic, mode, invited, session, info or error;
    `text` what was said, or the reason, the new nick, the topic, the modes. Texts are as they came, with the formatting
    of IRC. What is false or empty is left out.
    """

    where: str
    kind: str
    time: str
    nick: str
    text: str
    live: bool
    msgid: str = ""
    account: str = ""
    own: bool = False
    mentions: bool = False
    bot: bool = False
    session: str = ""
    to: str = ""
    reply_to: str = ""


class StateRecord(Record, frozen=True, kw_only=True, tag="state"):
    """The connection is offline, connecting, registering or online; `why` is a sentence or empty."""

    state: str
    nick: str
    why: str


class PlaceRecord(Record, frozen=True, kw_only=True, tag="place"):
    """A channel or conversation has another topic, other modes, or one is in it now or no longer."""

    where: str
    joined: bool
    topic: str
    modes: str


class PeopleRecord(Record, frozen=True, kw_only=True, tag="people"):
    """Who is in a channel that was just entered, by nick, each with the signs of their ranks."""

    where: str
    people: dict[str, str]


class PersonRecord(Record, frozen=True, kw_only=True, tag="person"):
    """Somebody is away (then `away` is why), back, BUSY, FREE, there, gone, or has another nick than `was`. What is
    null is not known."""

    nick: str
    was: str
    away: str | None
    busy: bool | None
    online: bool | None


class SessionRecord(Record, frozen=True, kw_only=True, tag="session"):
    """A session is ringing, opened, accepted, has its floor with another, or is closed; `floor` tells whether the user
    may speak, `own` whether they opened it."""

    what: str
    nick: str
    session: str
    duplex: str
    own: bool
    floor: bool
    why: str


class ReactionRecord(Record, frozen=True, kw_only=True, tag="reactions"):
    """What people react with to a message, with their nicks."""

    where: str
    msgid: str
    reactions: dict[str, list[str]]


class TypingRecord(Record, frozen=True, kw_only=True, tag="typing"):
    """Who is typing in a place now."""

    where: str
    nicks: list[str]


class AnswerRecord(Record, frozen=True, kw_only=True, tag="answer"):
    """The server or the client answers what was typed; `error` tells that it was not done."""

    where: str
    lines: list[str]
    error: bool


class UndeliveredRecord(Record, frozen=True, kw_only=True, tag="undelivered"):
    """What was said reached nobody."""

    where: str
    text: str
    why: str


class ChannelRow(msgspec.Struct, frozen=True):
    """A channel in a list."""

    name: str
    people: int
    topic: str


class ChannelsRecord(Record, frozen=True, kw_only=True, tag="channels"):
    """The channels that there are, as /list asks."""

    channels: list[ChannelRow]


class FreeRow(msgspec.Struct, frozen=True):
    """Somebody in the list of who is FREE."""

    id: int
    nick: str
    busy: bool


class FreeRecord(Record, frozen=True, kw_only=True, tag="free"):
    """Who is FREE and who is BUSY, as /free asks."""

    people: list[FreeRow]


RECORDS: tuple[type[Record], ...] = (
    MessageRecord, StateRecord, PlaceRecord, PeopleRecord, PersonRecord, SessionRecord, ReactionRecord, TypingRecord,
    AnswerRecord, UndeliveredRecord, ChannelsRecord, FreeRecord,
)  # fmt: skip
"""All that there are, in the order in which the page has them."""

_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")
"""What JSON lets through, and a terminal that shows it should not be given as it is."""


class Recorder:
    """Puts records out."""

    def __init__(self, output: Output, history: int) -> None:
        """`history` is how many messages out of the history are put out at most for each place at once."""
        self._output = output
        self._history = history
        self._greeted: set[int] = set()

    def happened(self, engine: Engine, told: list[Told]) -> None:
        """Something has happened."""
        self._put([record for each in told for record in self._records(engine, each)])

    def note(self, engine: Engine, buffer: Buffer, lines: list[str], *, error: bool) -> None:
        """Lines for the user only."""
        self._put([AnswerRecord(network=engine.network.name, where=buffer.name, lines=lines, error=error)])

    def recall(self, engine: Engine, buffer: Buffer, count: int) -> None:
        """So many of the last messages of a place, as far as they are known; more are asked for."""
        timeline = buffer.timeline
        self._put([_message(engine, buffer, each, live=False) for each in timeline.messages[-count:]])
        if len(timeline.messages) < count and not timeline.has_begun and not timeline.loading:
            engine.history.older(buffer)

    def _put(self, records: list[Record]) -> None:
        if records:
            self._output.put([[("", written(record))] for record in records])

    def _records(self, engine: Engine, told: Told) -> list[Record]:  # noqa: C901, PLR0912, one case for each event
        network = engine.network
        name = network.name
        match told:
            case MessageAdded():
                return [_message(engine, told.buffer, told.message, live=told.live)]
            case MessagesInserted():
                found = told.buffer.timeline.messages[told.index : told.index + told.count][-self._history :]
                return [_message(engine, told.buffer, each, live=False) for each in found]
            case StateChanged():
                return [StateRecord(network=name, state=told.state, nick=network.nick, why=told.why)]
            case NickTaken():
                return [AnswerRecord(network=name, where="", lines=[f"{told.nick}: {told.why}"], error=True)]
            case BufferChanged() if told.buffer.kind == "channel":
                if not told.buffer.joined:
                    self._greeted.discard(id(told.buffer))
                each = told.buffer
                return [
                    PlaceRecord(network=name, where=each.name, joined=each.joined, topic=each.topic, modes=each.modes)
                ]
            case MembersChanged() if told.buffer.names_known and id(told.buffer) not in self._greeted:
                self._greeted.add(id(told.buffer))
                people = {each.person.nick: each.ranks for each in told.buffer.members.values()}
                return [PeopleRecord(network=name, where=told.buffer.name, people=people)]
            case PersonChanged():
                who = told.person
                return [
                    PersonRecord(
                        network=name, nick=who.nick, was=told.was, away=who.away, busy=who.busy, online=who.online
                    )
                ]
            case SessionChanged():
                session = told.session
                return [
                    SessionRecord(
                        network=name, what=told.what, nick=session.partner, session=session.id, duplex=session.duplex,
                        own=session.opener_is_own, floor=session.has_floor, why=told.why,
                    )
                ]  # fmt: skip
            case MessageChanged() if told.message.msgid and told.message.reactions is not None:
                return [
                    ReactionRecord(
                        network=name, where=told.buffer.name, msgid=told.message.msgid, reactions=told.message.reactions
                    )
                ]
            case TypingChanged():
                return [TypingRecord(network=name, where=told.buffer.name, nicks=list(told.buffer.typing))]
            case Answered():
                return [AnswerRecord(network=name, where=told.buffer.name, lines=told.lines, error=told.error)]
            case NotDelivered():
                return [UndeliveredRecord(network=name, where=told.buffer.name, text=told.text, why=told.why)]
            case ChannelsListed():
                return [ChannelsRecord(network=name, channels=[ChannelRow(*row) for row in told.rows])]
            case FreeListed():
                return [FreeRecord(network=name, people=[FreeRow(*row) for row in told.rows])]
        return []


def written(record: Record) -> str:
    """A record as a line of JSON without its end. It has no control character, and none that changes how text runs."""
    text = msgspec.json.encode(record).decode()
    return _UNSEEN.sub(_escaped, text)


def _place(network: str, buffer: Buffer) -> PlaceRecord:
    return PlaceRecord(
        network=network, where=buffer.name, joined=buffer.joined, topic=buffer.topic, modes=buffer.modes
    )  # fmt: skip


def _escaped(found: re.Match[str]) -> str:
    data = found[0].encode("utf-16-be")
    return "".join(f"\\u{data[at]:02x}{data[at + 1]:02x}" for at in range(0, len(data), 2))


def _message(engine: Engine, buffer: Buffer, message: Message, *, live: bool) -> MessageRecord:
    at = datetime.fromtimestamp(message.at_ms / 1000, UTC)
    return MessageRecord(
        network=engine.network.name, where=buffer.name, kind=message.kind,
        time=at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        nick=message.nick, text=message.text, live=live, msgid=message.msgid, account=message.account, own=message.own,
        mentions=message.mentions, bot=message.bot, session=message.session, to=message.to, reply_to=message.reply_to,
    )  # fmt: skip
