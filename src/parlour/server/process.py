"""What the server asks of the system for its own process: files, memory, a loop."""

import asyncio
import contextlib
import ctypes
import logging
import resource
import sys
from typing import Any

FILES_WANTED = 20_000
FILES_KEPT = 64
"""So many of the files that can be open are not for connections, but for the store and all else."""

M_MMAP_THRESHOLD = -3
BIG_BLOCK_BYTES = 192 * 1024

log = logging.getLogger(__name__)


def new_loop() -> asyncio.AbstractEventLoop:
    """The fastest loop that there is."""
    try:
        import uvloop
    except ImportError:
        log.warning("uvloop is not installed: the server runs without it, slower and with more memory for TLS")
        loop = asyncio.new_event_loop()
    else:
        loop = uvloop.new_event_loop()
    loop.set_exception_handler(_complain)
    return loop


def _complain(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what a callback of the loop raised, without what it was called with, which may be what somebody said.

    That nobody can be accepted now needs no traceback each time.
    """
    error = context.get("exception")
    if isinstance(error, OSError) and str(context.get("message", "")).startswith("socket.accept()"):
        log.warning("nobody can be accepted at the moment: %s", error.strerror)
    else:
        log.error("internal error in the loop", exc_info=error)


def raise_file_limit() -> int:
    """Let as many files be open as may be; returns how many of them can be connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return sys.maxsize
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
        except (OSError, ValueError) as error:
            log.warning("the limit of open files could not be raised from %d to %d: %s", soft, hard, error)
    if soft == resource.RLIM_INFINITY:
        return sys.maxsize
    connections = max(1, soft - FILES_KEPT)
    if soft < FILES_WANTED:
        log.warning("only %d files can be open at once, so at most %d connections", soft, connections)
    return connections


def keep_big_blocks_apart() -> None:
    """Have big blocks of memory come from the system and go back to it, each by itself.

    uvloop gives each TLS connection a block of 256 KiB, of which it touches little. When the first of them is freed,
    glibc takes it for a hint to keep such blocks in its heap from then on, where the next ones find pages that others
    have touched: 45 KiB a connection in place of 26. A threshold that is set stays. Source: mallopt(3)
    """
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, BIG_BLOCK_BYTES)
