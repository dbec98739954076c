"""The log: how its lines look, what is in none of them, and that nobody waits for whoever takes it."""

import fcntl
import json
import logging
import os
import pty
import re
import select
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from parlour.server import logs
from parlour.server.logs import JsonFormatter, Log, TextFormatter, about
from tests.support.irc import DEADLINE_S

ANN = SimpleNamespace(id=17, address="192.0.2.1")


@pytest.fixture(autouse=True)
def usual_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a log changes for the whole process, put back after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name in ("logThreads", "logProcesses", "logMultiprocessing"):
        monkeypatch.setattr(logging, name, getattr(logging, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def record(words: str, *args: object, level: int = logging.INFO, **extra: object) -> logging.LogRecord:
    made = logging.getLogger("parlour.server.node").makeRecord(
        "parlour.server.node", level, "", 0, words, args, None, extra=extra or None
    )
    made.created = 1_700_000_000.25
    return made


def error_of(raise_it: object) -> logging.LogRecord:
    made = record("internal error", level=logging.ERROR)
    try:
        raise_it()  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001
        made.exc_info = (type(error), error, error.__traceback__)
    return made


# Lines


def test_a_line_for_programs_is_an_object_with_what_is_known() -> None:
    line = JsonFormatter().format(record("registered as %s", "ann", **about(ANN)))
    assert json.loads(line) == {
        "ts": "2023-11-14T22:13:20.250Z",
        "level": "info",
        "logger": "parlour.server.node",
        "connection": 17,
        "address": "192.0.2.1",
        "message": "registered as ann",
    }


def test_a_line_that_is_about_no_connection_names_none() -> None:
    assert "connection" not in json.loads(JsonFormatter().format(record("stopping")))


def test_what_is_no_text_stands_in_a_line_for_programs_all_the_same() -> None:
    line = JsonFormatter().format(record("cannot read %s", os.fsdecode(b"caf\xe9.pem")))
    assert json.loads(line.encode())["message"] == "cannot read caf\\udce9.pem"


def test_a_line_for_people_has_the_time_the_level_the_connection_and_a_sentence() -> None:
    line = TextFormatter().format(record("registered as %s", "ann", **about(ANN)))
    assert line[:19].replace(" ", "-").replace(":", "-").replace("-", "").isdigit()
    assert line[19:] == " info    #17 registered as ann"


def test_a_line_for_people_does_nothing_to_their_terminal_and_stays_one_line() -> None:
    line = TextFormatter().format(record("cannot read %s", "a\x1b[2Jb\nc"))
    assert line.endswith(r"cannot read a\x1b[2Jb\nc")


SECRET = "what ann told bob"


def raise_with_text() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"no number: {SECRET}") from error


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()], ids=["json", "text"])
def test_a_traceback_says_where_and_what_kind_but_not_what_was_said(formatter: logging.Formatter) -> None:
    line = formatter.format(error_of(raise_with_text))
    assert SECRET not in line
    assert "Traceback" in line
    assert "in raise_with_text" in line
    assert line.index("ValueError") < line.index("KeyError")


def test_a_traceback_says_what_the_system_says() -> None:
    line = JsonFormatter().format(error_of(lambda: os.open("/nowhere/at/all", os.O_RDONLY)))
    assert "FileNotFoundError: No such file or directory" in json.loads(line)["traceback"]


# Where it goes


class Taken:
    """A log, and the end where it is taken."""

    def __init__(self, reading: int, writing: int, style: str = "auto", level: str = "info", **environ: Any) -> None:
        self.reading = reading
        self._read = b""
        self.log = Log(writing, environ)
        self.log.begin(style, level)

    def lines(self, count: int) -> list[str]:
        """So many lines or more, waited for."""
        while self._read.count(b"\n") < count:
            assert select.select([self.reading], [], [], DEADLINE_S)[0], f"only this came: {self._read!r}"
            self._read += os.read(self.reading, 1 << 20)
        whole, _, self._read = self._read.rpartition(b"\n")
        return whole.decode().splitlines()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


log = logging.getLogger("parlour.server.test")


def test_a_terminal_gets_lines_for_people_and_a_pipe_such_for_programs(
    terminal: tuple[int, int], pipe: tuple[int, int]
) -> None:
    for ends, begins in ((terminal, "2"), (pipe, "{")):
        taken = Taken(*ends)
        log.info("hello")
        (line,) = taken.lines(1)
        assert line.startswith(begins)
        taken.log.end()


STYLES = {"text": "2", "json": "{"}


@pytest.mark.parametrize(("style", "begins"), STYLES.items(), ids=STYLES)
def test_a_style_that_is_named_holds_everywhere(
    terminal: tuple[int, int], pipe: tuple[int, int], style: str, begins: str
) -> None:
    for ends in (terminal, pipe):
        taken = Taken(*ends, style)
        log.info("hello")
        (line,) = taken.lines(1)
        assert line.startswith(begins)
        taken.log.end()


# https://no-color.org: "when present and not an empty string (regardless of its value)"
COLOURED = {
    "on a terminal": ({"TERM": "xterm"}, True),
    "with an empty NO_COLOR": ({"TERM": "xterm", "NO_COLOR": ""}, True),
    "not with NO_COLOR": ({"TERM": "xterm", "NO_COLOR": "1"}, False),
    "not on a terminal that has none": ({"TERM": "dumb"}, False),
}


