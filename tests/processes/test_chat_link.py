"""The client against a real server: certificates, a kill, and the way back. Its face is the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.faced import Faced, User
from tests.support.irc import HISTORY_CAPABILITIES
from tests.support.process import Server

pytestmark = pytest.mark.slow


@pytest.fixture
async def faced(tmp_path: Path) -> AsyncIterator[Faced]:
    made = Faced(tmp_path / "ann")
    yield made
    await made.client.close()


async def test_a_server_of_ones_own_is_trusted_once(tmp_path: Path) -> None:
    user = User()
    with Server(tmp_path, "--tls", "127.0.0.1:0") as server:
        for _ in range(2):
            faced = Faced(tmp_path / "ann", user)
            await faced.online(faced.add(server.tls[1], tls=True))
            await faced.client.close()
        (shown,) = user.shown
        assert shown.fingerprint == server.fingerprint
        assert shown.why == "it is signed by nobody but itself"


async def test_a_server_with_a_new_certificate_is_refused(tmp_path: Path, faced: Faced) -> None:
    with Server(tmp_path, "--tls", "127.0.0.1:0") as server:
        await faced.online(faced.add(server.tls[1], tls=True))
        before = server.fingerprint
        server.kill()
        for file in ("certificate.pem", "key.pem"):
            (server.data / file).unlink()
        server.start_again()
        await faced.time.wake(0.75)
        await faced.until(lambda: not faced.client.is_tried("home"))
        assert f"that was {before}, this one is {server.fingerprint}" in faced.troubles[-1]


async def test_what_is_typed_while_the_server_is_gone_comes_once_and_in_order(tmp_path: Path, faced: Faced) -> None:
    with Server(tmp_path) as server:
        engine = faced.add(server.irc[1], channels=["#attic"])
        await faced.until(lambda: (attic := engine.network.buffer("#attic")) is not None and attic.joined)
        attic = engine.network.buffer("#attic")
        assert attic is not None
        engine.sending.say(attic, "one")
        faced.client.flush()
        await faced.until(lambda: not attic.unsent)
        server.kill()
        await faced.trouble()
        for text in ("two", "three"):
            engine.sending.say(attic, text)
        faced.client.flush()
        server.start_again()
        await faced.time.wake(0.75)
        await faced.until(lambda: attic.joined and not attic.unsent)
        with server.client("bob", *HISTORY_CAPABILITIES) as bob:
            said = [line.text for line in bob.join("#attic").history("#attic") if line.command == "PRIVMSG"]
    assert said == ["one", "two", "three"]


async def test_a_server_with_a_password_lets_in_who_knows_it(tmp_path: Path, faced: Faced) -> None:
    from parlour.server.passwords import hash_password

    faced.user.passwords = ["wisteria"]
    with Server(tmp_path, config=f"[server]\npassword = '{hash_password('wisteria')}'\n") as server:
        await faced.online(faced.add(server.irc[1]))
    assert len(faced.user.asked) == 1
