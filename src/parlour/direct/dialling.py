"""Whom one dials, what came of it, and the code or the trust that a first meeting needs."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from parlour.client import places
from parlour.client.means import Means
from parlour.client.places import PlaceError
from parlour.client.profile import Profile
from parlour.client.troubles import unreachable
from parlour.direct.conversation import Conversation
from parlour.direct.desk import Unfit
from parlour.direct.discovery import DiscoveryError, Found
from parlour.direct.history import Known
from parlour.direct.identity import words
from parlour.direct.link import VERIFY_S, Line
from parlour.direct.listening import PORT
from parlour.direct.peer import WRONG, Strange

if TYPE_CHECKING:
    from parlour.direct.meetings import Meetings
    from parlour.direct.node import Node

DIAL_S = 5.0
"""So long a machine may take to answer that is dialled by itself."""

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 8.0
"""Between attempts to reach a friend again one waits twice as long each time."""


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


class Dialling:
    """The attempts of one node."""

    def __init__(
        self, node: "Node", meetings: "Meetings", means: Means, context: ssl.SSLContext, line: Callable[[Dial], Line]
    ) -> None:
        self.strangers: dict[str, tuple[bytes, Dial | None]] = {}
        """Keys that were met and are not pinned, by address; and how they were dialled, if they were."""
        self._node = node
        self._meetings = meetings
        self._means = means
        self._context = context
        self._line = line
        self._asked: set[asyncio.Task[None]] = set()
        """What the user has asked for."""
        self._trying: list[Dial] = []
        self._coded: Dial | None = None
        """What is dialled again once somebody says a code."""
        self._refusals: dict[bytes, str] = {}
        """Why friends who are tried again were refused, as it was told."""

    # What a face asks

    def dial(self, where: str) -> None:
        """Dial `HOST[:PORT] [CODE]`, or a friend by name. Raises Unfit."""
        place, _, code = where.strip().partition(" ")
        if not place:
            raise Unfit("Dial whom? Write HOST, HOST:PORT, or a friend's name.")
        known = self._node.known(place)
        if known is not None:
            if self._node.conversations[known.key].lines:
                raise Unfit(f"You talk with {known.nick} already.")
            if not known.host and self._node.discovery is None:
                raise Unfit(f"It is not known where {known.nick} is: /dial HOST.")
            self._do(self._friend(known, code))
            return
        dial = self._read(place, code)
        if _may_be_name(place) and self._node.discovery is not None:
            self._do(self._named(place, dial))
        else:
            self._do(self._host(dial))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._meetings.do(work)
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def settled(self) -> None:
        """Wait until everybody who was dialled is there, or not."""
        await asyncio.gather(*self._asked, return_exceptions=True)

    async def _host(self, dial: Dial) -> None:
        await self._tried(dial)

    async def _friend(self, known: Known, code: str) -> None:
        """Dial a friend where they were the last time; and where they are not, wherever they are announced."""
        where = (known.host, known.port)
        if known.host and await self._tried(Dial(*where, known.key, known.nick, code)):
            return
        found = await self._look_up(known.name or known.nick)
        if found is not None and (found.addresses[0], found.port) != where:
            await self._tried(Dial(found.addresses[0], found.port, known.key, known.nick, code))
        elif not known.host:
            self._node.note(f"{known.nick} is not announced on the same network: /dial HOST.", known.nick, error=True)

    async def _named(self, name: str, otherwise: Dial) -> None:
        """Dial somebody who is announced by a name, or else the host of that name."""
        found = await self._look_up(name)
        dial = Dial(found.addresses[0], found.port, code=otherwise.code) if found is not None else otherwise
        await self._tried(dial)

    async def _look_up(self, name: str) -> Found | None:
        if self._node.discovery is None:
            return None
        try:
            return await self._node.discovery.look_up(name)
        except DiscoveryError:
            return None  # most networks have nobody to ask, and most names are hosts

    def _read(self, place: str, code: str) -> Dial:
        try:
            read = places.read(place, no_tls=True)
            port = read.port if places.has_port(place) else PORT
        except PlaceError as error:
            raise Unfit(f"{error}.") from None
        known = self._node.known_at(read.host, port)
        return Dial(read.host, port, known.key, known.nick, code) if known else Dial(read.host, port, code=code)

    def code(self, words: str) -> None:
        """Say the code of whom one dialled last. Raises Unfit."""
        if self._coded is None:
            raise Unfit("Nobody waits for a code: /dial HOST first.")
        dial, self._coded = self._coded, None
        self.attempt(replace(dial, code=words))

    def trust(self, who: str) -> None:
        """Pin whom one has met and not verified. Raises Unfit."""
        address = who.strip().strip("[]")
        if address not in self.strangers:
            known = ", ".join(self.strangers) or "nobody"
            raise Unfit(f"Trust whom? Those who were met and are not known: {known}.")
        key, dial = self.strangers.pop(address)
        self._meetings.door.trusted.add(key)
        self._node.note(f"The key with the words {words(key)} is trusted.")
        if dial is not None:
            self.attempt(replace(dial, key=key, code=""))

    # Attempts

    def attempt(self, dial: Dial) -> None:
        """Try once, and tell what came of it."""
        self._meetings.do(self._tried(dial))

    async def _tried(self, dial: Dial) -> bool:
        if not dial.is_back:
            whom = f"{dial.nick} at {dial.place}" if dial.nick else dial.place
            self._node.note(f"Dialling {whom}…", dial.nick)
        return await self.reaches(dial)

    def is_trying(self, key: bytes, address: str) -> bool:
        """Whether somebody is being dialled who may be the owner of a key, at an address."""
        return any(each.key == key or (not each.key and each.host == address) for each in self._trying)

    async def reaches(self, dial: Dial) -> bool:
        """Try once; whether whoever it is was verified."""
        line = self._line(dial)
        patience_s = DIAL_S if dial.is_back or dial.is_quiet else self._means.patience_s
        self._trying.append(dial)
        why = ""
        try:
            await self._connect(dial, line, patience_s)
            async with asyncio.timeout(VERIFY_S):
                await line.known
        except TimeoutError:
            why = f"{dial.place} does not answer"
            line.abort()
        except ssl.SSLError:
            why = f"{dial.place} speaks no TLS: it is no parlour direct, or one with --plain"
        except OSError as error:
            why = str(unreachable(Profile("", dial.host, dial.port, tls=False), error))
        finally:
            self._trying.remove(dial)
        if line.known.done() and line.known.result():
            self._refusals.pop(dial.key, None)
            return True
        if not why and dial.code and line.peer is not None and line.peer.is_guessing:
            why = WRONG  # they say nothing to strangers, and close
        self._failed(dial, line, line.failure or why or f"{dial.place} closed the connection")
        return False

    async def _connect(self, dial: Dial, line: Line, patience_s: float) -> None:
        """Connect to the first address of a host that takes it. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(dial.host, dial.port, type=socket.SOCK_STREAM)
        last = len(found) - 1
        for at, (_, _, _, _, address) in enumerate(found):
            try:
                async with asyncio.timeout(patience_s / len(found)):
                    await loop.create_connection(
                        lambda: line, str(address[0]), dial.port, ssl=self._context, server_hostname=""
                    )
                    return
            except OSError:
                if at == last:
                    raise

    def _failed(self, dial: Dial, line: Line, why: str) -> None:
        strange = self._meetings.left_strange(line)
        if dial.is_back:
            self._meetings.not_reached_back(dial.key)
        elif strange is not None:
            if not dial.is_quiet:
                self._needs_code(dial, strange)
            elif dial.key in self._node.conversations:  # or they were forgotten meanwhile
                self._meetings.gives_up(self._node.conversations[dial.key])
                self._needs_code(dial, strange)
        elif not dial.is_quiet or self._is_news(dial.key, line.failure):
            self._node.note(f"{why[0].upper()}{why[1:]}.", dial.nick, error=True)

    def _is_news(self, key: bytes, refusal: str) -> bool:
        """Whether somebody was there and was refused, for another reason than the last time."""
        before, self._refusals[key] = self._refusals.get(key, ""), refusal or self._refusals.get(key, "")
        return refusal not in ("", before)

    def _needs_code(self, dial: Dial, strange: Strange) -> None:
        self._coded = replace(dial, key=strange.key)
        self.strangers[dial.host] = strange.key, dial
        knows = self._meetings.door.knows(strange.key)
        what = f"{dial.nick or dial.place} does not know your key" if knows else f"{dial.place} is not known here yet"
        theirs, own = words(strange.key), words(self._meetings.identity.key)
        self._node.note(
            f"{what}. Ask them for the two words of their code, and type: /code WORD-WORD (or compare aloud: theirs "
            f"are {theirs}, yours {own}; if both are right, both of you type /trust, you: /trust {dial.host})",
            dial.nick,
        )

    async def try_again(self, conversation: Conversation, host: str, port: int) -> None:
        """Try to reach a friend until somebody has, or nobody wants it any more."""
        wait_s = FIRST_WAIT_S
        while True:
            await self._means.pause(wait_s * (1 + self._means.jitter()) / 2)
            if conversation.lines or not self._meetings.is_wanted(conversation):
                return
            if await self.reaches(Dial(host, port, conversation.key, conversation.nick, is_quiet=True)):
                return
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)


def _may_be_name(place: str) -> bool:
    """Whether somebody on the same network may be called so: it is no address, and has no dots as hosts have."""
    return not set(place) & set(".:[]") and place.lower() != "localhost"


def changed(dial: Dial, key: bytes) -> str:
    """That somebody else's key is where a friend's was expected."""
    return (
        f"{dial.place} shows another key than {dial.nick}'s: somebody stands in between, another machine has this "
        f"address, or {dial.nick} has a new key (its words: {words(key)}). Nothing was said to it. If {dial.nick} "
        f"tells you, on another way, that these are the words of theirs: /forget {dial.nick}, and dial again"
    )
