"""What a command's handler is given: the connection, the server, and the ways to answer."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from parlour.core.handling import HandlerContext
from parlour.core.host import Host, Peer
from parlour.core.limits import fit
from parlour.core.ports import StoreUnavailable
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.words import GIVEN_BACK, WORDS, Fail, Worded
from parlour.wire.capabilities import STANDARD_REPLIES
from parlour.wire.framing import BODY_BYTES
from parlour.wire.numerics import Numeric

if TYPE_CHECKING:
    from parlour.protocols.irc.connection import IrcConnection

CTCP = "\x01"
ACTION = f"{CTCP}ACTION "

WORD_BYTES = 200
"""Of a word that a user wrote so much is repeated in an answer; all names that there are are shorter."""


class Context(HandlerContext):
    """One connection's commands, one after the other. `tags` are those of the line at hand, escaped."""

    __slots__ = ("_held", "server", "tags")

    connection: "IrcConnection"

    def __init__(self, connection: "IrcConnection", host: Host, peer: Peer) -> None:
        super().__init__(connection, host, peer)
        self.server = host.server_name
        self.tags: dict[str, str] = {}
        self._held: list[str] | None = None
        """Lines that are to be sent together."""

    @property
    def nick(self) -> str:
        """The name by which the client is addressed in replies."""
        return self.connection.shown_nick

    def has(self, capability: int) -> bool:
        """Whether the connection asked for a capability."""
        return bool(self.connection.capabilities & capability)

    # Answering

    def send(self, line: str) -> None:
        """Answer a line, given without its end; what no line has room for (a long topic with long names) is cut."""
        if self._held is not None:
            self._held.append(line)
            return
        piece = f"{line}\r\n".encode()
        if len(piece) > BODY_BYTES + 2:
            piece = f"{fit(line, BODY_BYTES)}\r\n".encode()
        self._made_bytes += len(piece)
        self.peer.reply(piece)

    def send_together(self, answer: Callable[["Context"], None]) -> None:
        """Answer all that `answer` does with `send` in one piece, which costs half; with a label, line by line."""
        held = self._held = []
        try:
            answer(self)
        finally:
            self._held = None
        text = "\r\n".join(held)
        if self.peer.bundle is not None or not text.isascii() or max(map(len, held), default=0) > BODY_BYTES:
            for line in held:
                self.send(line)
        elif held:
            self.send_piece(f"{text}\r\n".encode())

    def numeric(self, numeric: Numeric, *params: str, words: str | None = None, batch: str | None = None) -> None:
        """Answer a numeric: its parameters, and its words if it has any, or others that are more precise."""
        line = f":{self.server} {numeric.code} {self.nick}"
        if batch is not None:
            line = f"@batch={batch} {line}"
        words = words or numeric.words
        if words is not None:
            line = " ".join([line, *params, f":{words}"])
        elif numeric.free and params:
            line = " ".join([line, *params[:-1], f":{params[-1]}"])
        else:
            line = " ".join([line, *params])
        self.send(line)

    def note(self, deed: str) -> None:
        """Put into the log what an operator does."""
        operator = self.user.operator
        assert operator is not None
        self.host.note(self.peer, f"operator {operator.login} ({self.user.nick}) {deed}")

    def fail(self, code: str, *context: str, words: str) -> None:
        """Answer that the command failed, as a standard reply."""
        self.send(" ".join([f":{self.server} FAIL {self.command or '*'} {code}", *context, f":{words}"]))

    def refuse(self, refusal: Refusal, *context: str) -> None:
        """Answer a refusal in the words that IRC has for it."""
        words = WORDS[refusal.why]
        if refusal.why in GIVEN_BACK and len(refusal.subject) == 2:
            target, text = refusal.subject
            self.undelivered(refusal.why, self.command, target, text, self.send)
            return
        subject = tuple(word(part) for part in refusal.subject)
        if isinstance(words, Fail):
            about = {"nick": subject[0], "blocked": subject[-1]} if subject else {}
            self.fail(words.code, *context, *subject, words=words.words.format(**about))
            return
        if isinstance(words, Worded):
            numeric, said = words.numeric, words.words
        else:
            numeric, said = words, None
        self.numeric(numeric, *(subject if numeric.about else ()), words=said)

    def unavailable(self, error: StoreUnavailable, *context: str) -> None:
        """Answer that the past cannot be asked for at the moment."""
        self.fail("MESSAGE_ERROR", *context, words=f"Messages could not be retrieved at the moment ({error})")

    def undelivered(self, why: Why, command: str, target: str, text: str, send: Callable[[str], None]) -> None:
        """Tell why what was said or set was shown to nobody, with its text."""
        what = WORDS[why]
        assert isinstance(what, Fail)
        reason = what.undelivered.format(target=target)
        if self.has(STANDARD_REPLIES) or command not in ("PRIVMSG", "NOTICE"):
            head = f":{self.server} FAIL {command} {what.code} {target} :Not delivered, {reason}"
        else:
            head = f":{self.server} NOTICE {self.nick} :Not delivered to {target}, {reason}"
            if text.startswith(ACTION):
                # People get back what they typed.
                text = f"/me {text.removeprefix(ACTION).removesuffix(CTCP)}"
        if not text:
            send(head)
            return
        for part in _parts(text, BODY_BYTES - len(head.encode()) - 2):
            send(f"{head}: {part}")


def _parts(text: str, limit: int) -> list[str]:
    """A text in parts of at most `limit` bytes, between characters."""
    parts, rest = [], text
    while rest:
        part = fit(rest, limit)
        parts.append(part)
        rest = rest[len(part) :]
    return parts


def word(text: str, limit_bytes: int = WORD_BYTES) -> str:
    """What a user wrote, as one parameter in the middle of a line, without what a client might take for more."""
    return fit(_CONTROL.sub("?", text.partition(" ")[0].lstrip(":")), limit_bytes) or "*"


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
