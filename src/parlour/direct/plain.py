"""Bare lines with anything that speaks them, such as nc: no keys, nothing encrypted, nothing kept on disk.

Who is there is known by the address alone. Two who dial one another have two connections, and each is a talk.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count

from parlour.client import places
from parlour.client.means import Means
from parlour.client.places import PlaceError
from parlour.client.profile import Profile
from parlour.client.troubles import unreachable
from parlour.direct.bare import BareTalk, Words
from parlour.direct.desk import (
    Began,
    Ended,
    Entry,
    Friend,
    Heard,
    Kind,
    Note,
    Refused,
    Told,
    Unfit,
    Way,
    Written,
)
from parlour.direct.messages import TEXT_BYTES
from parlour.wire.plain import plain

PORT = 7800

TALKS = 32
"""So many can be there at once; of twice as many, with those who are gone, it is known what was said."""

KEPT_BYTES, KEPT = 1 << 20, 2000
"""So much of what was said with one peer is known, and so many texts."""

_UNPROTECTED = "unprotected, anybody on the way can read and change it; and nothing tells whether what you say arrives"


class _Partner:
    """Somebody at an address, and what was said with them."""

    def __init__(self, nick: str, talk: BareTalk) -> None:
        self.nick = nick
        self.talk = talk
        """The last one."""
        self.dialled = ""
        """Where they were reached, if they were."""
        self.entries: deque[Entry] = deque()
        self.is_ignored = False
        """Whether it was told that what they say is not shown."""
        self._bytes = 0
        self._last_ms = 0

    def find(self, id: bytes) -> Entry | None:
        """What was said, by its id."""
        return next((each for each in reversed(self.entries) if each.id == id), None)

    def keep(self, place: int, id: bytes, said_ms: int, now_ms: int, *, own: bool, kind: Kind, text: str) -> Entry:
        """Keep what was said, and forget what is too old for the room there is."""
        self._last_ms = max(now_ms, self._last_ms + 1)
        entry = Entry(place, id, self._last_ms, said_ms, own, kind, text, delivered=not own)
        self.entries.append(entry)
        self._bytes += len(text)
        while self._bytes > KEPT_BYTES or len(self.entries) > KEPT:
            self._bytes -= len(self.entries.popleft().text)
        return entry


class PlainNode:
    """One's own side, which implements `desk.Desk`. It lives in a running event loop."""

    has_receipts = False

    def __init__(self, name: str, host: str, port: int, way: Way, means: Means) -> None:
        self.listener: Callable[[Told], None] = _nobody_listens
        self.port = port
        """Where one listens; once that has begun, the real one."""
        self._name = name
        self._host = host
        self._way = way
        self._means = means
        self._server: asyncio.Server | None = None
        self._partners: dict[str, _Partner] = {}
        """By nick in small letters; those who came last stand last."""
        self._of: dict[BareTalk, _Partner] = {}
        """By the talk, while there is one."""
        self._dialling: dict[str, asyncio.Task[None]] = {}
        self._places, self._numbers = count(1), count(1)
        self._is_full = False
        """Whether it was told that nobody more is let in."""

    async def start(self) -> None:
        """Begin to listen. Raises OSError."""
        loop = asyncio.get_running_loop()
        if self._host:
            self._server = await loop.create_server(self._talk, self._host, self.port)
        else:
            both = socket.has_dualstack_ipv6()
            family = socket.AF_INET6 if both else socket.AF_INET
            listening = socket.create_server(("", self.port), family=family, dualstack_ipv6=both)
            self._server = await loop.create_server(self._talk, sock=listening)
        self.port = self._server.sockets[0].getsockname()[1]

    async def settled(self) -> None:
        """Wait until everybody who was dialled is there, or not."""
        await asyncio.gather(*self._dialling.values(), return_exceptions=True)

    async def close(self) -> None:
        """End all talks, and listen no more."""
        if self._server is not None:
            self._server.close()
        for task in list(self._dialling.values()):
            task.cancel()
        await asyncio.gather(*self._dialling.values(), return_exceptions=True)
        talks = list(self._of)
        for talk in talks:
            talk.close()
        await asyncio.gather(*(talk.gone for talk in talks))

    def introduction(self, addresses: Sequence[str]) -> list[str]:
        """What one has to know to be met, in sentences."""
        listening = ", ".join(Profile("", each, self.port).place for each in addresses)
        example = f"nc {addresses[0] if addresses else 'HOST'} {self.port}"
        return [
            f"You are {self.name}, and listen at {listening} for bare lines, as from: {example}",
            f"All of it is {_UNPROTECTED}.",
        ]

    def _talk(self) -> BareTalk:
        return BareTalk(self, is_own=False)

    def _note(self, sentence: str, nick: str = "", *, error: bool = False) -> None:
        self.listener(Note(nick, sentence, error))

    # What a face asks: meeting

    @property
    def name(self) -> str:
        """What one is called."""
        return self._name

    def dial(self, where: str) -> None:
        """Dial `HOST[:PORT]`, or again whom one has dialled."""
        partner = self._partners.get(where.strip().lower())
        if partner is not None and partner.talk.is_open:
            raise Unfit(f"You talk with {partner.nick} already.")
        if partner is not None and not partner.dialled:
            raise Unfit(f"Where {partner.nick} listens is not known: /dial {partner.talk.host}:PORT, perhaps.")
        host, port = self._read(partner.dialled if partner is not None else where.strip())
        place = Profile("", host, port).place
        if place in self._dialling:
            raise Unfit(f"{place} is being dialled already.")
        if len(self._of) + len(self._dialling) >= TALKS:
            raise Unfit(f"You talk with {TALKS} at once, which is as many as there can be: /bye one of them first.")
        self._note(f"Dialling {place}…")
        task = asyncio.get_running_loop().create_task(self._dial(host, port, place))
        self._dialling[place] = task
        task.add_done_callback(lambda _: self._dialling.pop(place))

    def _read(self, where: str) -> tuple[str, int]:
        if not where:
            raise Unfit("Dial whom? Write HOST or HOST:PORT.")
        try:
            read = places.read(where, no_tls=True)
            return read.host, read.port if places.has_port(where) else PORT
        except PlaceError as error:
            raise Unfit(f"{error}.") from None

    async def _dial(self, host: str, port: int, place: str) -> None:
        talk = BareTalk(self, is_own=True)
        try:
            async with asyncio.timeout(self._means.patience_s):
                await asyncio.get_running_loop().create_connection(
                    lambda: talk, host, port
                )  # fmt: skip
        except OSError as error:  # TimeoutError is one
            why = str(unreachable(Profile("", host, port, tls=False), error))
            self._note(f"{why[0].upper()}{why[1:]}.", error=True)
            return
        if not talk.place:
            self._note(f"{place} closes the connection before a word was said.", error=True)
        elif talk in self._of:
            self._of[talk].dialled = place

    def bye(self, nick: str) -> None:
        """End the talk with somebody, and go on listening."""
        self._open(nick).talk.close()

    def friends(self) -> Sequence[Friend]:
        """Who is or was there. Nobody has a key."""
        return [
            Friend(each.nick, each.nick, "none", each.talk.is_open, each.talk.waiting)
            for each in self._partners.values()
        ]

    def _partner(self, nick: str) -> _Partner:
        partner = self._partners.get(nick.lower())
        if partner is None:
            raise Unfit(f"Nobody is known as {nick}: /dial HOST meets somebody.")
        return partner

    def _open(self, nick: str) -> _Partner:
        partner = self._partner(nick)
        if not partner.talk.is_open:
            raise Unfit(f"{partner.nick} is not there any more.")
        return partner

    # What a face asks: talking

    def say(self, nick: str, id: bytes, kind: Kind, text: str) -> None:
        """Say something: told as Written when it goes out, else as Refused. Nobody tells whether it arrives."""
        partner = self._partner(nick)
        known = partner.find(id)
        if known is not None:
            self.listener(Written(partner.nick, known))
            return
        if self._way is Way.RECEIVE:
            raise Unfit("You only listen here (--one-way receive).")
        self._open(nick)
        if len(text.encode()) > TEXT_BYTES:
            raise Unfit(f"A text may have {TEXT_BYTES} bytes; this one has {len(text.encode())}.")
        shown = f"* {self._name} {text}" if kind == "action" else text
        lines = "".join(f"{plain(line)}\n" for line in shown.split("\n"))
        partner.talk.say(Words(id, kind, text, self._means.clock(), lines.encode()))

    def page(self, nick: str, *, before: int | None, limit: int) -> tuple[Sequence[Entry], bool]:
        """The last entries before a place, oldest first, and whether there are none before them."""
        entries = [each for each in self._partner(nick).entries if before is None or each.place < before]
        return entries[max(0, len(entries) - limit) :], len(entries) <= limit

    def place_of(self, nick: str, id: bytes) -> int | None:
        """The place of an entry."""
        found = self._partner(nick).find(id)
        return found.place if found is not None else None

    # What bare lines cannot do

    def code(self, words: str) -> None:  # noqa: ARG002
        """There are no codes."""
        raise Unfit("Plain lines are verified by nothing, so there is no code.")

    def trust(self, who: str) -> None:  # noqa: ARG002
        """There are no keys."""
        raise Unfit("Plain lines come from nobody's key, so there is none to trust.")

    def forget(self, nick: str) -> None:  # noqa: ARG002
        """There are no keys."""
        raise Unfit("Nobody is known by a key here, and nothing is kept: there is nothing to forget.")

    def send(self, nick: str, path: str) -> None:  # noqa: ARG002
        """There are no files."""
        raise Unfit("Plain lines carry no files: both sides need parlour direct without --plain.")

    def accept(self, nick: str) -> None:  # noqa: ARG002
        """There are no files."""
        raise Unfit("Nobody offers a file: plain lines carry none.")

    def decline(self, nick: str) -> None:  # noqa: ARG002
        """There are no files."""
        raise Unfit("Nobody offers a file: plain lines carry none.")

    def find(self) -> None:
        """Nobody is announced."""
        raise Unfit("Whoever speaks plain lines is not announced: /dial HOST:PORT.")

    # What happens in the talks

    def came(self, talk: BareTalk) -> bool:
        """Somebody is there; whether they may stay."""
        if len(self._of) >= TALKS:
            if not self._is_full:
                self._note(f"{talk.place} and whoever else comes is sent away: {TALKS} are here already.", error=True)
            self._is_full = True
            return False
        partner = self._welcome(talk)
        how = "is reached" if talk.is_own else "has connected"
        twice = next((other for each, other in self._of.items() if each.host == talk.host and
                      each.is_own != talk.is_own), None)  # fmt: skip
        also = f" (If it is {twice.nick} once more, as both of you dialled: /bye one.)" if twice is not None else ""
        self._of[talk] = partner
        self._note(f"{talk.place} {how}, and is {partner.nick} here: {_UNPROTECTED}.{also}", partner.nick)
        self.listener(Began(partner.nick, self._way))
        return True

    def _welcome(self, talk: BareTalk) -> _Partner:
        """Who was at this address before and is not there now, or somebody new."""
        gone = [each for each in self._partners.values() if each not in self._of.values()]
        partner = next((each for each in reversed(gone) if each.talk.host == talk.host), None)
        if partner is None:
            partner = _Partner(self._nick(), talk)
            if len(self._partners) >= 2 * TALKS:
                del self._partners[gone[0].nick]
        else:
            del self._partners[partner.nick]
        partner.talk, partner.is_ignored = talk, False
        self._partners[partner.nick] = partner
        return partner

    def _nick(self) -> str:
        """One that nobody has had."""
        while True:
            number = next(self._numbers)
            nick = "peer" if number == 1 else f"peer{number}"
            if nick != self._name.lower():
                return nick

    def heard(self, talk: BareTalk, text: str) -> None:
        """Somebody has said something."""
        partner = self._of[talk]
        if self._way is Way.SEND:
            if not partner.is_ignored:
                partner.is_ignored = True
                self._note(f"What {partner.nick} says is not shown: only you speak (--one-way send).", partner.nick)
            return
        now_ms, id = self._means.clock(), bytes.fromhex(self._means.chance())
        entry = partner.keep(next(self._places), id, now_ms, now_ms, own=False, kind="said", text=text)
        self.listener(Heard(partner.nick, entry))

    def garbled(self, talk: BareTalk, sentence: str) -> None:
        """Something that came is not shown as it was sent."""
        nick = self._of[talk].nick
        self._note(f"{nick} {sentence}.", nick, error=True)

    def sent(self, talk: BareTalk, words: Words) -> None:
        """Something has gone out."""
        partner = self._of[talk]
        entry = partner.keep(
            next(self._places), words.id, words.said_ms, self._means.clock(),
            own=True, kind=words.kind, text=words.text,
        )  # fmt: skip
        self.listener(Written(partner.nick, entry))

    def unsent(self, talk: BareTalk, words: Words) -> None:
        """Something has not, or not whole."""
        nick = self._of[talk].nick
        self.listener(Refused(nick, words.id, f"It was not sent, or not whole: {nick} did not read it in time."))

    def ended(self, talk: BareTalk, why: str) -> None:
        """A talk is over."""
        nick = self._of.pop(talk).nick
        self._is_full = False
        if why:
            self._note(f"{talk.place} {why}.", nick)
        self.listener(Ended(nick))


def _nobody_listens(told: Told) -> None:
    """Before a face has begun to listen, nothing is worth telling."""
