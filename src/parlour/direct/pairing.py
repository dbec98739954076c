"""The first meeting: whoever dials says the code that the listener shows, and neither tells it to the other.

SPAKE2 gives both the same secret only if the code and both keys are the same. The dialler confirms first, so that
whoever guesses at a listener learns nothing but whether the one guess was right.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Literal

from spake2 import SPAKE2_A, SPAKE2_B  # type: ignore[import-untyped]

from parlour.direct.proquints import proquints

Role = Literal["dialler", "listener"]

CODE_BYTES = 4
"""Two words: one guess is right once in four thousand million times."""

_MESSAGE_BYTES = 33
"""Which side it is from, and an element of the group."""


class WrongCode(Exception):
    """The other side does not know the code, or is not who it seems to be. This pairing is over."""


def new_code(bits: bytes) -> str:
    """A code of two words, from as many random bytes."""
    if len(bits) != CODE_BYTES:
        raise ValueError(f"a code takes {CODE_BYTES} bytes")
    return proquints(bits)


class Pairing:
    """One side of one pairing. It takes one message and one confirmation, and then never another."""

    def __init__(
        self, role: Role, code: str, dialler_key: bytes, listener_key: bytes, entropy: Callable[[int], bytes]
    ) -> None:
        self._role = role
        side = SPAKE2_A if role == "dialler" else SPAKE2_B
        heard = "-".join(re.findall(r"[a-z]+", code.lower()))
        self._spake = side(heard.encode(), idA=dialler_key, idB=listener_key, entropy_f=entropy)
        self.message: bytes = self._spake.start()
        """What the other side needs."""
        self._secret: bytes | None = None
        self._is_over = False

    def take(self, message: bytes) -> bytes:
        """Take the other side's message; returns the confirmation that this side knows the code. Raises WrongCode."""
        if self._is_over or self._secret is not None:
            raise WrongCode
        self._is_over = len(message) != _MESSAGE_BYTES  # the library would not mind more
        if self._is_over:
            raise WrongCode
        try:
            self._secret = self._spake.finish(message)
        except Exception as error:  # the library's errors have no common type
            self._is_over = True
            raise WrongCode from error
        return self._confirmation(self._role)

    def check(self, confirmation: bytes) -> None:
        """Check that the other side knows the code. Raises WrongCode."""
        other: Role = "listener" if self._role == "dialler" else "dialler"
        if self._is_over or self._secret is None:
            self._is_over = True
            raise WrongCode
        self._is_over = True
        if not hmac.compare_digest(confirmation, self._confirmation(other)):
            raise WrongCode

    def _confirmation(self, role: Role) -> bytes:
        assert self._secret is not None
        return hmac.new(self._secret, b"parlour direct 1: " + role.encode(), hashlib.sha256).digest()
