"""A value that is not there yet, awaited by handlers that are driven by hand."""

from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Done = Callable[[Any, Exception | None], None]
"""What is called with an answer that came from beside the loop, or with why there is none."""


class Later(Generic[T]):
    """Awaiting it suspends until `resolve` or `fail`; whoever drives the coroutine sets `resume` to go on then."""

    __slots__ = ("_error", "_value", "done", "resume")

    def __init__(self) -> None:
        self.done = False
        self.resume: Callable[[], None] | None = None
        self._value: T | None = None
        self._error: Exception | None = None

    def resolve(self, value: T) -> None:
        """The value is there."""
        self._value = value
        self._finish()

    def fail(self, error: Exception) -> None:
        """There will be no value: awaiting raises `error`."""
        self._error = error
        self._finish()

    def then(self, call: Callable[[], None]) -> None:
        """Call when it is there, which may be now."""
        self.resume = call
        if self.done:
            call()

    def _finish(self) -> None:
        self.done = True
        if self.resume is not None:
            self.resume()

    def __await__(self) -> Generator["Later[T]", None, T]:
        if not self.done:
            yield self
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]


def ready(value: Any) -> Later[Any]:
    """A value that is there already."""
    later: Later[Any] = Later()
    later.resolve(value)
    return later
