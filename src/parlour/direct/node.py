"""One's own side of everything: what a face asks, and what goes on with each friend."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parlour.client.means import Means
from parlour.direct.conversation import Conversation
from parlour.direct.desk import Entry, Friend, Kind, Note, Refused, Told, Unfit, Way, Written
from parlour.direct.discovery import Discovery
from parlour.direct.files import Files
from parlour.direct.history import History, HistoryError, Known
from parlour.direct.identity import Identity, words
from parlour.direct.link import Line
from parlour.direct.listening import PORT
from parlour.direct.meetings import Meetings
from parlour.direct.messages import (
    TEXT_BYTES,
    Again,
    Back,
    Bye,
    Kept,
    Ping,
    Pong,
    Say,
    Talk,
    Unkept,
    Welcome,
)
from parlour.direct.names import nick_of
from parlour.direct.nearby import announce, tell_who_is_near

TICK_S = 1.0

PING_MS, DEAD_MS = 5_000, 15_000
"""After so long without a word the other side is asked whether it is there; after so long it is not."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How one's own side is to be."""

    name: str
    host: str = ""
    """The address that is listened at; "" for all."""
    port: int = PORT
    way: Way = Way.BOTH
    downloads: Path | None = None
    """Where files go; None for the user's own folder for them."""


