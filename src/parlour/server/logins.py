"""Operators' logins: the file of the data folder that has them, read by the server, written by `parlour oper`."""

import contextlib
import difflib
import fcntl
import ipaddress
import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from parlour.core.powers import Login
from parlour.files import put_whole, reason
from parlour.server.configtext import toml
from parlour.server.networks import UNIX
from parlour.server.passwords import hash_password, is_hash

FILE = "operators.toml"

FIRST, FIRST_CLASS = "admin", "admin"
"""The login that the first start makes, and its class."""

HEAD = """\
# Operators of this server. `parlour oper add NAME` and `parlour oper remove NAME` write this file; the server reads it
# when it starts, on SIGHUP and on REHASH.
"""

Classes = Mapping[str, tuple[str, ...]]
"""The privileges of each class of operators."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:/_-]{0,62}")

# Neither 0 and o nor 1, i and l: it is typed by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class LoginsError(Exception):
    """The logins cannot be read, or not be changed so; the message is one sentence."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True,
            rename={"hashed": "hash", "title": "class", "places": "from"}):  # fmt: skip
    """A login as the file has it."""

    title: str
    hashed: str
    made: datetime
    host: str = ""
    places: tuple[str, ...] = ()
    once: bool = False


Entries = dict[str, Entry]


def load_operators(folder: Path, classes: Classes) -> dict[str, Login]:
    """The logins of a data folder with what their classes may do; none if there is no file. Raises LoginsError."""
    return {
        name: Login(name, each.hashed, each.title, frozenset(classes[each.title]), each.host, each.places, each.once)
        for name, each in read(folder, classes).items()
    }


def read(folder: Path, classes: Classes | None = None) -> Entries:
    """What the file has; with `classes` the class of each has to be one of them. Raises LoginsError."""
    path = folder / FILE
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise LoginsError(f"cannot read {path}: {reason(error)}") from None
    except (ValueError, RecursionError) as error:
        raise LoginsError(f"{path}: not a file of logins: {error}") from None
    return {name: _entry(path, name, value, classes) for name, value in document.items()}


def _entry(path: Path, name: str, value: object, classes: Classes | None) -> Entry:
    try:
        if found := name_obstacle(name):
            raise ValueError(found)
        entry = msgspec.convert(value, Entry)
        if not is_hash(entry.hashed):
            raise ValueError("its hash is no argon2id hash: remove the login and add it again")
        if found := obstacle(entry.title, entry.host, entry.places, classes):
            raise ValueError(found)
    except ValueError as error:
        # msgspec's sentences begin with a capital and name the place in the end.
        said = str(error)
        raise LoginsError(f"{path}: {name!r}: {said[:1].lower()}{said[1:]}") from None
    return entry


def name_obstacle(name: str) -> str | None:
    """Why a name cannot be that of a login; None if it can."""
    if _NAME.fullmatch(name):
        return None
    return f"{name!r} is no name of a login: 1 to 30 letters, digits, '-' and '_'"


def obstacle(title: str, host: str, places: Iterable[str], classes: Classes | None) -> str | None:
    """Why a login cannot be so; None if it can."""
    if classes is not None and title not in classes:
        near = difflib.get_close_matches(title, classes, n=1)
        which = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(map(repr, classes))}"
        return f"operators.classes has no class {title!r}; {which}"
    if host and not _HOST.fullmatch(host):
        return f"{host!r} is no host to be seen under: letters, digits, '.', ':', '/', '-' and '_', at most 63"
    for place in places:
        if place != UNIX:
            try:
                ipaddress.ip_network(place)
            except ValueError as error:
                return f"{error}; write an address, a network as in 192.0.2.0/24, or unix"
    return None


def new(title: str, hashed: str, host: str = "", places: tuple[str, ...] = (), *, once: bool = False) -> Entry:
    """A login that is made now."""
    made = datetime.now(UTC).replace(microsecond=0)
    return Entry(title=title, hashed=hashed, made=made, host=host, places=places, once=once)


def add(folder: Path, name: str, entry: Entry) -> None:
    """Put a login into the file. Raises LoginsError, also when there is one of that name."""
    with _alone(folder):
        _write(folder, {**check_free(folder, name), name: entry})


def remove(folder: Path, name: str) -> None:
    """Take a login out of the file. Raises LoginsError, also when there is none of that name."""
    with _alone(folder):
        entries = check_there(folder, name)
        del entries[name]
        _write(folder, entries)


def check_free(folder: Path, name: str) -> Entries:
    """All logins, if none of them has that name, in whatever case. Raises LoginsError."""
    entries = read(folder)
    taken = next((each for each in entries if each.lower() == name.lower()), None)
    if taken is not None:
        raise LoginsError(f"there is a login {taken!r} already; `parlour oper remove {taken}` removes it")
    return entries


def check_there(folder: Path, name: str) -> Entries:
    """All logins, if one of them has that name. Raises LoginsError."""
    entries = read(folder)
    if name not in entries:
        near = difflib.get_close_matches(name, entries, n=1)
        raise LoginsError(f"there is no login {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return entries


def add_first(folder: Path) -> str:
    """Make the login with which the first operator comes, which works once. Returns its password."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    add(folder, FIRST, new(FIRST_CLASS, hash_password(password), once=True))
    return password


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Change the file while nobody else does: the server and several `parlour oper` may want to at a time."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise LoginsError(f"cannot open the data folder {folder}: {reason(error)}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(folder: Path, entries: Entries) -> None:
    path = folder / FILE
    text = HEAD + "".join(f"\n[{name}]\n{_lines(entry)}" for name, entry in entries.items())
    try:
        put_whole(path, text.encode(), mode=0o600)
        owner = folder.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            # The server runs as another, to whom the folder belongs.
            os.chown(path, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise LoginsError(f"cannot write {path}: {reason(error)}") from None


def _lines(entry: Entry) -> str:
    values = msgspec.to_builtins(entry, builtin_types=(datetime,))
    return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else toml(value)
