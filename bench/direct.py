"""The direct line: how fast a file goes, beside openssl's own, and how long a message with its receipt takes.

Run as `python bench/direct.py`; two processes of this machine talk over its loopback.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from parlour.client.means import Means
from parlour.direct.desk import Began, Delivered, Note, Told
from parlour.direct.history import History
from parlour.direct.identity import open_identity
from parlour.direct.node import Node, Wish
from parlour.direct.run import runner

MESSAGES = 2_000


async def node_in(folder: Path, name: str) -> Node:
    """A side that listens at a port that the system chooses."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # noqa: ASYNC240, nothing else runs yet
    means = Means()
    history = History(folder / "direct.db", means.clock)
    wish = Wish(name, "127.0.0.1", 0, downloads=folder / "downloads")
    made = Node(wish, folder, open_identity(folder / "key.pem"), history, means)
    await made.start()
    return made


def memory_mib() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def bob(folder: Path) -> None:
    """Takes every file; tells where it listens, and at the end how much memory it needed."""
    node = await node_in(folder, "bob")
    done = asyncio.Event()

    def told(each: Told) -> None:
        if isinstance(each, Note) and "/accept" in each.sentence:
            node.accept("")
        if isinstance(each, Note) and "said goodbye" in each.sentence:
            done.set()

    node.listener = told
    sys.stdout.write(json.dumps({"port": node.port, "code": node.meetings.door.code}) + "\n")
    sys.stdout.flush()
    await done.wait()
    await node.close()
    sys.stdout.write(json.dumps({"memory_mib": memory_mib()}) + "\n")


async def ann(folder: Path, size: int) -> dict[str, float]:
    """Talks, then sends a file."""
    partner = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--bob", str(folder / "bob"), stdout=asyncio.subprocess.PIPE
    )
    assert partner.stdout is not None
    place = json.loads(await partner.stdout.readline())
    node = await node_in(folder / "ann", "ann")
    began, arrived = asyncio.Event(), asyncio.Event()
    delivered: dict[bytes, asyncio.Future[None]] = {}

    def told(each: Told) -> None:
        if isinstance(each, Began):
            began.set()
        elif isinstance(each, Delivered):
            for id in each.ids:
                delivered[id].set_result(None)
        elif isinstance(each, Note) and "whole" in each.sentence:
            arrived.set()

    node.listener = told
    node.dial(f"127.0.0.1:{place['port']} {place['code']}")
    await began.wait()
    await asyncio.sleep(0.5)
    trips = []
    for _ in range(MESSAGES):
        id = os.urandom(16)
        delivered[id] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        node.say("bob", id, "said", "hello")
        await delivered[id]
        trips.append((time.perf_counter() - begun) * 1000)
    trips.sort()
    path = folder / "big"
    begun = time.perf_counter()
    node.send("bob", str(path))
    await arrived.wait()
    rate = size / 1e6 / (time.perf_counter() - begun)
    await node.close()
    end = json.loads(await partner.stdout.readline())
    await partner.wait()
    return {
        "direct p50 ms": trips[len(trips) // 2],
        "direct p99 ms": trips[len(trips) * 99 // 100],
        "direct file MB/s": rate,
        "direct sender MiB": memory_mib(),
        "direct receiver MiB": end["memory_mib"],
    }


def openssl(folder: Path, size: int, *, kept: bool) -> float:
    """How fast openssl's server sends the same file to its client (MB a second), which keeps it or throws it away."""
    key, certificate = folder / "k.pem", folder / "c.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", key, "-out", certificate,
         "-subj", "/CN=x"], check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-tls1_3", "-WWW"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        for line in server.stdout:
            if line.startswith(b"ACCEPT"):
                place = line.split()[1].decode()
                break
        goal = folder / "copy" if kept else Path(os.devnull)
        begun = time.perf_counter()
        with goal.open("wb") as copy:
            subprocess.run(
                ["openssl", "s_client", "-connect", place, "-tls1_3", "-quiet", "-ign_eof"],
                input=b"GET /big HTTP/1.0\r\n\r\n", stdout=copy, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        seconds = time.perf_counter() - begun
        assert not kept or goal.stat().st_size >= size, "openssl has not sent all of it"
        return size / 1e6 / seconds
    finally:
        (folder / "copy").unlink(missing_ok=True)
        server.kill()
        server.wait()


def measure(mib: int) -> dict[str, float]:
    """All of it, where nothing but memory is written: disks differ more than anything else."""
    base, size = Path("/dev/shm") if Path("/dev/shm").is_dir() else None, mib << 20
    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        with (folder / "big").open("wb") as big:
            for _ in range(mib):
                big.write(os.urandom(1 << 20))
        found: dict[str, float] = {}
        if shutil.which("openssl"):
            openssl(folder, size, kept=True)  # memory that was never used costs more than all the rest
            found = {
                "openssl kept MB/s": openssl(folder, size, kept=True),
                "openssl thrown MB/s": openssl(folder, size, kept=False),
            }
        with runner() as run:
            found |= run.run(ann(folder, size))
    if "openssl kept MB/s" in found:
        found["direct share"] = found["direct file MB/s"] / found["openssl kept MB/s"]
    return found


def main() -> int:
    """Measure, and print what was found, one to a line, or as JSON."""
    parser = argparse.ArgumentParser(description="Measure the direct line.")
    parser.add_argument("--bob", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--mib", type=int, default=1024, help="so large a file (MiB)")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.bob:
        with runner() as run:
            run.run(bob(given.bob))
        return 0
    found = measure(given.mib)
    if given.json:
        print(json.dumps(found))
    else:
        print("".join(f"{name}: {value:.2f}\n" for name, value in found.items()), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
