import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from parlour.client.settings import ChatSettings, ServerSettings
from parlour.client.told import StateChanged
from tests.support.faced import Faced, User
from tests.support.scripted import Reader, Scripted, Writer, saying, silent, welcoming


@pytest.fixture
async def faced(tmp_path: Path) -> AsyncIterator[Faced]:
    made = Faced(tmp_path)
    yield made
    await made.client.close()


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


async def test_a_client_comes_in_and_leaves_with_a_word(faced: Faced) -> None:
    async with Scripted(welcoming) as server:
        engine = faced.add(server.port)
        await faced.online(engine)
        await faced.client.close("good night")
    assert b"QUIT :good night\r\n" in server.heard
    states = [each.state for each in faced.told if isinstance(each, StateChanged)]
    assert states == ["connecting", "registering", "online", "offline"]


async def test_a_closed_port_is_named(faced: Faced) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and nobody listens
        port = bound.getsockname()[1]
        faced.add(port)
        assert await faced.trouble() == f"nothing listens at 127.0.0.1:{port}"


TROUBLES = {
    "HTTP": (b"HTTP/1.1 400 Bad Request\r\n\r\n", "{} speaks HTTP, not IRC"),
    "SSH": (b"SSH-2.0-OpenSSH_9.2\r\n", "{} speaks SSH, not IRC"),
    "TLS": (b"\x15\x03\x01\x00\x02\x02\x46", "{} speaks TLS: leave out --no-tls, or write ircs://"),
    "nothing": (b"", "{} closes the connection without a word; perhaps it wants TLS"),
    "garbage": (bytes(range(256)) * 300, "{} has closed the connection"),
}


@pytest.mark.parametrize(("words", "sentence"), TROUBLES.values(), ids=TROUBLES)
async def test_what_speaks_no_irc_is_told_in_a_sentence(faced: Faced, words: bytes, sentence: str) -> None:
    async with Scripted(saying(words)) as server:
        faced.add(server.port)
        assert await faced.trouble() == sentence.format(f"127.0.0.1:{server.port}")


async def test_a_server_with_tls_is_known_by_what_it_says_without(faced: Faced, tls: ssl.SSLContext) -> None:
    async with Scripted(silent, tls) as server:
        faced.add(server.port)
        assert "TLS" in await faced.trouble()
    assert server.heard == b""


async def test_a_server_without_tls_is_known_by_what_it_says_to_it(faced: Faced) -> None:
    async with Scripted(saying(b"ERROR :what is that?\r\n")) as server:
        faced.add(server.port, tls=True)
        found = await faced.trouble()
    assert found == f"127.0.0.1:{server.port} does not speak TLS; without it: --no-tls, or another port such as 6697"


async def test_a_server_that_does_not_answer_to_tls(tmp_path: Path) -> None:
    faced = Faced(tmp_path, patience_s=0.05)
    async with Scripted(silent) as server:
        faced.add(server.port, tls=True)
        assert "does not answer" in await faced.trouble()
        await faced.client.close()


async def test_a_server_that_says_nothing_is_given_up(faced: Faced) -> None:
    async with Scripted(silent) as server:
        engine = faced.add(server.port)
        await faced.until(lambda: engine.network.state == "registering")
        faced.client.tick()
        assert faced.troubles == []
        faced.time.now_ms += 31_000
        faced.client.tick()
        assert await faced.trouble() == f"127.0.0.1:{server.port} does not answer"


async def test_a_server_that_says_anything_but_welcome_is_given_up(faced: Faced) -> None:
    async def chatty(server: Scripted, reader: Reader, writer: Writer) -> None:
        writer.write(b":home.example NOTICE * :one moment\r\n")
        await silent(server, reader, writer)

    async with Scripted(chatty) as server:
        engine = faced.add(server.port)
        await faced.until(lambda: engine.network.buffers[""].timeline.messages)
        faced.time.now_ms += 61_000
        engine.receive(b":home.example NOTICE * :another moment\r\n")
        faced.client.tick()
        assert "does not let you in" in await faced.trouble()


