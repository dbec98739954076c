"""On which line of a TOML text each key stands, which tomllib does not tell.

The text must already have been read by tomllib without an error: this scanner follows keys, tables, inline tables and
strings, and judges nothing.
"""

import re
from collections.abc import Iterator
from tomllib import loads

Path = tuple[str, ...]

# Strings come whole, so that nothing inside one looks like a key.
_TOKEN = re.compile(
    r'''
    (?P<string> """(?:\\[\s\S]|"{0,2}[^"\\])*"{3,5} | "(?:\\.|[^"\\\n])*"
              | \'\'\'(?:\'{0,2}[^\'])*\'{3,5} | \'[^\'\n]*\' )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<blank> [ \t\r]+ )
    | (?P<mark> [][{}=,.] )
    | (?P<bare> [^][{}=,.\s"'\#]+ )
    ''',
    re.VERBOSE,
)


class _Token:
    __slots__ = ("kind", "line", "text")

    def __init__(self, kind: str, text: str, line: int) -> None:
        self.kind, self.text, self.line = kind, text, line


_END = _Token("end", "", 0)


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind not in {"comment", "blank", None}:
            yield _Token(str(kind), match.group(), line)
        line += match.group().count("\n")


class _Scanner:
    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.next = next(self.tokens, _END)
        self.lines: dict[Path, int] = {}

    def take(self) -> _Token:
        token, self.next = self.next, next(self.tokens, _END)
        return token

    def document(self) -> None:
        table: Path = ()
        while self.next is not _END:
            if self.next.text == "[" and self.next.kind == "mark":
                table = self.header()
            elif self.next.kind == "newline":
                self.take()
            else:
                self.pair(table)

    def header(self) -> Path:
        line = self.next.line
        while self.next.text == "[":
            self.take()
        table = self.key(ends="]")
        while self.next.text == "]":
            self.take()
        self.note((), table, line)
        return table

    def pair(self, table: Path) -> None:
        line = self.next.line
        key = self.key(ends="=")
        self.take()
        self.note(table, key, line)
        self.value(table + key)

    def key(self, *, ends: str) -> Path:
        parts = []
        while self.next is not _END and not (self.next.kind == "mark" and self.next.text == ends):
            token = self.take()
            if token.kind == "string":
                parts.append(str(loads(f"key = {token.text}")["key"]))
            elif token.kind == "bare":
                parts.append(token.text)
        return tuple(parts)

    def value(self, path: Path) -> None:
        if self.next.kind == "mark" and self.next.text in "[{":
            closing = "]" if self.take().text == "[" else "}"
            while self.next is not _END and not (self.next.kind == "mark" and self.next.text == closing):
                if self.next.kind == "newline" or self.next.text == ",":
                    self.take()
                elif closing == "]":
                    self.value(path)
                else:
                    self.pair(path)
            self.take()
            return
        while self.next is not _END and self.next.kind != "newline":
            if self.next.kind == "mark" and self.next.text in ",]}":
                return
            self.take()

    def note(self, table: Path, key: Path, line: int) -> None:
        for length in range(1, len(key) + 1):
            self.lines.setdefault(table + key[:length], line)


def key_lines(text: str) -> dict[Path, int]:
    """The line, counted from 1, on which each key and table of a valid TOML text first stands."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines
