"""Somebody on IRC by a client of theirs: how things are done there, and how they look, is that client's own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Windows(Protocol):
    """A client by its windows: a channel's and a partner's are called like them, and the server's is called ""."""

    def type_in(self, window: str, *lines: str) -> None:
        """Type lines in a window."""

    def expect_in(self, window: str, *patterns: str) -> None:
        """Wait until all these regular expressions match something in a window."""

    def shown_in(self, window: str) -> str:
        """What has been shown in a window until now, line by line."""


COMMANDS = {
    "join": "/join {where}",
    "say": "{text}",
    "act": "/me {text}",
    "notice": "/notice {where} {text}",
    "nick": "/nick {text}",
    "topic": "/topic {text}",
    "tell": "/msg {whom} {text}",
    "go away": "/away {text}",
    "come back": "/away",
    "mode": "/mode {where} {text}",
    "voice": "/voice {whom}",
    "ban": "/ban {text}",
    "unban": "/unban {text}",
    "kick": "/kick {whom} {text}",
    "invite": "/invite {whom} {where}",
    "part": "/part {where} {text}",
    "quit": "/quit {text}",
}
"""What is typed in most clients."""


@dataclass(frozen=True)
class Manners:
    """What one client is typed, and what it shows of what happens; in braces stands who, whom, where and which text."""

    typed: Mapping[str, str]
    shown: Mapping[str, str]
    """Regular expressions of whole lines, whose first group is the time."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """The windows of what is not shown where it is by most."""
    silent: frozenset[str] = frozenset()
    """What is not shown of one's own."""


WINDOWS = {
    "welcomed": "",
    "invited": "",
    "told": "{who}",
    "away": "{who}",
    "I am away": "",
    "I am back": "",
    "I am banned": "",
    "I am not invited": "",
    "I am invited": "",
}
"""The windows in which most clients show what they do not show where it happens."""


@dataclass(frozen=True)
class Person:
    """Somebody, by a client."""

    nick: str
    client: Windows
    manners: Manners

    def does(self, what: str, where: str, **facts: str) -> None:
        """Do something in a window."""
        self.client.type_in(where, self.manners.typed[what].format(where=where, **facts))

    def joins(self, where: str) -> None:
        """Join a channel, which has no window yet."""
        self.client.type_in("", self.manners.typed["join"].format(where=where))

    def shows(self, what: str) -> bool:
        """Whether the client shows such things at all."""
        return what in self.manners.shown

    def sees(self, what: str, where: str = "", *, count: int = 1, **facts: str) -> None:
        """Wait until it is shown that something happened there, so many times."""
        pattern = self._pattern(what, where, facts)
        self.client.expect_in(self._window(what, where, facts), rf"(?:{pattern}[\s\S]*?){{{count}}}")

    def times(self, what: str, where: str = "", **facts: str) -> list[str]:
        """The times of all that is shown so until now."""
        shown = self.client.shown_in(self._window(what, where, facts))
        return [match[1] for match in re.finditer(self._pattern(what, where, facts), shown, re.MULTILINE)]

    def order(self, where: str, texts: Iterable[str]) -> list[str]:
        """Which of these texts are in the lines that a window shows, in that order."""
        known = tuple(texts)
        lines = self.client.shown_in(where).splitlines()
        return [text for line in lines for text in known if text in line]

    def _window(self, what: str, where: str, facts: Mapping[str, str]) -> str:
        window = self.manners.elsewhere.get(what, WINDOWS.get(what, "{where}"))
        return window.format(where=where, **facts)

    def _pattern(self, what: str, where: str, facts: Mapping[str, str]) -> str:
        escaped = {name: re.escape(value) for name, value in facts.items()}
        return self.manners.shown[what].format(where=re.escape(where), **escaped)


def at_once(one: str, other: str) -> bool:
    """Whether two times that end in HH:MM:SS are as good as the same: a client gives its own lines the time on its own
    clock, which may show the second before."""
    return (_seconds(other) - _seconds(one)) % 86400 <= 1


def came_again(before: list[str], after: list[str]) -> bool:
    """Whether a line is there once more, with its old time."""
    return after[:-1] == before and at_once(before[-1], after[-1])


def _seconds(time: str) -> int:
    """The seconds of the day in a time that ends in HH:MM:SS."""
    hours, minutes, rest = (int(part) for part in time[-8:].split(":"))
    return (hours * 60 + minutes) * 60 + rest