async def test_a_server_that_has_gone_away_silently_is_given_up_and_found_again(faced: Faced) -> None:
    async with Scripted(welcoming) as server:
        engine = faced.add(server.port)
        await faced.online(engine)
        faced.time.now_ms += 61_000
        engine.tick()  # asks whether it is there
        engine.take_output()  # and is not heard
        faced.time.now_ms += 31_000
        faced.client.tick()
        assert await faced.trouble() == f"127.0.0.1:{server.port} does not answer any more"
        await faced.time.wake(0.75)
        await faced.online(engine)


async def test_attempts_are_further_and_further_apart_and_start_anew_after_one_that_lasted(faced: Faced) -> None:
    lets_in = False

    async def script(server: Scripted, reader: Reader, writer: Writer) -> None:
        if lets_in:
            await welcoming(server, reader, writer)

    async with Scripted(script) as server:
        engine = faced.add(server.port)
        for seconds in (0.75, 1.5, 3.0, 6.0, 12.0, 24.0, 45.0):
            await faced.time.wake(seconds)
        await faced.time.asleep(45.0)
        assert len(faced.troubles) == 1  # the same again is no news
        lets_in = True
        await faced.time.wake(45.0)
        await faced.online(engine)
        faced.time.now_ms += 60_000
        engine.send("QUIT")
        faced.client.flush()
        await faced.trouble(2)
        await faced.time.wake(0.75)
        await faced.online(engine)


async def test_the_next_attempt_is_known(faced: Faced) -> None:
    async with Scripted(saying(b"")) as server:
        faced.add(server.port)
        await faced.trouble()
        assert faced.client.next_attempt_ms("home") == faced.time.now_ms + 750
        assert faced.client.is_tried("home")


async def test_two_networks_at_once_know_nothing_of_one_another(faced: Faced) -> None:
    async with Scripted(welcoming) as one, Scripted(welcoming) as other:
        here = faced.add(one.port, "here")
        there = faced.add(other.port, "there", nick="bob")
        await faced.online(here)
        await faced.online(there)
        here.send("PRIVMSG", "#attic", "only here")
        faced.client.flush()
        faced.client.remove("there", "enough")
        await faced.until(lambda: there.network.state == "offline")
        assert list(faced.client.engines) == ["here"]
        await faced.client.close()
    assert b"only here" in one.heard
    assert b"only here" not in other.heard
    assert b"QUIT enough\r\n" in other.heard


async def test_who_disconnects_stays_so_until_they_connect(faced: Faced) -> None:
    async with Scripted(welcoming) as server:
        engine = faced.add(server.port)
        await faced.online(engine)
        faced.client.disconnect("home", "later")
        await faced.until(lambda: engine.network.state == "offline")
        assert not faced.client.is_tried("home")
        faced.client.connect("home")
        await faced.online(engine)
        faced.client.reconnect("home")
        await faced.until(lambda: engine.network.state != "online")
        await faced.online(engine)
        assert server.came == 3


async def test_who_has_no_nick_is_asked_for_one_before_anything_is_sent(faced: Faced) -> None:
    faced.user.nicks = ["bob"]
    async with Scripted(welcoming) as server:
        await faced.online(faced.add(server.port, nick=""))
    assert faced.user.asked == [""]
    assert b"NICK bob\r\n" in server.heard


async def test_who_gives_no_nick_is_told_and_not_connected(faced: Faced) -> None:
    async with Scripted(welcoming) as server:
        faced.add(server.port, nick="")
        assert await faced.trouble() == "there is no nick to come with: give one with --nick"
        assert server.came == 0
    assert not faced.client.is_tried("home")


async def guarded(server: Scripted, reader: Reader, writer: Writer) -> None:
    """It lets in whoever knows the password."""
    given = ""
    async for line in server.lines(reader):
        command, _, rest = line.partition(" ")
        if command == "PASS":
            given = rest
        elif command == "USER" and given == "wisteria":
            writer.write(b":home.example 001 ann :Welcome\r\n")
        elif command == "USER":
            writer.write(b":home.example 464 * :Password incorrect\r\n")
            return
        elif command == "QUIT":
            return


