"""The log: a line for each thing that happened, to standard error; for people on a terminal, as JSON otherwise.

Lines about a connection carry its number. What people say to one another, passwords and keys are in none of them, and
that holds for tracebacks, too: they say where and what kind of error, not what value it was about.
"""

import contextlib
import logging
import os
import queue
import select
import threading
import time
import traceback
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

WAITING_LINES = 10_000
"""So many lines may wait for whoever takes the log; past them they are counted and dropped."""

GATHER_S = 0.05
"""So long lines that are not urgent gather: to wake a thread for each costs many times what the line itself does."""

END_S = 1.0
"""So long the end of the server waits for the last lines to be taken."""

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_COLOURS = {logging.DEBUG: "2", logging.INFO: "32", logging.WARNING: "33", logging.ERROR: "31", logging.CRITICAL: "31"}


_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}

log = logging.getLogger(__name__)


def about(peer: Any) -> dict[str, Any]:
    """What a line about a connection says of it, for `extra`; the address is the one that counts for it."""
    return {"connection": peer.id, "address": peer.address}


class TextFormatter(logging.Formatter):
    """Lines for people: when, how serious, which connection, what."""

    def __init__(self, *, colour: bool = False) -> None:
        super().__init__()
        self._colour = colour

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the lines of a traceback below it."""
        when = _local(record.created // 1)
        level = f"{record.levelname.lower():<7}"
        if self._colour:
            level = f"\x1b[{_COLOURS.get(record.levelno, '0')}m{level}\x1b[0m"
        connection = getattr(record, "connection", None)
        which = "" if connection is None else f"#{connection} "
        trace = _trace(record)
        return f"{when} {level} {which}{_printable(record.getMessage())}{f'{chr(10)}{trace}' if trace else ''}"


class JsonFormatter(logging.Formatter):
    """Lines for programs: an object each."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        second, part = divmod(record.created, 1)
        told: dict[str, Any] = {
            "ts": f"{_utc(second)}.{int(part * 1000):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        for name in ("connection", "address"):
            if (value := getattr(record, name, None)) is not None:
                told[name] = value
        told["message"] = record.getMessage().encode(errors="backslashreplace").decode()
        if trace := _trace(record):
            told["traceback"] = trace
        return msgspec.json.encode(told).decode()


@lru_cache(maxsize=1)
def _utc(second: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


@lru_cache(maxsize=1)
def _local(second: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


def _printable(text: str) -> str:
    """Text that does nothing to a terminal and stays in its line."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _trace(record: logging.LogRecord) -> str:
    """Where an error came from, and what came before it. Its own words may be what somebody said."""
    error = record.exc_info[1] if record.exc_info else None
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        where = "".join(traceback.format_tb(error.__traceback__))
        said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        parts.append(f"Traceback (most recent call last):\n{where}{type(error).__qualname__}{said}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came of:\n".join(parts)


class Log(logging.Handler):
    """Takes lines at once and has a thread write them, so that nobody waits for a log that nobody takes."""

    def __init__(self, fd: int, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._fd = fd
        self._environ = environ
        self._for_journal = _is_journal(fd, environ)
        self._waiting: queue.SimpleQueue[logging.LogRecord | None] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._dropped = 0
        """How many lines were not taken, since the start."""
        self._thread = threading.Thread(target=self._run, name="parlour-log", daemon=True)

    def begin(self, style: str, level: str) -> None:
        """Log from now on, all that anybody logs."""
        self.adopt(style, level)
        logging.getLogger().handlers[:] = [self]
        # What nobody reads is not looked up for each line (https://docs.python.org/3/howto/logging.html#optimization).
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
        threading.excepthook = _uncaught
        self._thread.start()

    def adopt(self, style: str, level: str) -> None:
        """Write "text", "json" or "auto", what whoever takes the log is likely to want, of what is serious enough."""
        self.setFormatter(_formatter(style, self._fd, self._environ))
        logging.getLogger().setLevel(LEVELS[level])

    def emit(self, record: logging.LogRecord) -> None:
        """Have a line written soon."""
        if self._waiting.qsize() < WAITING_LINES:
            self._waiting.put(record)
            if record.levelno >= logging.WARNING:
                self._hurry.set()
        else:
            self._dropped += 1

    def end(self) -> None:
        """Write what there is, if somebody takes it."""
        self._waiting.put(None)
        self._hurry.set()
        self._thread.join(END_S)

    def _run(self) -> None:
        ended, told = False, 0
        while not ended:
            records = [self._waiting.get()]
            self._hurry.wait(GATHER_S)
            self._hurry.clear()
            with contextlib.suppress(queue.Empty):
                while len(records) < WAITING_LINES:
                    records.append(self._waiting.get_nowait())
            ended = None in records
            lines = [self._line(record) for record in records if record is not None]
            if (dropped := self._dropped) != told:
                lines.append(self._line(_dropped(dropped - told)))
                told = dropped
            self._write("".join(lines).encode(errors="backslashreplace"))

    def _line(self, record: logging.LogRecord) -> str:
        try:
            if self._for_journal:
                # How serious it is, as sd-daemon(3) has it; the journal takes it away.
                return f"<{_PRIORITIES.get(record.levelno, 6)}>{self.format(record)}\n"
            return f"{self.format(record)}\n"
        except Exception as error:  # noqa: BLE001, a line that is wrong must not be the last
            return f"a line of {record.name} cannot be written: {type(error).__name__}\n"

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                select.select([], [self._fd], [])
            except OSError:
                return  # nobody takes it, and nobody can be told


def _dropped(count: int) -> logging.LogRecord:
    words = "%d lines were dropped, as nobody took the log"
    return logging.LogRecord(__name__, logging.WARNING, "", 0, words, (count,), None)


def _formatter(style: str, fd: int, environ: Mapping[str, str]) -> logging.Formatter:
    terminal = os.isatty(fd)
    if style == "json" or (style == "auto" and not terminal):
        return JsonFormatter()
    # https://no-color.org
    return TextFormatter(colour=terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb")


def _is_journal(fd: int, environ: Mapping[str, str]) -> bool:
    """Whether it is systemd's journal that takes the log. Source: systemd.exec(5), JOURNAL_STREAM"""
    with contextlib.suppress(OSError):
        found = os.fstat(fd)
        return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"
    return False


def _uncaught(told: threading.ExceptHookArgs) -> None:
    """A thread ends with an error that nobody expected."""
    log.error("internal error in a thread", exc_info=told.exc_value)
