"""Credentials: whether what somebody gives as a password is one, and how often they may try."""

from collections.abc import Mapping
from typing import Any

from parlour.core.later import Done
from parlour.core.powers import Login
from parlour.server.guesses import Guesses
from parlour.server.options import Options, Process, Runtime
from parlour.server.passwords import Shared, matches


class Credentials:
    """The logins of operators, and the checks of passwords."""

    def __init__(self, options: Options, runtime: Runtime, process: Process) -> None:
        self._runtime = runtime
        self._process = process
        self._shared = Shared(runtime.compute)
        self._guesses = Guesses()
        self._spent: dict[str, str] = {}
        """The logins that were used for their only time: the name of each by its hash."""
        self.adopt(options)

    def adopt(self, options: Options) -> None:
        """These are the passwords from now on."""
        self.logins: Mapping[str, Login] = {
            name: login for name, login in options.logins.items() if login.hashed not in self._spent
        }
        self._common = {options.password, *(gateway.password for gateway, _ in options.gateways)} - {""}
        """The hashes of passwords that many have to give."""

    def knows(self, hashed: str, password: str) -> bool:
        """Whether a password is known to be the one of a hash, as somebody gave it before."""
        return hashed in self._common and self._shared.knows(hashed, password)

    def check(self, address: str | None, hashed: str, password: str, done: Done) -> bool:
        """Call `done` with whether a password is the one of a hash.

        False, and it is not, when too many wait, or too many from `address` were wrong.
        """
        if address is not None and self._guesses.too_many(address, self._runtime.clock()):
            return False
        if hashed in self._common:
            return self._shared.check(hashed, password, done)
        return self._runtime.compute(lambda: matches(hashed, password), done)

    def guessed_wrong(self, address: str) -> None:
        """A password from an address was wrong."""
        self._guesses.wrong(address, self._runtime.clock())

    def spend(self, login: Login, done: Done) -> None:
        """Take a login that works once from the logins for ever; call `done` when that is written, or cannot be."""

        def written(value: Any, error: Exception | None) -> None:
            if error is not None:
                del self._spent[login.hashed]
                self.logins = {**self.logins, login.name: login}
            done(value, error)

        # At once, as another may try it before its file is written, or the file may be read again.
        self._spent[login.hashed] = login.name
        self.logins = {name: each for name, each in self.logins.items() if each is not login}
        self._process.spend(login.name, written)

    def is_spent(self, login: str) -> bool:
        """Whether a login of that name was used for its only time."""
        return login in self._spent.values()

    def tick(self) -> None:
        """A second has passed, more or less."""
        self._guesses.tick(self._runtime.clock())
