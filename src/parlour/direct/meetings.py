"""How one comes together: who is listened for, dialled, dialled back, and tried again."""

import asyncio
import os
import socket
import ssl
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parlour.client import places
from parlour.client.means import Means
from parlour.client.places import PlaceError
from parlour.client.profile import Profile
from parlour.client.text import shown
from parlour.client.troubles import unreachable
from parlour.direct.conversation import Conversation
from parlour.direct.desk import Unfit
from parlour.direct.doorway import Doorway
from parlour.direct.identity import Identity, IdentityError, words
from parlour.direct.link import Line, contexts
from parlour.direct.messages import Back
from parlour.direct.pairing import Role
from parlour.direct.peer import Failed, Happened, Paired, Peer, Strange, Verified
from parlour.direct.states import Event, State

if TYPE_CHECKING:
    from parlour.direct.node import Node

PORT = 7800

DIAL_S = 5.0
"""So long a machine may take to answer that is dialled by itself."""

VERIFY_S = 10.0
"""So long it may take to verify one another; of who comes, TLS included."""

NEWCOMERS = 32
"""So many connections may be unverified at once."""

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 8.0
"""Between attempts to reach a friend again one waits twice as long each time."""

SENTENCE_MS = 60_000
"""What strangers do is told once in so long for each address."""


@dataclass(frozen=True, slots=True)
class Dial:
    """An attempt to reach somebody."""

    host: str
    port: int
    key: bytes = b""
    """Whose key is expected there, if anybody's."""
    nick: str = ""
    """What whoever is expected is called."""
    code: str = ""
    is_back: bool = False
    """Whether it is to find out if a friend who came can be reached."""
    is_quiet: bool = False
    """Whether nobody waits to hear what came of it: it is tried again and again."""

    @property
    def place(self) -> str:
        """Where: `host:port`."""
        return Profile("", self.host, self.port).place


