"""How this process has its memory from the system while files go through it."""

import contextlib
import ctypes

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
"""Source: mallopt(3)"""

BIG_BLOCK_BYTES, KEPT_BYTES = 16 << 20, 32 << 20


def keep_big_blocks() -> None:
    """Have big blocks come from memory that was used before.

    A file goes through in blocks of 256 KiB to 1 MiB. glibc would give each back to the system and ask for it anew,
    which clears its pages every time: a third of the time that a file takes.
    """
    with contextlib.suppress(OSError, AttributeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, BIG_BLOCK_BYTES)
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_TOP_PAD, BIG_BLOCK_BYTES // 4)
