"""One call of `parlour direct`, from what was typed to the exit code."""

import asyncio
import contextlib
import errno
import getpass
import ipaddress
import os
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from parlour.client.call import Call
from parlour.client.means import Means
from parlour.client.memory import Memory
from parlour.client.profile import Profile
from parlour.client.settings import ChatSettings, ChatSettingsError, load
from parlour.client.statefile import state_folder
from parlour.direct.desk import Note, Told, Unfit, Way
from parlour.direct.discovery import Discovery, DiscoveryError, Found, in_words
from parlour.direct.front import Front
from parlour.direct.heap import keep_big_blocks
from parlour.direct.history import History, HistoryError
from parlour.direct.identity import IdentityError, open_identity
from parlour.direct.inside import attach
from parlour.direct.names import nick_of
from parlour.direct.nearby import FIND_S
from parlour.direct.node import Node
from parlour.direct.node import Wish as NodeWish
from parlour.direct.plain import PlainNode
from parlour.files import reason

DONE, FAILED, INTERRUPTED = 0, 1, 130


class DirectError(Exception):
    """It cannot be done as it was typed, or as things are; the message is one sentence."""


class NotReached(DirectError):
    """What was typed is right, and nobody is there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed behind `parlour direct`."""

    where: str
    port: int
    host: str
    name: str
    one_way: str
    downloads: Path | None
    hidden: bool
    plain: bool
    lines: bool
    no_color: bool


def folder() -> Path:
    """Where one's key and history are."""
    return state_folder() / "direct"


def direct(wish: Wish) -> int:
    """Talk; returns the exit code. Raises DirectError."""
    try:
        settings = load(None)
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    except ChatSettingsError as error:
        raise DirectError(str(error)) from None
    except OSError as error:
        raise DirectError(f"the folder {folder()} cannot be made: {reason(error)}") from None
    memory = Memory(folder() / ("plain.json" if wish.plain else "face.json"))
    if memory.trouble:
        click.echo(memory.trouble, err=True)
    try:
        return _run(_talk(wish, memory, settings))
    finally:
        memory.save_now()
        memory.close()


def runner() -> asyncio.Runner:
    """What runs a loop: the fast one, if it is there."""
    keep_big_blocks()
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


def _run(talk: Awaitable[int]) -> int:
    with runner() as run:
        try:
            return run.run(_until_stopped(talk))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return INTERRUPTED


async def _until_stopped(talk: Awaitable[int]) -> int:
    """Run until that ends, or until the process is told to end: friends are told goodbye then, too."""
    task = asyncio.ensure_future(talk)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    return await task


async def _talk(wish: Wish, memory: Memory, settings: ChatSettings) -> int:
    name = _name(wish, memory)
    means = Means()
    node = await (_plain_node(wish, name, means) if wish.plain else _node(wish, name, means))
    try:
        front = Front(node, means.clock, asyncio.get_running_loop().call_later)
        for sentence in node.introduction(addresses(wish.host)):
            front.told(Note("", sentence))
        if wish.where:
            try:
                node.dial(wish.where)
            except Unfit as unfit:
                raise DirectError(str(unfit).rstrip(".")) from None
        to = await _reached(node, front) if wish.where and not sys.stdin.isatty() else ""
        profile = Profile("direct", "direct", node.port or 1, tls=False, nick=name)
        is_terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") not in (None, "", "dumb")
        color = not wish.no_color and not os.environ.get("NO_COLOR") and is_terminal
        call = Call((profile,), to, color=color, means=attached(means, front))
        return await _face(call, memory, settings, is_plain=wish.lines or not is_terminal)
    finally:
        await node.close()


