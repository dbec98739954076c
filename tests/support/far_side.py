"""A side of the direct line as a process of its own: it does what comes as JSON lines, and tells what happens so.

Run as `python far_side.py FOLDER NAME PORT`.
"""

import asyncio
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from parlour.client.means import Means
from parlour.direct.desk import Entry, Told, Unfit
from parlour.direct.history import History
from parlour.direct.identity import open_identity
from parlour.direct.node import Node, Wish
from parlour.direct.run import runner


def told_as_json(told: Told) -> str:
    """What is told, with its kind."""
    return json.dumps({"kind": type(told).__name__} | dataclasses.asdict(told), default=bytes.hex)


def put(line: str) -> None:
    """A line to whoever reads."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(folder: Path, name: str, port: int) -> None:
    """Do what comes until its end."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # noqa: ASYNC240, nothing else runs yet
    means = Means()
    history = History(folder / "direct.db", means.clock)
    wish = Wish(name, "", port, downloads=folder / "downloads")
    node = Node(wish, folder, open_identity(folder / "key.pem"), history, means)
    await node.start()
    node.listener = lambda told: put(told_as_json(told))
    put(json.dumps({"kind": "Listening", "port": node.port, "code": node.meetings.door.code}))
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        await do(node, json.loads(line))
    await node.close()


async def do(node: Node, asked: dict[str, Any]) -> None:
    """Do one thing."""
    match asked:
        case {"dial": where}:
            try:
                node.dial(where)
            except Unfit as unfit:
                put(json.dumps({"kind": "Unfit", "sentence": str(unfit)}))
        case {"flood": nick, "count": count}:
            for number in range(count):
                node.say(nick, os.urandom(16), "said", f"{node.name} {number}")
                if number % 20 == 19:
                    await asyncio.sleep(0.005)  # so that it lasts, and there is always something on its way
        case {"bye": nick}:
            node.bye(nick)
        case {"kept": nick}:
            entries, _ = node.page(nick, before=None, limit=100_000)
            put(json.dumps({"kind": "Kept", "own": texts(entries, own=True), "theirs": texts(entries, own=False)}))
        case {"say": nick, "text": text}:
            node.say(nick, os.urandom(16), "said", text)


def texts(entries: Sequence[Entry], *, own: bool) -> list[str]:
    """What one of the two has said, in order."""
    return [each.text for each in entries if each.own is own]


if __name__ == "__main__":
    with runner() as run:
        run.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
