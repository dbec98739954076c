"""A connection that leads to something in this process: what is written on one side is read on the other."""

import asyncio
from typing import Any

from parlour.direct.front import Front


class Inside(asyncio.Transport):
    """What a protocol holds of its connection to the front."""

    def __init__(self, front: Front, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._front = front
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._is_closed = False
        self._is_paused = False
        self._is_due = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hand bytes to the front, in the loop's next turn."""
        if not self._is_closed:
            self._loop.call_soon(self._front.receive, bytes(data))

    def woken(self) -> None:
        """The front has something to say."""
        if not self._is_due and not self._is_paused:
            self._is_due = True
            self._loop.call_soon(self._deliver)

    def _deliver(self) -> None:
        self._is_due = False
        if self._is_closed or self._is_paused:
            return
        if data := self._front.take_output():
            self._protocol.data_received(data)
        if self._front.is_over:
            self.close()

    def pause_reading(self) -> None:
        """Hand nothing over for now."""
        self._is_paused = True

    def resume_reading(self) -> None:
        """Hand over what there is."""
        self._is_paused = False
        self.woken()

    def is_closing(self) -> bool:
        """Whether it is closed."""
        return self._is_closed

    def close(self) -> None:
        """Close it."""
        if not self._is_closed:
            self._is_closed = True
            self._front.wake = _nobody
            self._loop.call_soon(self._protocol.connection_lost, None)

    abort = close

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """There is nothing to know of it."""
        del name
        return default


def attach(front: Front, protocol: asyncio.Protocol) -> None:
    """Connect a protocol to the front."""
    transport = Inside(front, protocol)
    front.begin(transport.woken)
    protocol.connection_made(transport)


def _nobody() -> None:
    """Nobody takes what there is to say."""
