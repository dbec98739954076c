"""IRC typed by hand, into programs that know nothing of it."""

import shutil
from pathlib import Path

import pytest

from tests.support.process import Server
from tests.support.terminal import Terminal

pytestmark = pytest.mark.clients

if shutil.which("tmux") is None:
    pytest.skip("tmux is missing: apt-get install tmux", allow_module_level=True)

PROGRAMS = {
    "nc": ("irc", "nc {host} {port}"),
    "nc through a Unix socket": ("unix", "nc -U {path}"),
    "openssl s_client": ("tls", "openssl s_client -quiet -connect {host}:{port}"),
}
PACKAGES = {"nc": "netcat-openbsd", "openssl": "openssl"}


@pytest.mark.parametrize(("kind", "words"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_whoever_types_irc_by_hand_takes_part(tmp_path: Path, kind: str, words: str) -> None:
    program = words.split(maxsplit=1)[0]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is missing: apt-get install {PACKAGES[program]}")
    path = tmp_path / "irc.sock"
    listen = ("127.0.0.1:0", "--tls", "127.0.0.1:0", "--unix", str(path))
    with Server(tmp_path, *listen) as server, server.client("bob") as bob:
        host, port = server.tls if kind == "tls" else server.irc
        typed = words.format(host=host, port=port, path=path)
        # What the server prints is what works. Where people may type plain text, they are not told to type IRC.
        assert any(typed in line for line in server.announced) == (kind == "unix")
        bob.join("#attic").send("PRIVMSG #attic :is anybody there?")
        bob.settle()
        with Terminal(tmp_path / "ann", *typed.split()) as ann:
            ann.type("NICK ann", "USER ann 0 * :Ann")
            ann.expect(r"^:parlour\.local 001 ann :Welcome to the Parlour network, ann!ann@\S+$")
            ann.expect(r"^:parlour\.local 422 ann :MOTD File is missing$")
            ann.type("JOIN #attic")
            ann.expect(r"^:ann!ann@\S+ JOIN #attic$", r"^:parlour\.local 353 ann = #attic :@bob ann$")
            # Without server-time, what was said before has its time in its text.
            ann.expect(r"^:bob!bob@\S+ PRIVMSG #attic :\[\d\d:\d\d\] is anybody there\?$")
            ann.type("PRIVMSG #attic :I am")
            bob.expect(":ann!ann@… PRIVMSG #attic :I am")
            bob.send("PRIVMSG #attic :so you are")
            ann.expect(r"^:bob!bob@\S+ PRIVMSG #attic :so you are$")
            ann.type("what is this?")
            ann.expect(r"^:parlour\.local 421 ann WHAT :Unknown command$")
            ann.type("QUIT :bye")
            bob.expect(":ann!ann@… QUIT :Quit: bye")
