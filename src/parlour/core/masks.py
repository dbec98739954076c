"""Masks: whom a ban, an exception or a question means. `nick!user@host` with * and ?, or an extended ban."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from parlour.core import letters
from parlour.core.cloaks import LOCAL
from parlour.core.names import fold
from parlour.core.ranges import Range, parse_range
from parlour.core.ranks import RANK_OF, SIGNS, height

MASK_BYTES = 200
"""The longest mask that is stored: with the longest names there can be, the line of a list has room for it."""

EXTENDED = letters.letters(letters.EXTENDED_BANS)
"""The letters of extended bans, written behind a tilde."""

_STARS = re.compile(r"(?<!\\)\*{2,}")
_WILD = re.compile(r"\\([*?])|(\*+)|\?")
_ONE, _MANY = "\ud800", "\ud801"
"""What stands for wildcards in a pattern that is ready for use: no text has these in it, as UTF-8 has not."""

_EXTENDED = re.compile(r"~([A-Za-z]):(.*)", re.DOTALL)
_TROUBLE = re.compile(r"[\x00-\x20\x7f]")


class BadMask(ValueError):
    """The text is no mask; its message says why, in a few words."""


class Who(Protocol):
    """Whom a mask may match: a user, or one who is about to become one. `channels` is by scope id."""

    @property
    def nick(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def realname(self) -> str: ...
    @property
    def account(self) -> str | None: ...
    @property
    def id(self) -> str: ...
    @property
    def channels(self) -> Mapping[int, Any]: ...


class Glob:
    """A pattern with `*` (any characters) and `?` (any one), or behind a backslash these themselves; the case of ASCII
    letters does not count.

    Its time is linear in the text for what people write, and at worst the text times the pattern, counted in machine
    words.
    """

    __slots__ = ("_exact", "_head", "_middle", "_room", "_tail")

    def __init__(self, pattern: str) -> None:
        head, *rest = _WILD.sub(_meant, fold(pattern)).split(_MANY)
        self._exact = not rest
        self._head = head
        self._tail = rest.pop() if rest else ""
        self._middle = tuple(piece for piece in rest if piece)
        self._room = len(self._head) + len(self._tail) + sum(map(len, self._middle))

    @property
    def everything(self) -> bool:
        """Whether it is only `*`."""
        return not self._exact and not self._room

    def matches(self, text: str) -> bool:
        """Whether the whole text is what the pattern says."""
        if self._exact:
            return len(text) == self._room and _stands(self._head, fold(text), 0)
        if not self._room:
            return True
        if len(text) < self._room:
            return False
        text = fold(text)
        end = len(text) - len(self._tail)
        if not _stands(self._head, text, 0) or not _stands(self._tail, text, end):
            return False
        at = len(self._head)
        places: dict[str, int] = {}
        for piece in self._middle:
            # The first place is the best one: whatever follows can only have more room behind it.
            if _ONE in piece:
                places = places or _places(text)
                at = _find(piece, places, at, end)
            else:
                at = text.find(piece, at, end)
            if at < 0:
                return False
            at += len(piece)
        return True


def _meant(wild: re.Match[str]) -> str:
    """What a wildcard is within a pattern that is ready for use, or the sign that it is not."""
    return wild[1] or (_MANY if wild[2] else _ONE)


def _stands(piece: str, text: str, at: int) -> bool:
    """Whether a piece without `*` stands in a text at a place where there is room for it."""
    if _ONE not in piece:
        return text.startswith(piece, at)
    return all(letter in (_ONE, other) for letter, other in zip(piece, text[at : at + len(piece)], strict=True))


def _places(text: str) -> dict[str, int]:
    """For each letter of a text a number that has a bit for each place where it stands."""
    places: dict[str, int] = {}
    for at, letter in enumerate(text):
        places[letter] = places.get(letter, 0) | 1 << at
    return places


def _find(piece: str, places: dict[str, int], start: int, end: int) -> int:
    """The first place of a piece with `?` from start to end, or -1.

    All places are tried at once: each letter leaves those standing behind which, at its distance, it is found.
    """
    standing = (1 << max(start, end - len(piece) + 1)) - (1 << start)
    for distance, letter in enumerate(piece):
        if letter != _ONE:
            standing &= places.get(letter, 0) >> distance
        if not standing:
            return -1
    return (standing & -standing).bit_length() - 1


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Glob:
    """The pattern, ready for use."""
    return Glob(pattern)


def glob(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern with `*` and `?` says; the case of ASCII letters does not count."""
    return compiled(pattern).matches(text)