class Node:
    """One's own side, which implements `desk.Desk`. It lives in a running event loop."""

    has_receipts = True

    def __init__(
        self,
        wish: Wish,
        folder: Path,
        identity: Identity,
        history: History,
        means: Means,
        discovery: Discovery | None = None,
    ) -> None:
        """`discovery` is for who is hidden on the same network None. Raises IdentityError and HistoryError."""
        self.listener: Callable[[Told], None] = _nobody_listens
        self.history = history
        self.discovery = discovery
        self.wish = wish
        self.conversations: dict[bytes, Conversation] = {}
        """By the key of the friend; they are there as long as this is."""
        self._known: dict[str, Known] = {}
        """By nick in small letters."""
        self._means = means
        self._ticker: asyncio.Task[None] | None = None
        self.meetings = Meetings(self, folder, identity, means)
        self._files = Files(identity.key, history, wish.downloads, self.note, self.meetings.do, means.clock)
        self._files.conversations = lambda: list(self.conversations.values())
        for known in history.friends():
            self._take_up(known)

    async def start(self) -> None:
        """Begin to listen. Raises OSError and IdentityError."""
        await self.meetings.listener.open(self.wish.host, self.wish.port)
        self._ticker = asyncio.get_running_loop().create_task(self._tick_for_ever())
        if self.discovery is not None:
            self.meetings.do(announce(self, self.discovery))

    async def settled(self) -> None:
        """Wait until everybody who was dialled is there, or not."""
        await self.meetings.dialling.settled()

    async def close(self) -> None:
        """Say goodbye to everybody, and end."""
        if self._ticker is not None:
            self._ticker.cancel()
        await self.meetings.close()
        if self.discovery is not None:
            await self.discovery.close()
        await self._files.close()
        self.history.close()

    def tell(self, told: Told) -> None:
        """Tell the face."""
        self.listener(told)

    def note(self, sentence: str, nick: str = "", *, error: bool = False) -> None:
        """Tell the face a sentence."""
        self.listener(Note(nick, sentence, error))

    # Friends

    @property
    def name(self) -> str:
        """What one is called."""
        return self.wish.name

    @property
    def port(self) -> int:
        """Where one listens; 0 for nowhere."""
        return self.meetings.listener.port

    def welcome(self) -> Welcome:
        """What one tells of oneself to whom one has verified."""
        return Welcome(self.name, self.port, self.wish.way.value)

    def friends(self) -> Sequence[Friend]:
        """Whom one knows."""
        found = []
        for known in self._known.values():
            conversation = self.conversations[known.key]
            is_here = bool(conversation.lines)
            found.append(Friend(known.nick, known.name, words(known.key), is_here, conversation.waiting))
        return found

    def is_pinned(self, key: bytes) -> bool:
        """Whether a key is a friend's."""
        return any(known.key == key for known in self._known.values())

    def known(self, nick: str) -> Known | None:
        """A friend by what they are called here."""
        return self._known.get(nick.lower())

    def known_at(self, host: str, port: int) -> Known | None:
        """The friend who was met at a place."""
        return next((each for each in self._known.values() if (each.host, each.port) == (host, port)), None)

    def conversation(self, key: bytes, name: str) -> Conversation:
        """What goes on with whoever has a verified key; who was not pinned is."""
        if not self.is_pinned(key):
            nick = self._nick(name)
            known = self.history.pin(key, nick, name)
            self._take_up(known)
            if nick != nick_of(name):
                self.note(f"{nick_of(name)} is a friend's name already, or yours: this one is {nick} here.", nick)
        return self.conversations[key]

    def met(self, key: bytes, name: str, host: str, port: int) -> None:
        """A friend can be reached at a place."""
        try:
            self.history.met(key, name, host, port)
            self._known = {each.nick.lower(): each for each in self.history.friends()}
        except HistoryError as error:
            self.note(f"It cannot be kept where {name} is: {error}.", error=True)

    def _take_up(self, known: Known) -> None:
        self._known[known.nick.lower()] = known
        self.conversations[known.key] = Conversation(
            known.key, known.nick, self.wish.way, self.history, self.tell, self._means.clock,
            self.history.outbox(known.key),
        )  # fmt: skip

    def _nick(self, name: str) -> str:
        wanted = nick_of(name)
        taken = {self.name.lower(), *self._known}
        nick, number = wanted, 1
        while nick.lower() in taken:
            number += 1
            nick = f"{wanted}{number}"
        return nick

    def _friend(self, nick: str) -> Conversation:
        known = self.known(nick)
        if known is None:
            raise Unfit(f"Nobody is known as {nick}: /dial HOST meets somebody.")
        return self.conversations[known.key]

    # What a face asks: meeting

    def dial(self, where: str) -> None:
        """Dial `HOST[:PORT] [CODE]`, or a friend, or somebody on the same network by name."""
        self.meetings.dialling.dial(where)

    def code(self, words: str) -> None:
        """Say the code of whom one wants to meet; without one, tell one's own."""
        if words.strip():
            self.meetings.dialling.code(words)
        else:
            self.note(f"Your code, for one who dials you: {self.meetings.door.code}")

    def trust(self, who: str) -> None:
        """Pin whom one has met and not verified."""
        self.meetings.dialling.trust(who)

    def forget(self, nick: str) -> None:
        """Pin a friend's key no more."""
        conversation = self._friend(nick)
        with _unfit():
            self.history.unpin(conversation.key)
        self.meetings.end(conversation)
        del self.conversations[conversation.key], self._known[nick.lower()]
        self.note(f"{conversation.nick} is not known any more; what was said is kept, for the same key.")

    def bye(self, nick: str) -> None:
        """End the talk with a friend."""
        conversation = self._friend(nick)
        if not conversation.lines and not self.meetings.gives_up(conversation):
            raise Unfit(f"You do not talk with {conversation.nick} at the moment.")
        self.meetings.end(conversation)
        self.note(f"The talk with {conversation.nick} is over; you go on listening.", conversation.nick)

    def find(self) -> None:
        """Look who can be found on the same network."""
        if self.discovery is None:
            raise Unfit("You are hidden on the same network (--hidden), and do not look either.")
        self.meetings.do(tell_who_is_near(self, self.discovery))

    # What a face asks: talking

    def say(self, nick: str, id: bytes, kind: Kind, text: str) -> None:
        """Say something to a friend. Raises Unfit."""
        conversation = self._friend(nick)
        if self.wish.way is Way.RECEIVE:
            raise Unfit("You only listen here (--one-way receive).")
        if conversation.lines and not conversation.speaks:
            raise Unfit(conversation.one_way())
        if len(text.encode()) > TEXT_BYTES:
            raise Unfit(f"A text may have {TEXT_BYTES} bytes; this one has {len(text.encode())}.")

        def done(kept: Entry | HistoryError) -> None:
            if isinstance(kept, HistoryError):
                self.tell(Refused(conversation.nick, id, str(kept)))
                return
            self.tell(Written(conversation.nick, kept))
            if not kept.delivered:
                conversation.written(kept)

        self.history.say(conversation.key, id, kind, text, done)

    def page(self, nick: str, *, before: int | None, limit: int) -> tuple[Sequence[Entry], bool]:
        """The last entries before a place, oldest first, and whether there are none before them."""
        with _unfit():
            return self.history.page(self._friend(nick).key, before=before, limit=limit)

    def place_of(self, nick: str, id: bytes) -> int | None:
        """The place of an entry."""
        with _unfit():
            return self.history.place_of(self._friend(nick).key, id)

    def send(self, nick: str, path: str) -> None:
        """Offer a file."""
        self._files.send(self._friend(nick), path)

    def accept(self, nick: str) -> None:
        """Take the file that a friend offers; "" for whoever offers one. Raises Unfit."""
        self._files.accept(self._friend(nick) if nick else None)

    def decline(self, nick: str) -> None:
        """Do not take it; of one that is under way, end it. Raises Unfit."""
        self._files.decline(self._friend(nick) if nick else None)

    # What comes

    def received(self, conversation: Conversation, line: Line, message: Talk) -> None:
        """A friend has told something."""
        match message:
            case Say() | Kept() | Unkept() | Again():
                conversation.received(line, message)
            case Ping():
                line.send(Pong())
            case Pong():
                pass
            case Back():
                self.meetings.told_back(conversation, works=message.works)
            case Bye():
                self.note(f"{conversation.nick} said goodbye.", conversation.nick)
                self.meetings.end(conversation)
            case _:
                self._files.received(conversation, line, message)

    def joined(self, conversation: Conversation) -> None:
        """One talks with a friend."""
        try:
            self._files.joined(conversation)
        except HistoryError as error:
            self.note(f"It cannot be read which files are under way: {error}.", conversation.nick, error=True)

    def left(self, conversation: Conversation, line: Line) -> None:
        """A connection with a friend is gone."""
        self._files.left(conversation, line)
        if conversation.lines:
            self.joined(conversation)

    def tick(self) -> None:
        """About a second has passed."""
        now_ms = self._means.clock()
        for conversation in list(self.conversations.values()):
            conversation.tick()
            for line in list(conversation.lines):
                if isinstance(line, Line):
                    self._watch(conversation, line, now_ms)

    def _watch(self, conversation: Conversation, line: Line, now_ms: int) -> None:
        if line.is_held:
            line.heard_ms = now_ms  # it is this side that does not listen
        silence_ms = now_ms - line.heard_ms
        if silence_ms >= DEAD_MS:
            line.abort(f"{conversation.nick} does not answer any more")
        elif silence_ms >= PING_MS and now_ms - line.pinged_ms >= PING_MS:
            line.pinged_ms = now_ms
            line.send(Ping())

    async def _tick_for_ever(self) -> None:
        while True:
            await self._means.pause(TICK_S)
            self.tick()

    def introduction(self, addresses: Sequence[str]) -> list[str]:
        """What one has to know to be met, in sentences."""
        meetings, port = self.meetings, self.port
        places = ", ".join(f"[{each}]:{port}" if ":" in each else f"{each}:{port}" for each in addresses)
        return [
            f"You are {self.name}, and listen at {places}.",
            f"Whom you meet for the first time needs your code, spoken aloud: {meetings.door.code}",
            f"The words of your key: {words(meetings.identity.key)}",
        ]


@contextlib.contextmanager
def _unfit() -> Iterator[None]:
    """What cannot be kept or read is told to whoever asked for it."""
    try:
        yield
    except HistoryError as error:
        raise Unfit(f"That cannot be done now: {error}.") from None


def _nobody_listens(told: Told) -> None:
    """Before a face has begun to listen, nothing is worth telling."""
