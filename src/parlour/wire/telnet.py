"""Lines out of what people type into nc, telnet and openssl s_client, however it was cut.

A telnet client also tells what it can and asks what the server can (RFC 854, RFC 855): that is taken out, and all of it
is refused, so that everything stays at its default, which is lines of text. A client that is left without an answer may
wait for it: after Ctrl-C, telnet shows nothing until its DO TIMING-MARK is answered (RFC 860).
"""

from enum import Enum, auto

LONGEST = 400
"""The longest line in bytes. With a name and a channel's before it, it still fits a line of IRC."""

COMMANDS = 1000
"""So many commands of telnet are taken out of what a connection sends; whoever sends more is no telnet."""

SUBNEGOTIATION_BYTES = 1024
"""What a telnet client says of one option is shorter: what is longer was never meant as that."""

YES = b"\r\n[Yes]\r\n"
"""What answers AYT, are you there: something that is seen (RFC 854)."""

_EOF, _SE, _AYT, _SB, _WILL, _DO, _DONT, _IAC = 236, 240, 246, 250, 251, 253, 254, 255

_REFUSED = {_WILL: bytes((_IAC, _DONT)), _DO: bytes((_IAC, 252))}
"""What refuses an offer, and what a request. A refusal is not answered: two who did it would never end."""


class _In(Enum):
    """What the next byte is a part of."""

    TEXT = auto()
    COMMAND = auto()
    OPTION = auto()
    SUBNEGOTIATION = auto()
    SUBNEGOTIATION_COMMAND = auto()


class TypedLines:
    """Gathers bytes until lines are whole. LF, CR, CR LF and CR NUL end a line; of empty ones in a row only the first
    comes out.

    A line past `longest` comes out as None once, and its bytes are forgotten as they come; with `cuts` it comes out in
    pieces, none of which ends within a character.
    """

    __slots__ = ("_after_cr", "_after_empty", "_commands", "_cuts", "_in", "_longest", "_owed", "_skipping",
                 "_subnegotiated", "_tail", "_verb", "has_cut", "sends_cr")  # fmt: skip

    def __init__(self, longest: int = LONGEST, *, cuts: bool = False) -> None:
        self.sends_cr = False
        """Whether lines come with a CR at their end, as from telnet."""
        self.has_cut = False
        """Whether a line came out in pieces."""
        self._longest = longest
        self._cuts = cuts
        self._tail = b""
        self._skipping = False
        self._after_cr = False
        self._after_empty = False
        self._in = _In.TEXT
        self._commands = 0
        self._subnegotiated = 0
        self._verb = 0
        self._owed = b""

    def feed(self, data: bytes) -> list[bytes | None]:
        """The lines that `data` completes, in order, without their ends."""
        if self._in is not _In.TEXT or b"\xff" in data:
            data = self._without_commands(data)
        if b"\r" in data or self._after_cr:
            data = self._with_plain_ends(data)
        *whole, tail = data.split(b"\n")
        lines: list[bytes | None] = []
        for part in whole:
            if self._skipping:
                self._skipping = False
                continue
            line, self._tail = self._tail + part, b""
            if self._cuts and len(line) > self._longest:
                pieces, line = self._pieces(line)
                lines += pieces
            if line or not self._after_empty:
                lines.append(line if len(line) <= self._longest else None)
            self._after_empty = not line
        if tail and not self._skipping:
            self._tail += tail
            if self._cuts:
                pieces, self._tail = self._pieces(self._tail)
                lines += pieces
            elif len(self._tail) > self._longest:
                self._tail = b""
                self._skipping, self._after_empty = True, False
                lines.append(None)
        return lines

    def rest(self) -> list[bytes | None]:
        """The last line, when nothing more comes and it has no end."""
        tail, self._tail = self._tail, b""
        return [tail] if tail else []

    def answers(self) -> bytes:
        """What telnet is to be answered, as it is sent."""
        owed, self._owed = self._owed, b""
        return owed

    def _pieces(self, line: bytes) -> tuple[list[bytes], bytes]:
        """What is cut off a line as long as it is too long, and what is left of it, which is never nothing."""
        pieces: list[bytes] = []
        start = 0
        while len(line) - start > self._longest:
            end = start + self._longest
            # A character has up to three bytes behind its first (RFC 3629): 10xxxxxx.
            at = next((at for at in range(end, end - 4, -1) if line[at] & 0xC0 != 0x80), end)
            at = at if at > start else end
            pieces.append(line[start:at])
            start = at
            self.has_cut = True
        return pieces, line[start:]

    def _with_plain_ends(self, data: bytes) -> bytes:
        """The same with LF at the end of each line, whatever it was."""
        if self._after_cr and data:
            # The CR has ended the line already, and has this with it.
            if data.startswith((b"\n", b"\0")):
                data = data[1:]
            self._after_cr = False
        if b"\r" in data:
            self.sends_cr = True
            self._after_cr = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r\0", b"\n").replace(b"\r", b"\n")
        return data

    def _without_commands(self, data: bytes) -> bytes:
        """What is left when the commands of telnet are taken out."""
        text = bytearray()
        at = 0
        while at < len(data):
            if self._in is _In.TEXT:
                found = data.find(_IAC, at) if self._commands < COMMANDS else -1
                end = found if found >= 0 else len(data)
                text += data[at:end]
                at = end + 1
                if found >= 0:
                    self._in = _In.COMMAND
                    self._commands += 1
                continue
            byte = data[at]
            at += 1
            if self._in is _In.COMMAND:
                text += self._command(byte)
            elif self._in is _In.OPTION:
                text += self._option(byte)
            else:
                text += self._subnegotiation(byte)
        return bytes(text)

    def _command(self, byte: int) -> bytes:
        """The byte after IAC. What is no command was typed."""
        self._in = _In.TEXT
        if byte == _SB:
            self._in = _In.SUBNEGOTIATION
            self._subnegotiated = 0
        elif _WILL <= byte <= _DONT:
            self._in = _In.OPTION
            self._verb = byte
        elif byte == _AYT:
            self._owed += YES
        elif byte == _IAC:
            return b"\xff"
        elif byte < _EOF:
            return bytes((_IAC, byte))
        return b""

    def _option(self, byte: int) -> bytes:
        """The byte after IAC WILL and the like. The options whose numbers are CR and LF nobody has, so it was typed."""
        self._in = _In.TEXT
        if byte in b"\r\n":
            return bytes((_IAC, byte))
        if self._verb in _REFUSED:
            self._owed += _REFUSED[self._verb] + bytes((byte,))
        return b""

    def _subnegotiation(self, byte: int) -> bytes:
        """A byte between IAC SB and IAC SE. Where there are too many it was none, and the line is broken."""
        self._subnegotiated += 1
        after_iac = self._in is _In.SUBNEGOTIATION_COMMAND
        if after_iac and byte == _SE:
            self._in = _In.TEXT
        elif self._subnegotiated > SUBNEGOTIATION_BYTES:
            self._in = _In.TEXT
            return b"\xff"
        elif byte == _IAC and not after_iac:
            self._in = _In.SUBNEGOTIATION_COMMAND
        else:
            self._in = _In.SUBNEGOTIATION
        return b""
