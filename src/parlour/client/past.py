"""Lines of the history as messages. What happened long ago changes nobody and nothing: it is only told."""

from typing import TYPE_CHECKING

from parlour.client import speech
from parlour.client.gestures import REACT, UNREACT, reply_to
from parlour.client.lines import Line
from parlour.client.model import Buffer, Message
from parlour.client.sessions import words

if TYPE_CHECKING:
    from parlour.client.engine import Engine

MOST_LINES = 20_000
"""So many lines of one answer are looked at."""


class Past:
    """What lines of the history say."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def read(self, buffer: Buffer, lines: list[Line]) -> list[Message]:
        """The messages in lines that are a page of a buffer's history, in their order."""
        found = (self._message(buffer, line) for line in lines[-MOST_LINES:])
        return [each for each in found if each is not None]

    def _message(self, buffer: Buffer, line: Line) -> Message | None:
        if line.command in ("PRIVMSG", "NOTICE"):
            return self._said(buffer, line)
        message = self._happened(buffer, line)
        if message is not None:
            message.quiet = True
            speech.settle_time(self._engine, message)
        return message

    def _said(self, buffer: Buffer, line: Line) -> Message | None:
        network = self._engine.network
        name, text = speech.target(network, line.parameter(0))[0], line.parameter(1)
        if not text or speech.ctcp(text) is not None or not line.nick:
            return None
        if buffer.kind == "channel":
            return speech.read(self._engine, line) if self._is(buffer, name) else None
        if network.is_channel(name):
            return None
        message = speech.read(self._engine, line)
        # The user's own nick may have been another then.
        message.own = message.own or (self._is(buffer, name) and not network.is_me(name))
        message.mentions = not message.own
        return message

    def _is(self, buffer: Buffer, name: str) -> bool:
        return self._engine.network.fold(name) == self._engine.network.fold(buffer.name)

    def _happened(self, buffer: Buffer, line: Line) -> Message | None:
        engine, first, second = self._engine, line.parameter(0), line.parameter(1)
        if line.command == "SESSION":
            text = words(engine.network, line)
            return engine.message("session", line.nick, text, line) if text and buffer.kind != "channel" else None
        match line.command:
            case "QUIT":
                return engine.message("quit", line.nick, first, line)
            case "NICK":
                return engine.message("nick", line.nick, first, line)
        if not self._is(buffer, first):
            return None
        match line.command:
            case "JOIN":
                return engine.message("joined", line.nick, "", line)
            case "PART":
                return engine.message("parted", line.nick, second, line)
            case "TOPIC":
                return engine.message("topic", line.nick, second, line)
            case "MODE":
                return engine.message("mode", line.nick, " ".join(line.parameters[1:]), line)
            case "KICK":
                message = engine.message("kicked", line.nick, line.parameter(2), line)
                message.to = second
                return message
        return None

    def gestures(self, buffer: Buffer, lines: list[Line]) -> None:
        """What of a page are reactions, once the messages stand in the timeline."""
        for line in lines[-MOST_LINES:]:
            if line.command in ("TAGMSG", "PRIVMSG", "NOTICE") and reply_to(line.tags):
                react(self._engine, buffer, line)


def react(engine: "Engine", buffer: Buffer, line: Line) -> None:
    """What a line says by its tags about another message."""
    for name, gone in ((REACT, False), (UNREACT, True)):
        sign = line.tags.get(name)
        if sign:
            engine.sending.gestures.reacts(buffer, line.nick, reply_to(line.tags), sign, gone=gone)
