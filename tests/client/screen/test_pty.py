"""The real program in a pty: which bytes it writes, and how it leaves the terminal."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.screen import Server, Terminal

pytestmark = pytest.mark.slow

_COLOURS = re.compile(rb"\x1b\[([0-9;]*)m")


@contextmanager
def talk(folder: Path, settings: str = "", **extra: str) -> Iterator[Terminal]:
    """The program in a channel where somebody has said something colourful and somebody calls."""
    (folder / "parlour").mkdir()
    (folder / "parlour" / "chat.toml").write_text(settings, encoding="utf-8")
    server = Server()
    try:
        with Terminal(server.port, folder, **extra) as terminal:
            server.welcome(terminal)
            terminal.until(b"You are in the channel")
            server.say(
                ":bob!b@h PRIVMSG #attic :\x0304,02red\x03 ann https://example.org/",
                "@+typing=active :bob!b@h TAGMSG #attic", ":eve!e@h PRIVMSG #attic :\x1b[31m\x9b2J\x1b]0;mine\x07 last",
            )  # fmt: skip
            terminal.until(b"last")
            for keys in (b"\x1b[1;5A", b"\x1bOR", b"\x1b[5~", b"written"):
                terminal.press(keys)
            terminal.until(b"written")
            yield terminal
    finally:
        server.close()


def codes(drawn: bytes) -> set[int]:
    """All the numbers of colours and attributes that were written."""
    return {int(code) for found in _COLOURS.findall(drawn) for code in found.split(b";") if code}


def test_with_no_color_not_one_code_for_a_colour_is_written(tmp_path: Path) -> None:
    with talk(tmp_path, NO_COLOR="1") as terminal:
        assert codes(terminal.drawn) <= set(range(10))
        assert codes(terminal.drawn)


def test_the_theme_of_the_terminal_has_no_colours_but_the_terminals_own(tmp_path: Path) -> None:
    with talk(tmp_path, 'theme = "terminal"\n') as terminal:
        found = codes(terminal.drawn)
        assert not found & {38, 48}
        assert found & set(range(31, 37))


def test_nothing_that_was_sent_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    with talk(tmp_path) as terminal:
        assert b"mine\x07" not in terminal.drawn
        assert b"\x1b[31m" not in terminal.drawn
        assert "\x9b".encode() not in terminal.drawn


def test_the_terminal_is_left_as_it_was(tmp_path: Path) -> None:
    with talk(tmp_path) as terminal:
        terminal.press(b"\x11")
        assert terminal.ended() == 0
        for code in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
            assert code in terminal.drawn
