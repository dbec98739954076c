"""Whether what was said in this run has arrived."""

from collections.abc import Iterator

from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.plain.manner import Line
from parlour.client.text import plain, shown

KEPT = "Not delivered, and kept for the next time"


class Delivery:
    """What was said since this was made, and has not arrived."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._before = {message.serial for _, _, message in self._unsent()}

    @property
    def is_under_way(self) -> bool:
        """Whether something may yet arrive: of what has failed, or may have, the user decides."""
        return any(
            message.fate in ("waiting", "sent") and self._client.is_tried(engine.profile.name)
            for engine, _, message in self._said()
        )

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