async def test_a_password_is_asked_for_when_the_server_wants_one(faced: Faced) -> None:
    faced.user.passwords = ["ivy", "wisteria"]
    async with Scripted(guarded) as server:
        await faced.online(faced.add(server.port))
        await faced.client.close()
    assert faced.user.asked == [f"127.0.0.1:{server.port}"] * 2
    assert (server.came, server.heard.count(b"PASS ")) == (3, 2)


async def test_who_does_not_know_the_password_is_told_and_not_tried_again(faced: Faced) -> None:
    async with Scripted(guarded) as server:
        faced.add(server.port, password="ivy")
        await faced.until(lambda: faced.troubles and not faced.client.is_tried("home"))
    sentence = (
        f"127.0.0.1:{server.port} does not take that password; give it with --password-file, or a password_command"
    )
    assert faced.troubles[-1] == sentence


COMMANDS = {
    "its first line": ("printf 'wisteria\\nnot this\\n'", b"PASS wisteria\r\n", ""),
    "nothing": ("true", b"", "the password_command of home gives nothing"),
    "a failure": ("echo 'no such entry' >&2; exit 3", b"", "the password_command of home failed: no such entry"),
    "a failure without words": ("exit 3", b"", "the password_command of home failed (exit code 3)"),
}


@pytest.mark.parametrize(("command", "sent", "trouble"), COMMANDS.values(), ids=COMMANDS)
async def test_a_password_comes_from_a_command(tmp_path: Path, command: str, sent: bytes, trouble: str) -> None:
    faced = Faced(tmp_path, settings=ChatSettings(servers={"home": ServerSettings(password_command=command)}))
    async with Scripted(welcoming) as server:
        engine = faced.add(server.port)
        if trouble:
            assert await faced.trouble() == trouble
            assert server.came == 0
        else:
            await faced.online(engine)
        await faced.client.close()
    assert sent in server.heard
    assert b"wisteria" not in (tmp_path / "chat.json").read_bytes() if not trouble else True


async def test_a_listener_may_call_engines_and_flush(faced: Faced) -> None:
    heard: list[str] = []

    def answer(engine: object, told: list[object]) -> None:
        for each in told:
            if isinstance(each, StateChanged):
                heard.append(each.state)
                if each.state == "online":
                    faced.client.engines["home"].send("PRIVMSG", "#attic", "hello")
                    faced.client.flush()
        faced.told += told  # type: ignore[arg-type]
        faced._changed.set()

    faced.client.listener = answer  # type: ignore[assignment]
    async with Scripted(welcoming) as server:
        await faced.online(faced.add(server.port))
        await faced.client.close()
        assert b"PRIVMSG #attic hello\r\n" in server.heard
    assert heard == ["connecting", "registering", "online", "offline"]


async def test_a_server_that_does_not_read_a_farewell_holds_nobody_up(
    faced: Faced, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deaf(server: Scripted, reader: Reader, writer: Writer) -> None:
        async for line in server.lines(reader):
            if line.startswith("USER"):
                writer.write(b":home.example 001 ann :Welcome\r\n")
            if line.startswith("QUIT"):
                await asyncio.Event().wait()

    monkeypatch.setattr("parlour.client.client.GOODBYE_S", 0.05)
    async with Scripted(deaf) as server:
        engine = faced.add(server.port)
        await faced.online(engine)
        await faced.client.close()
        assert engine.network.state == "offline"


async def test_what_is_asked_in_one_run_is_known_in_the_next(tmp_path: Path) -> None:
    user = User(nicks=["bob"])
    async with Scripted(welcoming) as server:
        for _ in range(2):
            faced = Faced(tmp_path, user)
            known = faced.memory.profile("home")
            engine = faced.client.add(known) if known else faced.add(server.port, nick="")
            await faced.online(engine)
            await faced.client.close()
    assert user.asked == [""]
    assert server.heard.count(b"NICK bob\r\n") == 2