async def _reached(node: Node | PlainNode, front: Front) -> str:
    """Whom what comes in by a pipe is for: who was dialled, once they are there. Raises DirectError."""
    told: list[str] = []

    def listen(each: Told) -> None:
        if isinstance(each, Note):
            told.append(each.sentence)
        front.told(each)

    node.listener = listen
    await node.settled()
    node.listener = front.told
    for friend in node.friends():
        if friend.talking:
            return friend.nick
    raise NotReached(told[-1].rstrip(".") if told else "nobody could be reached")


async def _node(wish: Wish, name: str, means: Means) -> Node:
    """One's own side, which listens. Raises DirectError."""
    try:
        identity = open_identity(folder() / "key.pem")
        history = History(folder() / "direct.db", means.clock)
    except (IdentityError, HistoryError) as error:
        raise DirectError(str(error)) from None
    asked = NodeWish(name, wish.host, wish.port, Way(wish.one_way), wish.downloads)
    try:
        node = Node(asked, folder(), identity, history, means, None if wish.hidden else Discovery())
        await node.start()
    except (IdentityError, HistoryError) as error:
        history.close()
        raise DirectError(str(error)) from None
    except OSError as error:
        history.close()
        raise _cannot_listen(wish, error) from None
    return node


async def _plain_node(wish: Wish, name: str, means: Means) -> PlainNode:
    """One's own side for bare lines. Raises DirectError."""
    node = PlainNode(name, wish.host, wish.port, Way(wish.one_way), means)
    try:
        await node.start()
    except OSError as error:
        raise _cannot_listen(wish, error) from None
    return node


def _cannot_listen(wish: Wish, error: OSError) -> DirectError:
    place = f"port {wish.port}{f' of {wish.host}' if wish.host else ''}"
    other = " (is another one running? --port 0 takes a free one)" if error.errno == errno.EADDRINUSE else ""
    return DirectError(f"cannot listen on {place}: {reason(error)}{other}")


def find() -> list[str]:
    """Who can be found on the same network, a line each. Raises DirectError."""

    async def look() -> Sequence[Found]:
        discovery = Discovery()
        try:
            return await discovery.find(FIND_S)
        finally:
            await discovery.close()

    try:
        return [in_words(each) for each in asyncio.run(look())]
    except DiscoveryError as error:
        raise DirectError(f"the network cannot be asked: {error}") from None


async def _face(call: Call, memory: Memory, settings: ChatSettings, *, is_plain: bool) -> int:
    if is_plain:
        from parlour.client.plain import run as plain

        return await plain.talk(call, memory, settings)
    from parlour.client.screen import run as screen

    return await screen.talk(call, memory, settings)


def _name(wish: Wish, memory: Memory) -> str:
    """What one is called: as was asked for, as the last time, or as this machine calls one."""
    name = wish.name or memory.nick
    if not name:
        with contextlib.suppress(OSError, KeyError):
            name = getpass.getuser()
    nick = nick_of(name)
    if wish.name and nick != wish.name:
        raise DirectError(f"{wish.name!r} is no name: letters and digits, a letter first, 20 at most; as in {nick}")
    return nick


def addresses(host: str) -> list[str]:
    """Where one can be dialled: the addresses of this machine, those that others reach first."""
    if host:
        return [host]
    from ifaddr import get_adapters

    found = [each.ip if isinstance(each.ip, str) else each.ip[0] for adapter in get_adapters() for each in adapter.ips]
    usable = [each for each in found if not ipaddress.ip_address(each).is_link_local]
    return sorted(usable, key=lambda each: (ipaddress.ip_address(each).is_loopback, ":" in each)) or ["localhost"]


def friends() -> Sequence[str]:
    """Whom one knows, for a shell that completes names."""
    path = folder() / "direct.db"
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return [nick for (nick,) in db.execute("SELECT nick FROM friends WHERE nick IS NOT NULL ORDER BY nick")]


def attached(means: Means, front: Front) -> Means:
    """The world as it is, but for connections: they lead to the front."""
    return Means(
        means.clock, means.chance, means.pause, means.jitter, means.patience_s, lambda wire: attach(front, wire)
    )
