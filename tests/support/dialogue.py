"""Conversations of the client's engine with a server that says what a test writes: no socket, no server, no clock.

    talk = Dialogue("ann", "#attic")
    talk.play('''
        c< CAP LS 302
        c< NICK ann
        c~
        s> :irc.example 001 ann :Welcome
        s> :irc.example 422 ann :No message of the day
        c< JOIN #attic
        s> :ann!ann@home.example JOIN #attic
        #attic: ann joined
        c.
    ''')

`s> LINE` is what the server says. `c< LINE` is the next line that the client says, `c<< LINE` a later one (those before
it are passed over), `c.` tells that it says no more, `c~` passes over all that it said. `+ 30` lets so many seconds
pass. `BUFFER: WORDS` is what stands next in the timeline of a buffer (`*` for the server's), as `seen` tells it, and
`BUFFER.` that nothing further does. `…` stands for anything, an empty line and one that begins with -- for nothing.
"""

import re

from parlour.client.engine import Engine
from parlour.client.lines import write
from parlour.client.model import Buffer, Message
from parlour.client.profile import Profile
from parlour.client.told import Answered, StateChanged, Told
from tests.support.play import matches

NOW_MS = 1_700_000_000_000

_STEP = re.compile(r"(s>|c<<|c<|c\.|c~|\+|[^ ]+:|[^ ]+\.)(?: (.*))?$")

WELCOME = """
    c~
    s> :irc.example 001 ann :Welcome
    s> :irc.example 005 ann CHANTYPES=# PREFIX=(ov)@+ CHANMODES=beI,k,l,imnst NETWORK=Example :are supported
    s> :irc.example 422 ann :No message of the day
"""
"""Being let in by a server that says little."""


class Dialogue:
    """An engine, and what was said on both sides."""

    def __init__(self, nick: str = "ann", *channels: str, password: str = "", played: bool = True) -> None:
        """`played` has the connection begin at once."""
        self.now_ms = NOW_MS
        self.chances = 0
        profile = Profile("home", "irc.example", nick=nick, channels=list(channels), password=password)
        self.engine = Engine(profile, lambda: self.now_ms, self._chance)
        self.told: list[Told] = []
        self.said: list[str] = []
        """What the client has said and the script has not come to."""
        self._read: dict[str, int] = {}
        if played:
            self.open()

    def _chance(self) -> str:
        self.chances += 1
        return f"{self.chances:032x}"

    def __getitem__(self, name: str) -> Buffer:
        """The buffer of that name, which is there; * is the server's."""
        buffer = self.engine.network.buffer("" if name == "*" else name)
        assert buffer is not None, f"there is no {name}"
        return buffer

    # The connection

    def open(self) -> "Dialogue":
        """The connection is there."""
        self.engine.connecting()
        self.engine.opened()
        return self._look()

    def close(self, why: str = "the connection was lost") -> "Dialogue":
        """The connection is gone."""
        self.said.clear()
        self.engine.closed(why)
        return self._look()

    def welcome(self, *capabilities: str) -> "Dialogue":
        """Be let in, with capabilities if the server is to have some; what was said until then is passed over."""
        if capabilities:
            offered = " ".join(capabilities)
            self.play(f"s> CAP * LS :{offered}")
            self.play(f"s> CAP * ACK :{offered}")
        return self.play(WELCOME)

    def receive(self, data: bytes) -> "Dialogue":
        """Bytes come from the server."""
        self.engine.receive(data)
        return self._look()

    def _look(self) -> "Dialogue":
        self.told += self.engine.take_told()
        self.said += self.engine.take_output().decode().split("\r\n")[:-1]
        return self

    # The script

    def play(self, script: str) -> "Dialogue":
        """Play a conversation; see the head of this module."""
        for number, line in enumerate(script.splitlines(), 1):
            text = line.strip()
            if not text or text.startswith("--"):
                continue
            step = _STEP.match(text)
            assert step is not None, f"line {number} is no step: {text}"
            self._step(step[1], step[2] or "", f"line {number}: {text}")
            self._look()
        return self

    def _step(self, sign: str, said: str, where: str) -> None:
        match sign:
            case "s>":
                self.engine.receive(f"{said}\r\n".encode())
            case "c<":
                self._expect(said, where)
            case "c<<":
                while self.said and not matches(said, self.said[0]):
                    del self.said[0]
                self._expect(said, where)
            case "c.":
                assert not self.said, "\n  ".join([where, "it said more:", *self.said])
            case "c~":
                self.said.clear()
            case "+":
                for _ in range(int(said)):
                    self.now_ms += 1000
                    self.engine.tick()
                    self._look()
            case _:
                self._see(sign[:-1], None if sign.endswith(".") else said, where)

    def _expect(self, said: str, where: str) -> None:
        assert self.said, f"{where}\n  it said nothing more"
        line = self.said.pop(0)
        assert matches(said, line), f"{where}\n  it said: {line}"

    def _see(self, name: str, words: str | None, where: str) -> None:
        left = self.seen(name)[self._read.get(name, 0) :]
        if words is None:
            assert not left, "\n  ".join([where, "more stands there:", *left])
            return
        assert left, f"{where}\n  nothing more stands there"
        assert matches(words, left[0]), f"{where}\n  there stands: {left[0]}"
        self._read[name] = self._read.get(name, 0) + 1

    # What is known

    def seen(self, name: str) -> list[str]:
        """What stands in the timeline of a buffer."""
        return [worded(each) for each in self[name].timeline.messages]

    def pass_over(self) -> "Dialogue":
        """Pass over all that was said, shown and told."""
        self.said.clear()
        self.told.clear()
        for buffer in self.engine.network.buffers.values():
            self._read[buffer.name or "*"] = len(buffer.timeline.messages)
        return self

    def do(self, command: str, *parameters: object) -> "Dialogue":
        """What a user does, by the name of the method of `Doing`; a channel's name stands for its buffer."""
        getattr(self.engine.doing, command)(*parameters)
        return self._look()

    @property
    def people(self) -> list[str]:
        """Those who are known, by nick."""
        return sorted(each.nick for each in self.engine.network.people.values())

    def members(self, name: str) -> str:
        """Who is in a channel, with their ranks, in the order of their nicks."""
        found = sorted((each.person.nick, each.ranks) for each in self[name].members.values())
        return " ".join(f"{ranks}{nick}" for nick, ranks in found)

    @property
    def whys(self) -> list[str]:
        """What was said of the connection."""
        return [f"{each.state}: {each.why}" for each in self.told if isinstance(each, StateChanged) and each.why]

    @property
    def answers(self) -> list[str]:
        """What was answered, refusals with an exclamation mark in front."""
        found = [each for each in self.told if isinstance(each, Answered)]
        return [f"{'! ' if each.error else ''}{line}" for each in found for line in each.lines]


def worded(message: Message) -> str:
    """A message in a few words, as they came."""
    who, text = message.nick, message.text
    match message.kind:
        case "said" | "notice" | "action":
            return f"{who}> {text}"
        case "joined":
            return f"{who} joined"
        case "parted" | "quit":
            return f"{who} {message.kind} ({text})"
        case "kicked":
            return f"{who} kicked {message.to} ({text})"
        case "info":
            return f"- {text}"
        case "error":
            return f"! {text}"
    return f"{who} {message.kind} {text}"


def lines(*said: tuple[str, ...]) -> bytes:
    """Lines as bytes, each given as a command and its parameters."""
    return b"".join(write(*each) for each in said)
