"""A server with a password, for those who come in plain text."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from parlour.server.passwords import hash_password
from tests.support import netcat
from tests.support.netcat import Typist, by_nc, by_openssl
from tests.support.process import Server

pytestmark = pytest.mark.slow

if reason := netcat.missing():
    pytest.skip(reason, allow_module_level=True)

PASSWORD = "open sesame"
LISTEN = ("127.0.0.1:0", "--text", "127.0.0.1:0", "--text-tls", "127.0.0.1:0")
ASKED = "This is Parlour. What is the password of this server?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    config = f'[server]\npassword = "{hash_password(PASSWORD)}"\n'
    with Server(tmp_path_factory.mktemp("server"), *LISTEN, config=config) as started:
        yield started


@pytest.mark.parametrize("kind", ["text", "text_tls"])
def test_it_is_asked_for_before_a_name(server: Server, kind: str) -> None:
    if kind == "text_tls" and (reason := netcat.openssl_missing()):
        pytest.skip(reason)
    words = (by_openssl if kind == "text_tls" else by_nc)(server.addresses(kind)[0])
    with Typist("ann", *words) as ann:
        ann.sees(ASKED)
        ann.type("ann", PASSWORD, "ann")
        ann.sees("That is not the password.", "What is the password of this server?", "What is your name?")
        ann.sees("Hello ann, …")


def test_whoever_gives_three_wrong_ones_is_sent_away(server: Server) -> None:
    with ExitStack() as stack:
        ann = stack.enter_context(Typist("ann", *by_nc(server.addresses("text")[0])))
        # One that is too long, and one that is no text, are wrong as well.
        ann.put(b"sesame\n" + b"x" * 10_000 + b"\n\xfe\xfe\n" + PASSWORD.encode() + b"\nann\n")
        ann.sees(ASKED, "That is not the password.", "What is the password of this server?")
        assert ann.rest() == [
            "That line is too long, so it went to nobody: 400 bytes are the most.",
            "What is the password of this server?",
            "That line went to nobody: text has to be UTF-8, without NUL characters.",
            "None of 3 passwords was the right one. Come again.",
            "Good bye.",
        ]
