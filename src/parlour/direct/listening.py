"""Where one can be dialled: sockets that listen, and a bound on those who have come and are not verified."""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

PORT = 7800

NEWCOMERS = 32
"""So many connections may be unverified at once. Of those from the address with the most the oldest makes room: whoever
opens many is in their own way, and not in that of friends."""

AGAIN_S = 0.1
"""When no connection can be taken, as too many files are open, it is tried again after so long."""


class Listener:
    """Listens, and has `came` called for each connection, with it and its address, until that has ended."""

    def __init__(
        self, came: Callable[[socket.socket, str], Coroutine[Any, Any, None]], crowd: Callable[[str], None]
    ) -> None:
        """`crowd` is called with an address from which too many come."""
        self.port = 0
        """Where one listens; 0 for nowhere."""
        self._came = came
        self._sockets: list[socket.socket] = []
        self._accepting: list[asyncio.Task[None]] = []
        self._crowd = crowd
        self._newcomers: dict[asyncio.Task[None], str] = {}
        """Who has come and is not verified, oldest first, with their addresses."""

    async def open(self, host: str, port: int) -> None:
        """Begin to listen: at an address, or with "" at all of this machine. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # Of the two kinds the second gets the port that the system chose for the first.
        for family, kind, protocol, _, address in sorted(set(found), key=lambda each: -each[0].value):
            listening = socket.socket(family, kind, protocol)
            try:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family is socket.AF_INET6:
                    listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listening.bind((address[0], self.port or port, *address[2:]))
                listening.listen()
                listening.setblocking(False)
            except OSError:
                listening.close()
                if family is socket.AF_INET6 and not host:
                    continue  # a machine may have no IPv6
                await self.close()
                raise
            self.port = listening.getsockname()[1]
            self._sockets.append(listening)
        self._accepting = [loop.create_task(self._accept(each)) for each in self._sockets]

    async def close(self) -> None:
        """Listen no more."""
        tasks = [*self._accepting, *self._newcomers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for each in self._sockets:
            each.close()  # not before nobody waits for it: its number may be another's at once
        self._accepting, self._sockets, self.port = [], [], 0

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, address = await loop.sock_accept(listening)
            except OSError:  # they went again, or there are too many files open
                await asyncio.sleep(AGAIN_S)
                continue
            if len(self._newcomers) >= NEWCOMERS:
                self._make_room()
            task = loop.create_task(self._came(accepted, address[0]))
            self._newcomers[task] = address[0]
            task.add_done_callback(lambda done: self._newcomers.pop(done, None))

    def _make_room(self) -> None:
        crowded, _ = Counter(self._newcomers.values()).most_common(1)[0]
        oldest = next(task for task, address in self._newcomers.items() if address == crowded)
        del self._newcomers[oldest]
        oldest.cancel()
        self._crowd(crowded)
