"""People who talk as fast as they are answered, and remember what they said, what was confirmed and what they saw."""

import secrets
import selectors
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.support.irc import DEADLINE_S, Client, Closed, Line, parse

IN_FLIGHT = 64
"""So many messages of one talker wait for their echo at a time."""


@dataclass
class Memory:
    """What one person knows, over all connections of theirs. Every text is said once."""

    name: str
    capabilities: tuple[str, ...]
    partner: str
    with_label: bool = False
    with_once: bool = False
    said: int = 0
    waiting: dict[str, str] = field(default_factory=dict)
    """The lines that wait for their echo, by text."""
    confirmed: list[str] = field(default_factory=list)
    """The texts that were echoed."""
    refused: dict[str, str] = field(default_factory=dict)
    """The lines that told that a text was not delivered, by text."""
    sights: list[dict[str, list[str]]] = field(default_factory=list)
    """What was shown on each connection, in that order: texts by place, which is a channel or whom it was said with."""

    @property
    def shown(self) -> set[str]:
        """The texts shown on any connection."""
        return {text for sight in self.sights for texts in sight.values() for text in texts}


class Talker:
    """One connection of somebody who talks, three times in a channel and once to the partner."""

    def __init__(self, memory: Memory, client: Client, channel: str, words: str = "") -> None:
        self.memory = memory
        self.client = client
        self.channel = channel
        self.words = words
        self.closed = False
        self.farewell = ""
        """What the server said when it closed the connection."""
        self.sight: dict[str, list[str]] = {channel: []}
        memory.sights.append(self.sight)

    def talk(self) -> None:
        """Say as much as may be on its way at a time."""
        memory = self.memory
        lines = [self._new_line() for _ in range(IN_FLIGHT - len(memory.waiting))]
        if lines:
            self._send(lines)

    def say_one(self) -> None:
        """Say one thing more."""
        self._send([self._new_line()])

    def say_again(self) -> None:
        """Say again what was not confirmed, under the same keys."""
        self._send(list(self.memory.waiting.values()))

    def _send(self, lines: list[str]) -> None:
        try:
            self.client.send(*lines)
        except OSError:
            self.closed = True

    def _new_line(self) -> str:
        memory = self.memory
        memory.said += 1
        text = f"{memory.name} {memory.said}{self.words}"
        target = memory.partner if memory.said % 4 == 3 else self.channel
        tags = [f"label={memory.said}"] * memory.with_label
        tags += [f"parlour.chat/once={secrets.token_hex(16)}"] * memory.with_once
        line = f"@{';'.join(tags)} PRIVMSG {target} :{text}" if tags else f"PRIVMSG {target} :{text}"
        memory.waiting[text] = line
        return line

    def take(self) -> None:
        """Read what is there."""
        try:
            lines = self.client.available()
        except Closed:
            self.closed = True
        else:
            self._mind(lines)

    def settle(self) -> None:
        """Read all that was shown until now."""
        self._mind(self.client.settle())

    def _mind(self, lines: list[str]) -> None:
        for line in lines:
            if "Not delivered" in line:
                self._refused(line)
            elif " PRIVMSG " in line:
                self._shown(parse(line))
            elif line.startswith("ERROR "):
                self.farewell = line

    def _shown(self, line: Line) -> None:
        memory = self.memory
        if line.nick == memory.name:
            sent = memory.waiting.pop(line.text)
            if memory.with_label:
                assert line.tags["label"] == parse(sent).tags["label"], f"the echo has another label: {line}"
            memory.confirmed.append(line.text)
        own, target = line.nick == memory.name, line.params[0]
        place = target if own or target.startswith("#") else line.nick
        self.sight.setdefault(place, []).append(line.text)

    def _refused(self, line: str) -> None:
        text = next((text for text in self.memory.waiting if line.endswith(f": {text}")), None)
        assert text is not None, f"what was not delivered was not said: {line}"
        del self.memory.waiting[text]
        self.memory.refused[text] = line


def pump(talkers: Iterable[Talker], done: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
    """Let talkers read what comes until all is `done`, which is asked after each piece."""
    with selectors.DefaultSelector() as selector:
        for talker in talkers:
            if not talker.closed:
                selector.register(talker.client.socket, selectors.EVENT_READ, talker)
        while not done():
            ready = selector.select(deadline_s)
            assert ready, "nothing came in time"
            for key, _ in ready:
                talker = key.data
                talker.take()
                if talker.closed:
                    selector.unregister(talker.client.socket)


def talk_until(talkers: list[Talker], done: Callable[[], bool]) -> None:
    """Let talkers talk at full speed until all is `done`, or the server is gone."""

    def step() -> bool:
        for talker in talkers:
            if not talker.closed:
                talker.talk()
        return done() or all(talker.closed for talker in talkers)

    pump(talkers, step)


def finish(talkers: list[Talker]) -> None:
    """Wait until all that was said is confirmed or refused, and was read by everybody."""
    pump(talkers, lambda: all(talker.closed or not talker.memory.waiting for talker in talkers))
    for talker in talkers:
        if not talker.closed:
            talker.settle()


def run_of(shown: list[str], kept: list[str]) -> bool:
    """Whether what was shown is a run of what is kept: in the same order, without a gap."""
    if not shown:
        return True
    if shown[0] not in kept:
        return False
    start = kept.index(shown[0])
    return kept[start : start + len(shown)] == shown
