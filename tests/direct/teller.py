"""A process that says and hears, and tells what is kept, to be killed: `python teller.py PATH`."""

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path

from parlour.direct.desk import Entry
from parlour.direct.history import History, HistoryError
from parlour.direct.messages import Say

BOB = b"b" * 32

AT_ONCE = 40
"""So much is handed over before anything of it is kept."""


def own_id(number: int) -> bytes:
    """The id of what is said here."""
    return number.to_bytes(16, "big")


def their_id(number: int) -> bytes:
    """The id of what the friend says."""
    return b"\xff" + number.to_bytes(15, "big")


async def main(path: str) -> None:
    """Say and hear for ever, and print what becomes of each when it is committed."""
    history = History(Path(path), lambda: 0)
    entries, _ = history.page(BOB, before=None, limit=1_000_000)
    numbers = count(1 + max((int(entry.text) for entry in entries), default=0))
    under_way = asyncio.Semaphore(AT_ONCE)

    def told(number: int, kept: Entry | Sequence[Entry | None] | HistoryError) -> None:
        assert not isinstance(kept, HistoryError)
        tell("kept", number)
        under_way.release()

    for number in numbers:
        await under_way.acquire()
        if number % 2:
            history.say(BOB, own_id(number), "said", str(number), partial(told, number))
        else:
            history.hear(BOB, [Say(their_id(number), 5, "said", str(number))], partial(told, number))
        if number % 5 == 0:
            history.delivered(BOB, [own_id(number)], partial(tell, "delivered", number))


def tell(what: str, number: int) -> None:
    print(what, number, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