@pytest.mark.parametrize(("environ", "coloured"), COLOURED.values(), ids=COLOURED)
def test_there_are_colours(terminal: tuple[int, int], environ: dict[str, Any], coloured: bool) -> None:
    taken = Taken(*terminal, **environ)
    log.warning("careful")
    (line,) = taken.lines(1)
    assert ("\x1b[33mwarning" in line) is coloured
    assert line.rstrip().endswith("careful")
    taken.log.end()


def test_a_file_has_no_colours_whatever_the_terminal(pipe: tuple[int, int]) -> None:
    taken = Taken(*pipe, "text", TERM="xterm")
    log.warning("careful")
    assert "\x1b" not in taken.lines(1)[0]
    taken.log.end()


def test_the_level_says_what_is_left_out_and_can_change(pipe: tuple[int, int]) -> None:
    taken = Taken(*pipe, level="warning")
    log.info("not this")
    log.warning("this")
    (first,) = taken.lines(1)
    assert json.loads(first)["message"] == "this"
    taken.log.adopt("text", "debug")
    log.debug("and this")
    (second,) = taken.lines(1)
    assert second.endswith("debug   and this")
    taken.log.end()


def test_the_journal_is_told_how_serious_a_line_is(pipe: tuple[int, int]) -> None:
    # https://www.freedesktop.org/software/systemd/man/latest/sd-daemon.html
    found = os.fstat(pipe[1])
    taken = Taken(*pipe, level="debug", JOURNAL_STREAM=f"{found.st_dev}:{found.st_ino}")
    for level in ("debug", "info", "warning", "error"):
        getattr(log, level)("hello")
    assert [line[:4] for line in taken.lines(4)] == ["<7>{", "<6>{", "<4>{", "<3>{"]
    taken.log.end()


def test_another_stream_than_the_journals_has_no_mark(pipe: tuple[int, int]) -> None:
    taken = Taken(*pipe, JOURNAL_STREAM="1:2")
    log.info("hello")
    assert taken.lines(1)[0].startswith("{")
    taken.log.end()


def test_a_thread_that_ends_with_an_error_is_logged_without_its_words(pipe: tuple[int, int]) -> None:
    taken = Taken(*pipe)
    thread = threading.Thread(target=raise_with_text)
    thread.start()
    thread.join()
    (line,) = taken.lines(1)
    assert SECRET not in line
    assert "internal error in a thread" in line
    taken.log.end()


def test_what_is_logged_last_is_written_before_the_end(pipe: tuple[int, int]) -> None:
    taken = Taken(*pipe)
    for number in range(1000):
        log.info("line %d", number)
    reader: list[list[str]] = []
    thread = threading.Thread(target=lambda: reader.append(taken.lines(1000)))
    thread.start()
    taken.log.end()
    thread.join()
    assert [json.loads(line)["message"] for line in reader[0]] == [f"line {number}" for number in range(1000)]


@pytest.mark.parametrize("how", ["a warning", "the end"])
def test_lines_gather_until_one_is_urgent(pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(logs, "GATHER_S", 3600)
    taken = Taken(*pipe)
    log.info("one")
    log.info("two")
    if how == "a warning":
        log.warning("three")
        assert len(taken.lines(3)) == 3
    taken.log.end()
    if how == "the end":
        assert len(taken.lines(2)) == 2


# Nobody waits for it


def test_nobody_waits_for_a_log_that_nobody_takes_and_what_is_dropped_is_counted(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "WAITING_LINES", 50)
    fcntl.fcntl(pipe[1], fcntl.F_SETPIPE_SZ, 4096)
    taken = Taken(*pipe)
    # Many times what the pipe, the thread and the queue hold: this ends, though nobody reads.
    for number in range(2000):
        log.info("line %d", number)
    kept, dropped = 0, 0
    while kept + dropped < 2000:
        for line in taken.lines(1):
            match = re.fullmatch(r"(\d+) lines were dropped, as nobody took the log", json.loads(line)["message"])
            dropped += int(match[1]) if match else 0
            kept += not match
    assert dropped > 1000
    assert kept + dropped == 2000
    taken.log.end()


def test_the_end_does_not_wait_for_a_log_that_nobody_takes(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "END_S", 0.01)
    fcntl.fcntl(pipe[1], fcntl.F_SETPIPE_SZ, 4096)
    taken = Taken(*pipe)
    for number in range(1000):
        log.info("line %d", number)
    taken.log.end()
    taken.lines(1000)


def test_a_log_on_a_pipe_that_does_not_block_is_written_whole(pipe: tuple[int, int]) -> None:
    os.set_blocking(pipe[1], False)
    fcntl.fcntl(pipe[1], fcntl.F_SETPIPE_SZ, 4096)
    taken = Taken(*pipe)
    for number in range(1000):
        log.info("line %d", number)
    assert len(taken.lines(1000)) == 1000
    taken.log.end()


def test_a_log_whose_reader_is_gone_is_no_matter(pipe: tuple[int, int]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    taken = Taken(pipe[0], writing)
    log.info("to nobody")
    taken.log.end()
    assert not taken.log._thread.is_alive()
    os.close(writing)


def test_a_line_that_cannot_be_made_is_not_the_last(pipe: tuple[int, int]) -> None:
    taken = Taken(*pipe)
    words = "two of %s %s"
    log.info(words, "one")
    log.info("goes on")
    first, second = taken.lines(2)
    assert first == "a line of parlour.server.test cannot be written: TypeError"
    assert json.loads(second)["message"] == "goes on"
    taken.log.end()
