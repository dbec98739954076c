"""Answers that are sent as one: labels, and what a handler that had to wait says.

Source: https://ircv3.net/specs/extensions/labeled-response
"""

from parlour.core.answers import Answer
from parlour.core.ports import Piece
from parlour.wire.capabilities import BATCH, LABELED_RESPONSE
from parlour.wire.message import escape, unescape

LABEL_BYTES = 64

_LABELS = LABELED_RESPONSE | BATCH


class LabeledAnswer(Answer):
    """The lines of one answer to a command with a label. They are tied together when it is rendered, that is when it is
    sent."""

    __slots__ = ("_open", "_ref", "_server", "label")

    def __init__(self, label: str, ref: str, server: str) -> None:
        super().__init__()
        self.label = label
        self._ref = ref
        self._server = server
        self._open = False

    @property
    def begun(self) -> bool:
        """Whether a part of it was sent before it is complete, in a batch that has to be ended."""
        return self._open

    def take(self) -> list[Piece]:
        """The lines so far, to be sent before the answer is complete."""
        taken, self.pieces = self.pieces, []
        lines: list[Piece] = []
        if not self._open:
            self._open = True
            lines.append(self._batch_start())
        return lines + [tagged(piece, f"batch={self._ref}") for piece in taken]

    def render(self) -> bytes:
        """The whole answer, or what is left of it."""
        pieces = self.pieces
        label = f"label={self.label}"
        if self._open:
            lines = [tagged(piece, f"batch={self._ref}") for piece in pieces]
            return b"".join([*lines, self._batch_end()])
        if not pieces:
            return f"@{label} :{self._server} ACK\r\n".encode()
        if len(pieces) == 1 or _is_one_batch(pieces):
            return b"".join([tagged(pieces[0], label), *pieces[1:]])
        lines = [tagged(piece, f"batch={self._ref}") for piece in pieces]
        return b"".join([self._batch_start(), *lines, self._batch_end()])

    def _batch_start(self) -> bytes:
        return f"@label={self.label} :{self._server} BATCH +{self._ref} labeled-response\r\n".encode()

    def _batch_end(self) -> bytes:
        return f":{self._server} BATCH -{self._ref}\r\n".encode()


def tagged(line: bytes, tag: str) -> bytes:
    """A line with one more tag, unless it is in a batch of its own already."""
    if line.startswith(b"@batch="):
        return line
    if line.startswith(b"@"):
        return b"@" + tag.encode() + b";" + line[1:]
    return b"@" + tag.encode() + b" " + line


def _is_one_batch(pieces: list[bytes]) -> bool:
    """Whether a batch is the whole of it; the label then goes on that batch."""
    first, last = _batch_of(pieces[0]), _batch_of(pieces[-1])
    return first[:1] == b"+" and last[:1] == b"-" and first[1:] == last[1:]


def _batch_of(line: bytes) -> bytes:
    """The name of the batch that a line begins or ends, with its sign; nothing for any other line."""
    words = line[line.find(b" ") + 1 :].split() if line.startswith(b"@") else line.split()
    return words[2] if words[1] == b"BATCH" else b""


def label_of(tags: dict[str, str], capabilities: int) -> str | None:
    """The label of a line, escaped as it is sent back; None if it has none, or one that is none."""
    if "label" not in tags or capabilities & _LABELS != _LABELS:
        return None
    label = unescape(tags["label"])
    return escape(label) if label and len(label.encode()) <= LABEL_BYTES else None
