"""How one comes together: who has come or was dialled, is verified, dialled back, lost and tried again."""

import asyncio
import os
import socket
import ssl
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parlour.client.means import Means
from parlour.client.text import shown
from parlour.direct.conversation import Conversation
from parlour.direct.dialling import Dial, Dialling, changed
from parlour.direct.doorway import Doorway
from parlour.direct.history import HistoryError
from parlour.direct.identity import Identity, IdentityError, words
from parlour.direct.link import VERIFY_S, Line, contexts
from parlour.direct.listening import Listener
from parlour.direct.messages import Back
from parlour.direct.peer import Failed, Happened, Paired, Peer, Strange, Verified
from parlour.direct.states import Event, State

if TYPE_CHECKING:
    from parlour.direct.node import Node

SETTLED_S = 2.0
"""After so long it is told that one of two connections is left."""

CONNECTIONS = 4
"""So many connections of one friend's are kept; the oldest, which may be dead, make room."""

SENTENCE_MS = 60_000
"""What strangers do is told once in so long for each address."""

SENTENCES = 100
"""So many of them are told in that time at most."""


class Meetings:
    """All connections of one node: those that are not verified yet, and what became of the others."""

    def __init__(self, node: "Node", folder: Path, identity: Identity, means: Means) -> None:
        """Raises IdentityError."""
        self.identity = identity
        self.door = Doorway(node.is_pinned, node.welcome, os.urandom, means.clock)
        self.listener = Listener(self._came, self._crowd)
        self._certificate, self._listening, dialling = contexts(identity, folder)
        self.dialling = Dialling(node, self, means, dialling, self._dialled)
        self._node = node
        self._means = means
        self._tasks: set[asyncio.Task[Any]] = set()
        self._lines: set[Line] = set()
        """Those that are verified."""
        self._strange: dict[Line, Strange] = {}
        self._wanted: set[bytes] = set()
        """Keys of friends with whom one talks until somebody says goodbye."""
        self._again: set[bytes] = set()
        """Keys of those who are tried again."""
        self._places: dict[bytes, tuple[str, int]] = {}
        """Where friends were reached in this run."""
        self._directions: dict[bytes, int] = {}
        """How many connections were told of last, by the friend's key."""
        self._told_ms: dict[tuple[str, str], int] = {}
        self._closing = False

    async def close(self) -> None:
        """Say goodbye to everybody, and listen no more."""
        self._closing = True
        lines = list(self._lines)
        for conversation in self._node.conversations.values():
            self.end(conversation)
        await self.listener.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if lines:
            await asyncio.wait([line.gone for line in lines])
        await asyncio.sleep(0)  # what was given up in the middle of TLS is closed in the loop's next turn

    def do(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Have something done meanwhile."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # Connections

    async def _came(self, accepted: socket.socket, address: str) -> None:
        """Somebody has come; ends when they are verified, or gone."""
        line = Line("listener", self._meets_dialler, self._happened, self._ended, self._resumed, self._means.clock)
        try:
            async with asyncio.timeout(VERIFY_S):
                await asyncio.get_running_loop().connect_accepted_socket(lambda: line, accepted, ssl=self._listening)
                if not await line.known and not (line.peer and line.peer.key):
                    self._left(address)
        except ssl.SSLError:
            self._stranger(address, f"Somebody at {address} did not speak TLS; --plain is for nc and its like.")
        except TimeoutError:
            line.abort()
            self._stranger(address, f"Somebody at {address} connected, and then said nothing that is understood.")
        except OSError:
            self._left(address)
        except asyncio.CancelledError:
            line.abort()
            raise

    def _crowd(self, address: str) -> None:
        """There are too many who have come and said nothing, and most of them from one address."""
        self._stranger(address, f"Many connections come from {address} that say nothing; the oldest make room.")

    def _left(self, address: str) -> None:
        """Somebody has come, and gone: so do friends who are shown another's certificate by somebody in between."""
        sentence = f"Somebody at {address} connected, and went without saying who they are."
        self._stranger(address, sentence, error=False)

    def _meets_dialler(self, _: Line) -> Peer:
        return Peer("listener", self.identity, self.door, self._certificate, os.urandom)

    def _dialled(self, dial: Dial) -> Line:
        def meets_listener(line: Line) -> Peer:
            key = line.listener_key
            if dial.key and key != dial.key:
                raise IdentityError(changed(dial, key))
            return Peer(
                "dialler", self.identity, self.door, line.certificate, os.urandom,
                listener_key=key, code=dial.code,
            )  # fmt: skip

        line = Line("dialler", meets_listener, self._happened, self._ended, self._resumed, self._means.clock)
        line.place = dial.host, dial.port
        return line

    def left_strange(self, line: Line) -> Strange | None:
        """Whether a connection ended because the two did not know one another."""
        return self._strange.pop(line, None)

    # Verifying

    def _happened(self, line: Line, happened: list[Happened]) -> None:
        try:
            for each in happened:
                self._one_happened(line, each)
        except HistoryError as error:
            # Whoever cannot be kept is not talked with: what they said would be shown, and be gone.
            self._node.note(
                f"The connection with {line.address} is closed, as nothing can be kept: {error}.", error=True
            )
            line.abort()

    def _one_happened(self, line: Line, each: Happened) -> None:
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
        self._strange.pop(line, None)
        if failed.guessed:
            self._node.note(
                f"Somebody at {line.address} said a wrong code. It is used up; the next one is {self.door.code}",
                error=True,
            )
        else:
            self._stranger(line.address, f"Somebody at {line.address} was refused: {failed.why}.")

    def _verified(self, line: Line, verified: Verified) -> None:
        if line.known.done():
            line.abort()  # one is about to leave, or it took too long: nobody waits for it any more
            return
        welcome = verified.welcome
        self._strange.pop(line, None)
        conversation = self._node.conversation(verified.key, welcome.name)
        nick, key = conversation.nick, conversation.key
        self.door.trusted.discard(key)
        line.known.set_result(True)
        self._lines.add(line)
        if line.is_own and any(each.is_own for each in conversation.lines):
            line.close()  # there is one already
            return
        came = [each for each in conversation.lines if isinstance(each, Line) and not each.is_own]
        if not line.is_own and len(came) >= CONNECTIONS:
            came[0].abort()
        is_first = not conversation.lines
        self._wanted.add(key)
        conversation.joined(line, welcome)
        if is_first:
            self._directions.pop(key, None)
            self._node.note(f"{nick} is here, at {line.address}.", nick)
        if line.is_own:
            self._places[key] = line.place
            self._node.met(key, welcome.name, *line.place)
        if is_first:
            self._node.joined(conversation)
        self._look_at_directions(conversation, line, welcome.port)

    # Directions

    def _look_at_directions(self, conversation: Conversation, line: Line, port: int) -> None:
        """See whether each direction has its own connection, and dial back whoever came if nobody dials them."""
        if len({each.is_own for each in conversation.lines}) > 1:
            self._directed(conversation, works=True)
        elif not line.is_own and not self.dialling.is_trying(conversation.key, line.address):
            if port:
                self.dialling.attempt(Dial(line.address, port, conversation.key, conversation.nick, is_back=True))
            else:
                self._directed(conversation, works=False)

    def not_reached_back(self, key: bytes) -> None:
        """A friend who came could not be dialled back."""
        if key in self._node.conversations:
            self._directed(self._node.conversations[key], works=False)

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

    async def _one_left(self, conversation: Conversation) -> None:
        """One of two connections is gone: most often the other goes, too, and it is another thing to tell."""
        await self._means.pause(SETTLED_S)
        if len({each.is_own for each in conversation.lines}) == 1 and self._directions.get(conversation.key) == 2:
            self._directions[conversation.key] = 1
            sentence = "One of the two connections is lost; the other carries both directions."
            self._node.note(sentence, conversation.nick)

    def _tell_directions(self, conversation: Conversation, count: int) -> None:
        nick = conversation.nick
        if not conversation.lines or self._directions.get(conversation.key) == count:
            return
        self._directions[conversation.key] = count
        if count == 2:
            self._node.note(f"Each direction has its own connection: {nick} is where they say, and so are you.", nick)
        else:
            self._node.note(
                "One connection carries both directions: dialling back has failed (NAT or a firewall).", nick
            )

    # The end of a connection

    def _ended(self, line: Line) -> None:
        self._lines.discard(line)
        assert line.peer is not None
        strange = self._strange.pop(line, None) if not line.is_own else None
        if strange is not None:
            self.dialling.strangers[line.address] = strange.key, None
            self._stranger(
                line.address,
                f"Somebody at {line.address} wants to talk, and is not known here. Tell them your "
                f"code, {self.door.code}, or compare the words of their key, {words(strange.key)}, and type "
                f"/trust {line.address}",
                error=False,
            )
        conversation = self._node.conversations.get(line.peer.key)
        if conversation is None or line not in conversation.lines:
            return
        conversation.left(line)
        self._node.left(conversation, line)
        if conversation.lines:
            self.do(self._one_left(conversation))
        elif conversation.key in self._wanted and not self._closing:
            self._lost(conversation, line)

    def _lost(self, conversation: Conversation, line: Line) -> None:
        nick, key = conversation.nick, conversation.key
        why = line.failure or f"the connection to {nick} is lost"
        if not why.startswith(nick):
            why = f"{why[0].upper()}{why[1:]}"
        then = "trying again" if key in self._places else f"waiting for {nick} to dial"
        self._node.note(f"{why}; {then}.", nick, error=True)
        if key in self._places:
            self.do(self._try_again(conversation))

    async def _try_again(self, conversation: Conversation) -> None:
        key = conversation.key
        if key not in self._again:
            self._again.add(key)
            await self.dialling.try_again(conversation, *self._places[key])
            self._again.discard(key)

    def is_wanted(self, conversation: Conversation) -> bool:
        """Whether one talks with a friend, or would if there were a connection."""
        return conversation.key in self._wanted

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
                self._node.left(conversation, line)

    def _resumed(self, line: Line) -> None:
        """There is room for more on a connection."""
        if line.peer is not None and line.peer.key in self._node.conversations:
            self._node.conversations[line.peer.key].pump()

    # The rest

    def _stranger(self, address: str, sentence: str, *, error: bool = True) -> None:
        """Tell what a stranger did, once in a while: they shall not fill the screen."""
        now_ms = self._means.clock()
        key = address, sentence[:60]
        if len(self._told_ms) >= SENTENCES:
            self._told_ms = {each: at_ms for each, at_ms in self._told_ms.items() if now_ms - at_ms < SENTENCE_MS}
        if now_ms - self._told_ms.get(key, 0) >= SENTENCE_MS and len(self._told_ms) < SENTENCES:
            self._told_ms[key] = now_ms
            self._node.note(shown(sentence), error=error)
