"""Passwords: how they are kept, what one may be, and the threads in which they are checked."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from parlour.core.later import Done

PASSES, MEMORY_KIB, LANES = 2, 19 * 1024, 1
"""How dear a guess is. argon2-cffi's own default of 64 MiB is too much for all who come back after a restart.

Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
"""

DECOY = "$argon2id$v=19$m=19456,t=2,p=1$89dHCJYFBN+hqfhoT4mSpA$PSlu9ScL3o17uh8iXoRV50yTrQu7HfGLvYYqvwYSVYw"
"""The hash of no password that anybody knows: checked where there is no hash, so that this takes as long."""

PASSWORD_BYTES = 300
"""The longest password: with a command and a name it fits in a line."""

THREADS, WAITING = 2, 256
"""So many passwords are checked at a time, and so many may wait: about two seconds of work."""

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with all that checking one against it needs."""
    return _hasher.hash(_normal(password))


def matches(hashed: str, password: str) -> bool:
    """Whether a password is the one of a hash. Takes some 20 ms and as much memory as the hash says.

    An empty hash is that of no password, and takes as long.
    """
    try:
        _hasher.verify(hashed or DECOY, _normal(password))
    except VerifyMismatchError:
        return False
    return bool(hashed)


def is_hash(text: str) -> bool:
    """Whether a text is an argon2id hash."""
    try:
        return extract_parameters(text).type is Type.ID
    except (InvalidHashError, ValueError):
        return False


def trouble(password: str) -> str | None:
    """Why a password cannot be one that is typed into an IRC client, as the end of a sentence; None if it can."""
    if not password:
        return "it is empty"
    if len(password.encode()) > PASSWORD_BYTES:
        return f"it has more than {PASSWORD_BYTES} bytes"
    if any(char.isspace() for char in password):
        return "it has a blank in it, and most clients would send only what stands before that"
    if not password.isprintable():
        return "it has a character in it that cannot be seen"
    if password.startswith(":"):
        return "it begins with a colon, which clients would not send"
    return None


def _normal(password: str) -> bytes:
    """The same bytes for the same letters, however a keyboard composes them. Source: RFC 8265, 4.2.1"""
    return unicodedata.normalize("NFC", password).encode()


class Shared:
    """Checks of passwords that many have to give: who gives the same as somebody before needs no check of theirs.

    So all can come at once after a restart, while each wrong guess costs as much as ever. `compute` does work beside
    the loop, as `Checks.submit` does. What it remembers of passwords are hashes that are worth nothing elsewhere.
    """

    def __init__(self, compute: Callable[[Callable[[], Any], Done], bool]) -> None:
        self._compute = compute
        self._key = secrets.token_bytes(32)
        self._right: dict[str, bytes] = {}
        self._asked: dict[tuple[str, bytes], list[Done]] = {}

    def knows(self, hashed: str, password: str) -> bool:
        """Whether a password is known to be the one of a hash."""
        return hmac.compare_digest(self._right.get(hashed, b""), self._mark(password))

    def _mark(self, password: str) -> bytes:
        return hashlib.blake2b(password.encode(), key=self._key).digest()

    def check(self, hashed: str, password: str, done: Done) -> bool:
        """Call `done` with whether a password is the one of a hash; False, and it is not, when too much waits."""
        mark = self._mark(password)
        asked = self._asked.get((hashed, mark))
        if asked is not None:
            asked.append(done)
            return True

        def answer(value: Any, error: Exception | None) -> None:
            if value:
                self._right[hashed] = mark
            for each in self._asked.pop((hashed, mark)):
                each(value, error)

        if not self._compute(lambda: matches(hashed, password), answer):
            return False
        self._asked[hashed, mark] = [done]
        return True


class Checks:
    """Threads that check passwords, a few at a time. `post` brings a call from a thread to the loop."""

    def __init__(self, post: Callable[[Callable[[], None]], object]) -> None:
        self._post = post
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="parlour-password")
        self._waiting = 0

    def submit(self, work: Callable[[], Any], done: Done) -> bool:
        """Do work in a thread, then call `done` in the loop; False, and nothing is done, when too much waits."""
        if self._waiting >= THREADS + WAITING:
            return False
        self._waiting += 1

        def run() -> None:
            value, failure = None, None
            try:
                value = work()
            except Exception as error:  # noqa: BLE001, whoever asked for it is told
                failure = error
            self._post(lambda: finish(value, failure))

        def finish(value: Any, failure: Exception | None) -> None:
            self._waiting -= 1
            done(value, failure)

        self._threads.submit(run)
        return True

    def stop(self) -> None:
        """Check nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