class Meetings:
    """All connections of one node: those that are not verified yet, and what became of the others."""

    def __init__(self, node: "Node", folder: Path, identity: Identity, means: Means) -> None:
        self.identity = identity
        self.port = 0
        """Where one listens; 0 for nowhere."""
        self.door = Doorway(node.is_pinned, node.welcome, os.urandom, means.clock)
        self._node = node
        self._means = means
        self._certificate, self._listening, self._dialling = contexts(identity, folder)
        self._sockets: list[socket.socket] = []
        self._accepting: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: set[Line] = set()
        self._newcomers = 0
        """How many have connected and are not verified."""
        self._dials: dict[Line, Dial] = {}
        """Those that have a connection which is not verified yet."""
        self._trying: list[Dial] = []
        """Those under way, with or without one."""
        self._strange: dict[Line, Strange] = {}
        self._strangers: dict[str, tuple[bytes, Dial | None]] = {}
        """Keys that were met and are not pinned, by address: and how they were dialled, if they were."""
        self._coded: Dial | None = None
        """What is dialled again once somebody says a code."""
        self._wanted: set[bytes] = set()
        """Keys of friends with whom one talks until somebody says goodbye."""
        self._again: dict[bytes, asyncio.Task[None]] = {}
        self._places: dict[bytes, tuple[str, int]] = {}
        """Where friends were reached in this run."""
        self._directions: dict[bytes, int] = {}
        """How many connections were told of last, by the friend's key."""
        self._told_ms: dict[tuple[str, str], int] = {}
        self._closing = False

    # Listening

    async def listen(self, host: str, port: int) -> None:
        """Begin to listen. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in sorted(set(found), key=lambda each: -each[0]):
            if self.port:
                address = (address[0], self.port, *address[2:])
            if family not in (socket.AF_INET, socket.AF_INET6):
                continue
            listening = socket.socket(family, kind, protocol)
            try:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listening.bind(address)
                listening.listen(64)
                listening.setblocking(False)
            except OSError:
                listening.close()
                if family == socket.AF_INET6 and not host:
                    continue  # a machine may have no IPv6
                await self.unlisten()
                raise
            self.port = listening.getsockname()[1]
            self._sockets.append(listening)
        self._accepting = [loop.create_task(self._accept(each)) for each in self._sockets]

    async def unlisten(self) -> None:
        """Listen no more."""
        for task in self._accepting:
            task.cancel()
        await asyncio.gather(*self._accepting, return_exceptions=True)
        for each in self._sockets:
            each.close()  # not before nobody waits for it: its number may be another's at once
        self._accepting, self._sockets, self.port = [], [], 0

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, address = await loop.sock_accept(listening)
            except OSError:  # they went, or there are too many files open
                await self._means.pause(0.1)
                continue
            if self._newcomers >= NEWCOMERS or self._closing:
                accepted.close()
                continue
            self._newcomers += 1
            self._do(self._came(accepted, address[0]))

    async def _came(self, accepted: socket.socket, address: str) -> None:
        """Somebody has come: until they are verified they are one of few."""
        line = self._line("listener", None)
        try:
            async with asyncio.timeout(VERIFY_S):
                await asyncio.get_running_loop().connect_accepted_socket(lambda: line, accepted, ssl=self._listening)
                await line.known
        except ssl.SSLError:
            self._stranger(address, f"Somebody at {address} did not speak TLS; --plain is for nc and its like.")
        except TimeoutError:
            line.abort("it took too long to verify one another")
            self._stranger(address, f"Somebody at {address} connected, and then said nothing that is understood.")
        except OSError:
            pass  # they went again
        finally:
            self._newcomers -= 1

    # Dialling

    def dial(self, where: str) -> None:
        """Dial `HOST[:PORT] [CODE]`, or a friend by name. Raises Unfit."""
        place, _, code = where.strip().partition(" ")
        if not place:
            raise Unfit("Dial whom? Write HOST, HOST:PORT, or a friend's name.")
        known = self._node.known(place)
        if known is not None:
            conversation = self._node.conversations[known.key]
            if conversation.lines:
                raise Unfit(f"You talk with {known.nick} already.")
            if not known.host:
                raise Unfit(f"It is not known where {known.nick} is: /dial HOST.")
            self._wanted.add(known.key)
            self._try(Dial(known.host, known.port, known.key, known.nick, code))
            return
        self._try(self._read(place, code))

    def _read(self, place: str, code: str) -> Dial:
        try:
            read = places.read(place, no_tls=True)
            port = read.port if places.has_port(place) else PORT
        except PlaceError as error:
            raise Unfit(str(error)) from None
        known = self._node.known_at(read.host, port)
        return Dial(read.host, port, known.key if known else b"", known.nick if known else "", code)

    def code(self, words: str) -> None:
        """Say the code of whom one dialled last, or tell one's own. Raises Unfit."""
        if not words.strip():
            self._node.note(f"Your code, for one who dials you: {self.door.code}")
            return
        if self._coded is None:
            raise Unfit("Nobody waits for a code: /dial HOST first.")
        dial, self._coded = self._coded, None
        self._try(replace(dial, code=words))

    def trust(self, who: str) -> None:
        """Pin whom one has met and not verified. Raises Unfit."""
        address = who.strip().strip("[]")
        if address not in self._strangers:
            known = ", ".join(self._strangers) or "nobody"
            raise Unfit(f"Trust whom? Those who were met and are not known: {known}.")
        key, dial = self._strangers.pop(address)
        self.door.trusted.add(key)
        self._node.note(f"The key with the words {words(key)} is trusted.")
        if dial is not None:
            self._try(replace(dial, key=key, code=""))

    def _try(self, dial: Dial) -> None:
        if not dial.is_quiet and not dial.is_back:
            self._node.note(f"Dialling {dial.nick or dial.place}{f' at {dial.place}' if dial.nick else ''}…", dial.nick)
        self._do(self._attempt(dial))

    async def _attempt(self, dial: Dial) -> bool:
        """Try once; whether whoever it is was verified."""
        line = self._line("dialler", dial)
        self._trying.append(dial)
        patience_s = DIAL_S if dial.is_back or dial.is_quiet else self._means.patience_s
        why = ""
        try:
            async with asyncio.timeout(patience_s):
                await asyncio.get_running_loop().create_connection(
                    lambda: line, dial.host, dial.port, ssl=self._dialling, server_hostname="",
                    happy_eyeballs_delay=0.25,
                )  # fmt: skip
            async with asyncio.timeout(VERIFY_S):
                await line.known
        except TimeoutError:
            line.abort()
            why = f"{dial.place} does not answer"
        except ssl.SSLError:
            why = f"{dial.place} speaks no TLS: it is no parlour direct, or one with --plain"
        except OSError as error:
            why = str(unreachable(Profile("", dial.host, dial.port, tls=False), error))
        finally:
            self._trying.remove(dial)
        if line.known.done() and not line.known.cancelled() and line.known.result():
            return True
        self._failed(dial, line, why or line.failure or f"{dial.place} closed the connection")
        return False

    def _failed(self, dial: Dial, line: Line, why: str) -> None:
        strange = self._strange.pop(line, None)
        if dial.is_back:
            conversation = self._node.conversations.get(dial.key)
            if conversation is not None:
                self._directed(conversation, works=False)
        elif strange is not None:
            self._needs_code(dial, strange)
        elif not dial.is_quiet:
            self._node.note(f"{why[0].upper()}{why[1:]}.", dial.nick, error=True)

    def _needs_code(self, dial: Dial, strange: Strange) -> None:
        self._coded = replace(dial, key=strange.key)
        self._strangers[dial.host] = strange.key, dial
        if self.door.knows(strange.key):
            what = f"{dial.nick or dial.place} does not know your key"
        else:
            what = f"{dial.place} is not known here yet"
        self._node.note(
            f"{what}. Ask them for the two words of their code, and type: /code WORD-WORD "
            f"(or compare aloud, theirs are {words(strange.key)}, yours {words(self.identity.key)}; "
            f"if they are right on both sides, both type /trust, you: /trust {dial.host})",
            dial.nick,
        )

    # Verifying

    def _line(self, role: Role, dial: Dial | None) -> Line:
        def make(line: Line) -> Peer:
            if dial is None:
                return Peer("listener", self.identity, self.door, self._certificate, os.urandom)
            key = line.listener_key
            if dial.key and key != dial.key:
                raise IdentityError(_changed(dial, key))
            return Peer(
                "dialler", self.identity, self.door, line.certificate, os.urandom,
                listener_key=key, code=dial.code,
            )  # fmt: skip

        line = Line(role, make, self._happened, self._ended, self._resumed, self._means.clock)
        if dial is not None:
            self._dials[line] = dial
        return line

    def _happened(self, line: Line, happened: list[Happened]) -> None:
        for each in happened:
            match each:
                case Paired():
                    self.door.trusted.add(each.key)
                    if not line.is_own:
                        self._node.note(f"The code was right. The next one is {self.door.code}")
                case Verified():
                    self._verified(line, each)
                case Strange():
                    self._strange[line] = each
                case Failed():
                    self._refused(line, each)
                case _:
                    assert line.peer is not None
                    conversation = self._node.conversations.get(line.peer.key)
                    if conversation is not None:
                        self._node.received(conversation, line, each)

    def _refused(self, line: Line, failed: Failed) -> None:
        if line.is_own:
            return  # told when the attempt has ended
        if failed.guessed:
            self._strange.pop(line, None)
            self._node.note(
                f"Somebody at {line.address} said a wrong code. It is used up; the next one is {self.door.code}",
                error=True,
            )
        else:
            self._stranger(line.address, f"Somebody at {line.address} was refused: {failed.why}.")

    def _verified(self, line: Line, verified: Verified) -> None:
        assert line.peer is not None
        welcome, dial = verified.welcome, self._dials.pop(line, None)
        self._strange.pop(line, None)
        conversation = self._node.conversation(verified.key, welcome.name)
        self.door.trusted.discard(verified.key)
        line.known.set_result(True)
        self._lines.add(line)
        if dial is not None and any(each.is_own for each in conversation.lines):
            line.close()
            return
        if not conversation.lines:
            self._node.note(f"{conversation.nick} is here, at {line.address}.", conversation.nick)
            self._directions.pop(conversation.key, None)
        self._wanted.add(conversation.key)
        conversation.joined(line, welcome)
        if dial is not None:
            self._places[conversation.key] = dial.host, dial.port
            self._node.met(conversation.key, welcome.name, dial.host, dial.port)
        self._back(conversation, line, dial)

    def _back(self, conversation: Conversation, line: Line, dial: Dial | None) -> None:
        """See whether each direction has its own connection, and try it if nobody has."""
        own = [each for each in conversation.lines if each.is_own]
        theirs = [each for each in conversation.lines if not each.is_own]
        if own and theirs:
            self._directed(conversation, works=True)
        elif theirs and line in theirs and not self._is_tried(conversation.key, line.address):
            assert line.peer is not None and line.peer.welcome is not None
            port = line.peer.welcome.port
            if port:
                self._do_attempt(Dial(line.address, port, conversation.key, conversation.nick, is_back=True))
            else:
                self._directed(conversation, works=False)

    def _is_tried(self, key: bytes, address: str) -> bool:
        return any(each.key == key or (not each.key and each.host == address) for each in self._trying)

    def _do_attempt(self, dial: Dial) -> None:
        async def attempt() -> None:
            await self._attempt(dial)

        self._do(attempt())

    def _directed(self, conversation: Conversation, *, works: bool) -> None:
        """It is settled how the two are connected: tell both sides."""
        for line in conversation.lines:
            if isinstance(line, Line) and line.peer is not None and line.peer.state is State.DIAL_BACK:
                line.peer.happen(Event.BACK)
                line.send(Back(works))
        self._tell_directions(conversation, 2 if works else 1)

    def told_back(self, conversation: Conversation, *, works: bool) -> None:
        """The friend has told what came of dialling back."""
        self._tell_directions(conversation, 2 if works else 1)

    def _tell_directions(self, conversation: Conversation, count: int) -> None:
        nick = conversation.nick
        if not conversation.lines or self._directions.get(conversation.key) == count:
            return
        self._directions[conversation.key] = count
        if count == 2:
            self._node.note(f"Each direction has its own connection: {nick} is where they say, and so are you.", nick)
        else:
            self._node.note(
                "One connection carries both directions: it cannot be dialled back (NAT or a firewall).", nick
            )

    # The end of a connection

    def _ended(self, line: Line) -> None:
        self._lines.discard(line)
        self._dials.pop(line, None)
        assert line.peer is not None
        strange = self._strange.pop(line, None) if not line.is_own else None
        if strange is not None:
            self._strangers[line.address] = strange.key, None
            self._stranger(
                line.address,
                f"Somebody at {line.address} wants to talk, and is not known here. Tell them your "
                f"code, {self.door.code}, or compare the words of their key, {words(strange.key)}, and type "
                f"/trust {line.address}",
            )
        conversation = self._node.conversations.get(line.peer.key)
        if conversation is None or line not in conversation.lines:
            return
        conversation.left(line)
        if conversation.lines:
            if not any(each.is_own for each in conversation.lines) or all(each.is_own for each in conversation.lines):
                self._tell_directions(conversation, 1)
        elif conversation.key in self._wanted and not self._closing:
            self._lost(conversation, line)

    def _lost(self, conversation: Conversation, line: Line) -> None:
        nick, key = conversation.nick, conversation.key
        why = line.failure or f"The connection to {nick} is lost"
        then = "trying again" if key in self._places else f"waiting for {nick} to dial"
        self._node.note(f"{why[0].upper()}{why[1:]}; {then}.", nick, error=True)
        if key in self._places and key not in self._again:
            task = self._do(self._try_again(conversation))
            self._again[key] = task
            task.add_done_callback(lambda _: self._again.pop(key, None))

    async def _try_again(self, conversation: Conversation) -> None:
        wait_s = FIRST_WAIT_S
        host, port = self._places[conversation.key]
        while True:
            await self._means.pause(wait_s * (1 + self._means.jitter()) / 2)
            if conversation.lines or conversation.key not in self._wanted:
                return
            if await self._attempt(Dial(host, port, conversation.key, conversation.nick, is_quiet=True)):
                return
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def gives_up(self, conversation: Conversation) -> bool:
        """Stop trying to reach a friend; whether one did."""
        is_wanted = conversation.key in self._wanted
        self._wanted.discard(conversation.key)
        return is_wanted

    def end(self, conversation: Conversation) -> None:
        """Say goodbye to a friend, and try to reach them no more."""
        self._wanted.discard(conversation.key)
        for line in list(conversation.lines):
            if isinstance(line, Line):
                line.bye()
            conversation.left(line)

    def _resumed(self, line: Line) -> None:
        """There is room for more on a connection."""
        if line.peer is not None and line.peer.key in self._node.conversations:
            self._node.conversations[line.peer.key].pump()

    async def close(self) -> None:
        """Say goodbye to everybody, and listen no more."""
        self._closing = True
        lines = list(self._lines)
        for conversation in self._node.conversations.values():
            self.end(conversation)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.unlisten()
        if lines:
            await asyncio.wait([line.gone for line in lines])

    # The rest

    def _stranger(self, address: str, sentence: str) -> None:
        """Tell what a stranger did, once in a while: they shall not fill the screen."""
        now_ms = self._means.clock()
        key = address, sentence[:60]
        if len(self._told_ms) > 100:
            self._told_ms = {each: at_ms for each, at_ms in self._told_ms.items() if now_ms - at_ms < SENTENCE_MS}
        if now_ms - self._told_ms.get(key, 0) >= SENTENCE_MS and len(self._told_ms) <= 200:
            self._told_ms[key] = now_ms
            self._node.note(shown(sentence), error=True)

    def _do(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _changed(dial: Dial, key: bytes) -> str:
    return (
        f"{dial.place} shows another key than {dial.nick}'s: somebody stands in between, another machine has this "
        f"address, or {dial.nick} has a new key (its words: {words(key)}). Nothing was said to it. If {dial.nick} tells "
        f"you, on another way, that these are the words of theirs: /forget {dial.nick}, and dial again"
    )