def normal(text: str) -> str:
    """A mask as it is stored: nick!user@host with what was left out as *, or an extended ban.

    Raises:
        BadMask: it is none, or is too long.
    """
    text = _STARS.sub("*", text)
    if not text:
        raise BadMask("it is empty")
    if _TROUBLE.search(text):
        raise BadMask("it has a space or a control character in it")
    extended = _EXTENDED.fullmatch(text)
    made = _normal_extended(extended[1], extended[2]) if extended else _normal_plain(text)
    if len(made.encode()) > MASK_BYTES:
        raise BadMask(f"it is longer than {MASK_BYTES} bytes")
    return made


def _normal_plain(text: str) -> str:
    nick, bang, rest = text.partition("!")
    if not bang:
        nick, rest = "*", text
        if "@" not in text:
            # Neither a nick nor a user name has these in it, every address has.
            nick, rest = ("*", f"*@{text}") if any(sign in text for sign in ".:/") else (text, "*")
    name, at, host = rest.rpartition("@")
    if not at:
        name, host = rest, "*"
    if nick.startswith(":"):
        raise BadMask("it begins with a colon")
    return f"{nick or '*'}!{name or '*'}@{host or '*'}"


def _normal_extended(letter: str, value: str) -> str:
    if letter not in EXTENDED:
        raise BadMask(f"there is no ~{letter}: here, only ~{' ~'.join(EXTENDED)}")
    if not value:
        raise BadMask(f"~{letter}: says nobody")
    if letter == "m":
        if value.startswith("~m:"):
            raise BadMask("~m: within ~m: says nothing more")
        return f"~m:{normal(value)}"
    if letter == "c" and not value[value[0] in SIGNS :].startswith(("#", "*")):
        raise BadMask("~c: is followed by a channel")
    return f"~{letter}:{value}"


class Mask:
    """Whom a mask means. `text` is its normal form, `host` the part of it behind the @ or empty, `kind` the letter of
    an extended ban or empty, and `mutes_only` whether it is about speaking alone (~m:)."""

    __slots__ = ("_host", "_inner", "_name", "_nick", "_range", "_rank", "_value", "host", "kind", "mutes_only", "text")

    def __init__(self, text: str) -> None:
        self.text = normal(text)
        extended = _EXTENDED.fullmatch(self.text)
        self.kind, value = (extended[1], extended[2]) if extended else ("", self.text)
        self.mutes_only = self.kind == "m"
        self._inner: Mask | None = mask(value) if self.mutes_only else None
        self._rank = 0
        if self.kind == "c" and value[0] in SIGNS:
            self._rank, value = RANK_OF[value[0]], value[1:]
        self._value = compiled(value)
        nick, _, rest = value.partition("!")
        name, _, host = rest.rpartition("@")
        self.host = "" if self.kind else host
        self._nick, self._name, self._host = compiled(nick), compiled(name), compiled(host)
        self._range: Range | None = parse_range(self.host)

    def matches(self, who: Who, *, hidden: bool = True) -> bool:
        """Whether it means somebody: by the host that others see, with `hidden` also by the address that this hides.

        Without it, whoever sets a mask and watches whom it hits learns nothing that a cloak is to hide.
        """
        if not self.kind:
            named = self._nick.matches(who.nick) and self._name.matches(who.name)
            return named and self._from_there(who.host, who.address if hidden else _seen(who))
        if self._inner is not None:
            return self._inner.matches(who, hidden=hidden)
        if self.kind == "r":
            return self._value.matches(who.realname)
        if self.kind == "a":
            return who.account is not None and self._value.matches(who.account)
        return any(self._is_in(channel, who.id) for channel in who.channels.values())

    def _from_there(self, host: str, address: str) -> bool:
        if self._host.matches(host) or self._host.matches(address):
            return True
        if self._range is None:
            return False
        found = parse_range(address)
        return found is not None and found in self._range

    def _is_in(self, channel: Any, user: str) -> bool:
        # That somebody is in a secret channel must not be found out by banning who is.
        if not self._value.matches(channel.name) or "s" in channel.modes:
            return False
        return height(channel.members[user].modes) >= self._rank


def _seen(who: Who) -> str:
    """Of somebody's address what the host that others see tells: all of it, if that is this machine's, or none."""
    return who.address if who.host == LOCAL else who.host


@lru_cache(maxsize=4096)
def mask(text: str) -> Mask:
    """The mask that a text says, ready for use.

    Raises:
        BadMask: it is none.
    """
    return Mask(text)
