"""Lines of IRC as a client reads and writes them."""

import re
from dataclasses import dataclass, field

from parlour.wire.message import escape, unescape

TAGS_BYTES = 8191
"""The longest tags that a server may send. Source: https://ircv3.net/specs/extensions/message-tags#size-limit"""

LONGEST = TAGS_BYTES + 16384
"""Past this a line is thrown away: no server means it."""

_NAMED = re.compile(r"([^!@ ]*)(?:!([^@ ]*))?(?:@([^ ]*))?")


@dataclass(slots=True)
class Line:
    """One line from a server. `command` is in capitals; a line without one is none."""

    tags: dict[str, str]
    source: str
    command: str
    parameters: list[str] = field(default_factory=list)

    @property
    def nick(self) -> str:
        """The nick of whoever it comes from, or the server's name."""
        return self.source.partition("!")[0].partition("@")[0]

    @property
    def user_and_host(self) -> tuple[str, str]:
        """The user name and the host in the source; "" where there is none."""
        found = _NAMED.match(self.source)
        return (found[2] or "", found[3] or "") if found else ("", "")

    @property
    def last(self) -> str:
        """The last parameter, "" where there is none."""
        return self.parameters[-1] if self.parameters else ""

    def parameter(self, at: int) -> str:
        """A parameter, "" where there is none."""
        return self.parameters[at] if at < len(self.parameters) else ""


class Gatherer:
    """Lines out of bytes, however they were cut. What is too long to be a line is thrown away as it comes."""

    __slots__ = ("_skipping", "_tail", "thrown_away")

    def __init__(self) -> None:
        self._tail = b""
        self._skipping = False
        self.thrown_away = 0
        """How many lines were too long."""

    def feed(self, data: bytes) -> list[Line]:
        """The lines that these bytes complete."""
        *whole, tail = data.split(b"\n")
        lines: list[Line] = []
        for piece in whole:
            raw, self._tail = self._tail + piece, b""
            if self._skipping:
                self._skipping = False
            elif len(raw) > LONGEST:
                self.thrown_away += 1
            elif (line := parse(raw)) is not None:
                lines.append(line)
        if not self._skipping:
            self._tail += tail
            if len(self._tail) > LONGEST:
                self._tail = b""
                self._skipping = True
                self.thrown_away += 1
        return lines


def parse(raw: bytes) -> Line | None:
    """The line that bytes stand for; None where there is no command. What is no UTF-8 is taken for Latin-1."""
    raw = raw.strip(b"\r\n\0 ")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    tags: dict[str, str] = {}
    source = ""
    if text.startswith("@"):
        written, _, text = text[1:].partition(" ")
        for each in written.split(";"):
            key, _, value = each.partition("=")
            if key:
                tags[key] = unescape(value)
    text = text.lstrip(" ")
    if text.startswith(":"):
        source, _, text = text[1:].partition(" ")
        text = text.lstrip(" ")
    head, colon, trailing = text.partition(" :")
    words = [word for word in head.split(" ") if word]
    if not words:
        return None
    if colon:
        words.append(trailing)
    return Line(tags, source, words[0].upper(), words[1:])


def write(command: str, *parameters: str, tags: dict[str, str] | None = None) -> bytes:
    """A line with its end. Line ends and NUL in parameters become blanks: nothing may end a line early."""
    words = [command, *(_one_line(each) for each in parameters)]
    if parameters and (not words[-1] or words[-1][0] == ":" or " " in words[-1]):
        words[-1] = f":{words[-1]}"
    written = ";".join(f"{key}={escape(value)}" if value else key for key, value in (tags or {}).items())
    return f"{f'@{written} ' if written else ''}{' '.join(words)}\r\n".encode()


def _one_line(text: str) -> str:
    return re.sub("[\r\n\0]", " ", text)
