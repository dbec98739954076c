"""The file in which the client remembers: what it looks like, and how several clients share it.

Each client keeps what the file said when it last read or wrote it. To write, it reads the file again and puts into it
what it has changed itself since then, part by part (a server's nick, the draft of a buffer, one unsent message): so
clients that run at the same time lose nothing of one another's, and where both changed the same part the last one wins.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct, field

from parlour.client.model import Fate, MessageKind
from parlour.client.profile import TLS_PORT
from parlour.files import put_whole, reason

VERSION = 1

LONGEST_TYPED = 500
"""So many lines of what was typed are remembered."""

Port = Annotated[int, Meta(ge=1, le=65535)]


class Place(Struct, omit_defaults=True):
    """What is remembered of a buffer."""

    name: str
    kind: Literal["server", "channel", "conversation"] = "channel"
    draft: str = ""
    draft_session: str = ""
    muted: bool = False


class Unsent(Struct, omit_defaults=True):
    """A message that has not arrived, as `Sending.snapshot` gives it."""

    buffer: str
    channel: bool
    kind: MessageKind
    text: str
    nick: str
    at_ms: int
    once: str
    fate: Fate
    reply_to: str = ""
    session: str = ""
    why: str = ""
    sent_ms: int = 0
    keyed: bool = False


class Server(Struct, omit_defaults=True):
    """What is remembered of a server, by its name."""

    host: str
    port: Port = TLS_PORT
    tls: bool = True
    nick: str = ""
    realname: str = ""
    channels: list[str] = field(default_factory=list)
    used_ms: int = 0
    """When it last let the user in (Unix ms)."""
    wanted: bool = True
    """Whether it is connected to when no server is named: whether the user was there, and has not left it."""
    places: dict[str, Place] = field(default_factory=dict)
    """By folded name; those that are open."""
    positions: dict[str, tuple[int, str]] = field(default_factory=dict)
    """How far what was said there has been read; by name, a Unix time in milliseconds and a msgid."""
    unsent: dict[str, Unsent] = field(default_factory=dict)
    """By the key by which the server knows a message again."""


class State(Struct):
    """All that is remembered."""

    version: int = VERSION
    servers: dict[str, Server] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    """What certificate is accepted where; see `trust`."""
    last: list[str] = field(default_factory=list)
    """Where the user was last: the server's name, and the buffer's."""
    typed: list[str] = field(default_factory=list)
    """What was typed, oldest first."""
    theme: list[str] = field(default_factory=list)
    """The theme that was chosen on the screen, and what the settings said then."""


Tree = dict[str, Any]

_MISSING = object()


def state_folder() -> Path:
    """Where programs keep what they remember of their use."""
    return Path(platformdirs.user_state_dir("parlour", appauthor=False))


def tree_of(state: State) -> Tree:
    """The state as plain data, which nothing else holds."""
    return dict(msgspec.to_builtins(state))


def state_of(tree: Tree) -> State:
    """The state that plain data stands for. Raises msgspec.ValidationError."""
    return msgspec.convert(tree, State)


def merge(base: Any, ours: Any, theirs: Any) -> Any:
    """What is now so: what we have changed since `base`, and for the rest what they say."""
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return theirs if ours == base else ours
    known = base if isinstance(base, dict) else {}
    merged = {}
    for key in dict.fromkeys([*theirs, *ours]):
        value = merge(known.get(key, _MISSING), ours.get(key, _MISSING), theirs.get(key, _MISSING))
        if value is not _MISSING:
            merged[key] = value
    return merged


class StateFile:
    """The file. It is written whole or not at all, and only its owner can read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def take(self) -> bool:
        """Be the client that takes up what an earlier one left; False while another one runs."""
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                return False
            self._lock = lock
        return True

    def release(self) -> None:
        """Let another client take up what is left."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def look(self) -> State:
        """What is remembered, as far as it can be read; the file is left as it is."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=State)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return State()

    def read(self) -> tuple[State, str]:
        """What is remembered, and a sentence when that could not be read."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return State(), ""
        except OSError as error:
            return State(), f"what the client remembers cannot be read from {self.path}: {reason(error)}"
        try:
            state = msgspec.json.decode(content, type=State)
            if state.version != VERSION:
                return State(), self._set_aside("was written by another version of parlour")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return State(), self._set_aside("is damaged")
        return state, ""

    def _set_aside(self, what: str) -> str:
        aside = self.path.with_suffix(".damaged.json")
        try:
            self.path.replace(aside)
        except OSError as error:
            return f"{self.path} {what}, and cannot be set aside: {reason(error)}; servers and places are not known"
        return f"{self.path} {what}, and is now {aside}: servers and places are learned anew"

    def write(self, base: Tree, ours: Tree, typed: list[str]) -> Tree:
        """Put into the file what we have changed since `base`, and what was typed; returns what the file says then.

        Raises OSError. It waits for the disk.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.path.parent):
            found, _ = self.read()
            merged = dict(merge(base, ours, tree_of(found)))
            merged["typed"] = [*found.typed, *typed][-LONGEST_TYPED:]
            put_whole(self.path, msgspec.json.format(msgspec.json.encode(merged)), mode=0o600)
        return merged


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else writes in a folder meanwhile."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
