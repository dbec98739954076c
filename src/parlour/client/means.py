"""What a client needs of the world around it: the time, chance, and to wait. Tests hand in their own."""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Means:
    """The world around a client."""

    clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    """The Unix time in milliseconds."""
    chance: Callable[[], str] = lambda: secrets.token_hex(16)
    """128 random bits as 32 hexadecimal digits."""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Wait so many seconds."""
    jitter: Callable[[], float] = random.random
    """A number from 0 to 1, so that not all clients of a server come back at the same moment."""
    patience_s: float = 20.0
    """So long an attempt to connect may take, TLS included."""
    attach: Callable[[asyncio.Protocol], None] | None = None
    """Gives a protocol its connection, where that is none of TCP but leads to something in this process."""
