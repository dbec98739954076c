"""Whether what was said in this run has arrived."""

from collections.abc import Iterator, Sequence

from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.plain.manner import Line
from parlour.client.text import plain, shown
from parlour.client.told import MessageAdded, Received, Told

KEPT = "Not delivered, and kept for the next time"


class Delivery:
    """What was said since this was made, and has not arrived."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._before = {message.serial for _, _, message in self._unsent()}
        self._waiting: dict[int, tuple[Buffer, Message]] = {}
        """What is kept here, on the direct line, and the friend has not, by serial."""

    def happened(self, told: Sequence[Told]) -> None:
        """Something has happened."""
        for each in told:
            match each:
                case MessageAdded(buffer=buffer, message=message) if each.live and message.receipt == "waiting":
                    self._waiting[message.serial] = buffer, message
                case Received():
                    for message in each.messages:
                        self._waiting.pop(message.serial, None)

    @property
    def is_under_way(self) -> bool:
        """Whether something may yet arrive: of what has failed, or may have, the user decides."""
        return any(
            message.fate in ("waiting", "sent") and self._client.is_tried(engine.profile.name)
            for engine, _, message in self._said()
        )

    @property
    def is_awaited(self) -> bool:
        """Whether a friend who is there may yet say that they have something."""
        return any(buffer.talking for buffer, _ in self._waiting.values())

    def waiting(self) -> list[Line]:
        """What waits for a friend, in lines."""
        return [
            _line(
                "not there yet, and kept for the next meeting", buffer, message, "they have not said that they have it"
            )
            for buffer, message in self._waiting.values()
        ]

    def count(self) -> int:
        """How much is under way."""
        return sum(message.fate in ("waiting", "sent") for _, _, message in self._said())

    def kept(self) -> list[Line]:
        """What has not arrived and is kept for the next run, in lines."""
        return [_line(KEPT, buffer, message, _why(engine, message)) for engine, buffer, message in self._said()]

    def reasons(self) -> dict[int, str]:
        """Why each of these has not arrived, by serial, as long as there is a connection."""
        return {message.serial: _why(engine, message) for engine, _, message in self._said()}

    def give_up(self, reasons: dict[int, str]) -> list[Line]:
        """Throw away what has not arrived, as whoever is told of it may say it again; returns it in lines."""
        lines = []
        for engine, buffer, message in list(self._said()):
            lines.append(_line("not delivered", buffer, message, reasons.get(message.serial, _why(engine, message))))
            engine.sending.discard(message)
            self._client.memory.note(engine)
        if lines:
            self._client.memory.save_now()
        return lines

    def _said(self) -> Iterator[tuple[Engine, Buffer, Message]]:
        return (each for each in self._unsent() if each[2].serial not in self._before)

    def _unsent(self) -> Iterator[tuple[Engine, Buffer, Message]]:
        for engine in self._client.engines.values():
            for buffer in engine.network.buffers.values():
                for message in buffer.unsent:
                    yield engine, buffer, message


def _line(what: str, buffer: Buffer, message: Message, why: str) -> Line:
    return [("error", f"{what}, to {shown(buffer.name)} ({why}): "), ("", plain(message.text))]


def _why(engine: Engine, message: Message) -> str:
    if message.why:
        return plain(message.why).rstrip(".")
    if message.fate == "perhaps":
        return "the connection was lost, and it may have arrived"
    if engine.network.state != "online":
        return f"there is no connection to {engine.profile.place}"
    return "the server has not said that it arrived" if message.fate == "sent" else "it still waits"
