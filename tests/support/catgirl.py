"""catgirl, which speaks nothing but TLS and takes no certificate that it was not told to trust, in a terminal."""

import subprocess
from pathlib import Path

from tests.support.irc import DEADLINE_S
from tests.support.person import COMMANDS, Manners
from tests.support.programs import programs_missing
from tests.support.terminal import Terminal

PROGRAM = "catgirl"

_TIME = r"^(\d\d:\d\d:\d\d)"

MANNERS = Manners(
    typed={
        **COMMANDS,
        "notice": "/notice {text}",
        "invite": "/invite {whom}",
        "part": "/part {text}",
    },
    shown={
        "welcomed": _TIME + r" You arrive in Parlour$",
        "mode": _TIME + r" {who} (?:un)?sets {where} {text} invite-only$",
        "came": _TIME + r" {who} arrives in {where}$",
        "knows its channel": _TIME + r" In {where} are .*cat",
        "said": _TIME + r" <{who}> {text}$",
        "acted": _TIME + r" \* {who} {text}$",
        "noticed": _TIME + r" -{who}- {text}$",
        "called otherwise": _TIME + r" {who} is now known as {text}$",
        "topic": _TIME + r" {who} places a new sign in {where}: {text}$",
        "voiced": _TIME + r" {who} sets \+{whom} \+v voice in {where}$",
        "banned": _TIME + r" {who} bans \+b {text} from {where}$",
        "unbanned": _TIME + r" {who} unbans -b {text} from {where}$",
        "kicked": _TIME + r" {who} kicks {whom} out of {where}: {text}$",
        "left": _TIME + r" {who} leaves {where}: {text}$",
        "gone": _TIME + r" {who} leaves: Quit: {text}$",
        "told": _TIME + r" <{who}> {text}$",
        "away": _TIME + r" {who} is away: {text}$",
        "I am away": _TIME + r" You have been marked as being away$",
        "I am back": _TIME + r" You are no longer marked as being away$",
        "I am banned": _TIME + r" Cannot join channel \(\+b\): {where}$",
        "I am not invited": _TIME + r" Cannot join channel \(\+i\): {where}$",
        "I am invited": _TIME + r" {who} invites you to {where}$",
    },
)


def missing() -> str | None:
    """What there is to do before catgirl can be driven, if anything."""
    return programs_missing({PROGRAM: "catgirl", "tmux": "tmux"})


def certificate(address: tuple[str, int]) -> str:
    """The certificate of a server as catgirl itself prints it, to be trusted from then on."""
    host, port = address
    done = subprocess.run(
        [PROGRAM, "-o", "-h", host, "-p", str(port)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=DEADLINE_S,
    )
    return done.stdout


class Catgirl(Terminal):
    """catgirl under a nick, connected with TLS. A context manager."""

    def __init__(self, folder: Path, nick: str, address: tuple[str, int], lines: int) -> None:
        folder.mkdir()
        trusted = folder / "trusted.pem"
        trusted.write_text(certificate(address))
        host, port = address
        words = (PROGRAM, "-T%H:%M:%S", "-h", host, "-p", str(port), "-t", str(trusted), "-n", nick)
        super().__init__(folder, *words, lines=lines)
        self._window = ""

    def start(self) -> None:
        """Start it anew."""
        self._end()
        self._window = ""
        self.__enter__()

    def type_in(self, window: str, *lines: str) -> None:
        """Type lines in a window."""
        self._look_at(window)
        self.type(*lines)

    def expect_in(self, window: str, *patterns: str) -> None:
        """Wait until all these regular expressions match something in a window."""
        self._look_at(window)
        self.expect(*patterns)

    def shown_in(self, window: str) -> str:
        """What is on the screen when one looks at a window."""
        self._look_at(window)
        return self.screen()

    def _look_at(self, window: str) -> None:
        if window != self._window:
            self.type(f"/window {window or '<network>'}" if window[:1] in ("", "#") else f"/query {window}")
            self._window = window
