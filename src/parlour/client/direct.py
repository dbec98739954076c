"""The direct line from the client's side: who is connected, what is told of it, and receipts from the other side.

Capabilities `parlour.chat/direct` and `parlour.chat/receipts`, which only the program that is itself the line offers.
"""

from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.model import Buffer, Receipt
from parlour.client.told import Answered, BufferChanged, MessageChanged, Received, TalkBegan

if TYPE_CHECKING:
    from parlour.client.engine import Engine

CAPABILITY = "parlour.chat/direct"
RECEIPT, RECEIVED = "parlour.chat/receipt", "parlour.chat/received"

NONE_HERE = "This is a server; that is a thing of the direct line (parlour direct)."

WAYS = ("both", "send", "receive")


def receipt(tags: dict[str, str]) -> Receipt:
    """What the tags of a message say of its receipt."""
    told = tags.get(RECEIPT, "")
    return told if told in ("waiting", "delivered") else ""  # type: ignore[return-value]


class Direct:
    """What goes on between two machines without a server."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._asked: Buffer | None = None
        """Where something was asked last."""

    def ask(self, where: Buffer, *words: str) -> None:
        """Ask something of the line; what is wrong with it is told in a buffer."""
        self._asked = where
        self._engine.send("DIRECT", *words)

    def lost(self) -> None:
        """The line is gone, and with it who was connected."""
        for buffer in self._engine.network.buffers.values():
            buffer.talking = ""

    # What is told

    def told(self, line: Line) -> None:
        """A DIRECT line came."""
        verb, nick = line.parameter(0).upper(), line.parameter(1)
        if not nick:
            return
        match verb:
            case "TALKING":
                self._talks(nick, line.parameter(2))
            case "ENDED":
                self._ends(nick)
            case "NOTE" | "WARN":
                self._note(nick, line.last, error=verb == "WARN")

    def _talks(self, nick: str, way: str) -> None:
        buffer = self._engine.open(nick, "conversation", wanted=False)
        buffer.talking = way if way in WAYS else "both"
        self._engine.tell(BufferChanged(buffer))
        self._engine.tell(TalkBegan(buffer))

    def _ends(self, nick: str) -> None:
        buffer = self._engine.network.buffer(nick)
        if buffer is not None:
            buffer.talking = ""
            self._engine.tell(BufferChanged(buffer))

    def _note(self, nick: str, sentence: str, *, error: bool) -> None:
        engine = self._engine
        buffer = engine.network.buffer("" if nick == "*" else nick) or engine.network.buffers[""]
        engine.add(buffer, engine.message("error" if error else "info", "", sentence))
        engine.tell(Answered(buffer, [sentence], error))

    def failed(self, line: Line) -> None:
        """What was asked cannot be done."""
        engine = self._engine
        buffer = self._asked if self._asked is not None else engine.network.buffers[""]
        engine.answer(buffer, [line.last], error=True)

    def received(self, buffer: Buffer, line: Line) -> None:
        """The other side has what was said before."""
        changed = []
        for msgid in filter(None, line.tags.get(RECEIVED, "").split(",")):
            message = buffer.timeline.by_msgid.get(msgid)
            if message is not None and message.own and message.receipt != "delivered":
                message.receipt = "delivered"
                self._engine.tell(MessageChanged(buffer, message))
                changed.append(message)
        if changed:
            self._engine.tell(Received(buffer, changed))
