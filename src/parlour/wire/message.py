"""One IRC line: tags, command, parameters. Source: modern.ircdocs.horse, "Message Format"; IRCv3 message-tags."""

import re

from parlour.wire.framing import BODY_BYTES, TAGS_BYTES

MOST_PARAMETERS = 15

_KEY = re.compile(r"\+?(?:[A-Za-z0-9.-]+/)?[A-Za-z0-9-]+\Z")
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_MEANS = {":": ";", "s": " ", "r": "\r", "n": "\n"}
_ESCAPES = str.maketrans({";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"})


class BadLine(Exception):
    """A line that is none: `too_long`, or bytes that are not text. `command` and the raw `tags` are what could be made
    out, or * and nothing."""

    def __init__(self, line: bytes, *, too_long: bool) -> None:
        self.command = _command_of(line)
        self.tags = _tags_of(line)
        self.too_long = too_long
        super().__init__(self.command, too_long)


def parse(line: bytes) -> tuple[str, str, list[str]]:
    """The raw tags, the command in capitals and the parameters of a line without its end.

    A line with nothing but spaces or a source has the command "".

    Raises:
        BadLine: too long in its tags or its rest, not UTF-8, or with a NUL in it.
    """
    if len(line) > BODY_BYTES:
        _check_length(line)
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise BadLine(line, too_long=False) from None
    if "\0" in text:
        raise BadLine(line, too_long=False)
    tags = ""
    if not text:
        return tags, "", []
    if text[0] == "@":
        tags, _, text = text[1:].partition(" ")
        text = text.lstrip(" ")
    if text[:1] == ":":
        text = text.partition(" ")[2]
    head, colon, trailing = text.partition(" :")
    words = head.split(" ")
    if "" in words:
        words = [word for word in words if word]
    if colon:
        words.append(trailing)
    if not words:
        return tags, "", []
    if len(words) > MOST_PARAMETERS + 1:
        words = _join_excess(text)
    return tags, words[0].upper(), words[1:]


def _join_excess(text: str) -> list[str]:
    """Words past the fifteenth parameter belong to it, as in RFC 1459, 2.3.1."""
    words: list[str] = []
    rest = text.lstrip(" ")
    while rest and not rest.startswith(":") and len(words) < MOST_PARAMETERS:
        word, _, rest = rest.partition(" ")
        words.append(word)
        rest = rest.lstrip(" ")
    if rest:
        words.append(rest.removeprefix(":"))
    return words


def _check_length(line: bytes) -> None:
    if line[:1] != b"@":
        raise BadLine(line, too_long=True)
    tags, _, rest = line.partition(b" ")
    if len(tags) + 1 > TAGS_BYTES or len(rest.lstrip(b" ")) > BODY_BYTES:
        raise BadLine(line, too_long=True)


def _tags_of(line: bytes) -> str:
    tags = line[1:TAGS_BYTES].partition(b" ")[0] if line.startswith(b"@") else b""
    return tags.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _command_of(line: bytes) -> str:
    words = line.split()
    for word in words[:3]:
        if word[:1] not in b"@:" and word.isalnum() and len(word) <= 20:
            return word.decode("ascii", errors="replace").upper()
        if word[:1] not in b"@:":
            break
    return "*"


def parse_tags(raw: str) -> dict[str, str]:
    """Tags by key, values escaped as they came. Malformed keys are dropped, of repeated ones the last counts."""
    tags: dict[str, str] = {}
    for part in raw.split(";"):
        key, _, value = part.partition("=")
        if _KEY.match(key):
            tags.pop(key, None)
            tags[key] = value
    return tags


def client_only(tags: dict[str, str], denied: tuple[str, ...] = ()) -> str:
    """The tags that are relayed, in their escaped form, without those that CLIENTTAGDENY lists."""
    return ";".join(
        f"{key}={value}" if value else key
        for key, value in tags.items()
        if key[0] == "+" and not (denied and _is_denied(key[1:], denied))
    )


def _is_denied(key: str, denied: tuple[str, ...]) -> bool:
    """https://ircv3.net/specs/extensions/message-tags#rpl_isupport-tokens"""
    return f"-{key}" not in denied if denied[0] == "*" else key in denied


def escape(value: str) -> str:
    """A tag's value as it stands on the wire."""
    return value.translate(_ESCAPES)


def unescape(value: str) -> str:
    """A tag's value as it was meant; a lone backslash at the end means nothing."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: _MEANS.get(found[1], found[1]), value)


def parameter(text: str) -> str:
    """The last parameter of a line: with a colon where it needs one."""
    return f":{text}" if not text or text[0] == ":" or " " in text else text
