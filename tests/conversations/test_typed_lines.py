"""Lines as they come from nc, telnet and openssl: their ends, their end, and those that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.typed import TypedWorld

TOO_LONG = "That line is too long, so it went to nobody: 400 bytes are the most."
BAD = "That line went to nobody: text has to be UTF-8, without NUL characters."


def test_whoever_ends_lines_with_lf_is_sent_lf() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.feed(b"ann\n")
    assert b"\r" not in ann.wire.sent
    assert ann.wire.sent.endswith(b"\n")


@pytest.mark.parametrize("end", [b"\r\n", b"\r\0", b"\r"], ids=["CR LF", "CR NUL", "CR"])
def test_whoever_ends_lines_with_cr_is_sent_cr_lf(end: bytes) -> None:
    world = TypedWorld()
    ann, bob = world.typist("ann"), world.typist("bob")
    ann.feed(b"ann" + end)
    bob.feed(b"bob\n")
    greeting, *lines = ann.wire.sent.split(b"\n")
    assert not greeting.endswith(b"\r")
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert b"* bob joined\r\n" in ann.wire.sent
    assert b"\r" not in bob.wire.sent


def test_in_a_session_lines_keep_their_ends() -> None:
    world = TypedWorld()
    ann, bob = world.typist("ann"), world.typist("bob")
    ann.feed(b"ann\r\n")
    bob.feed(b"bob\n")
    bob.feed(b"CONNECT ann\n")
    ann.read = len(ann.wire.sent)
    bob.feed(b"hi\n#GOODBYE#\n")
    assert ann.wire.sent[ann.read :] == b"<bob> hi\r\n*** bob has ended the session.\r\n"


def test_what_telnet_says_of_itself_is_not_a_part_of_the_text() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    world.client("$bob")
    ann.feed(b"\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1fan")
    ann.feed(b"n\r\0hel\xff\xf6lo\r\n\xff\xfa\x18\x00xterm\xff")
    ann.feed(b"\xf0bye\r\n")
    bob = world.clients["$bob"]
    assert bob.lines == ["* ann joined", "<ann> hello", "<ann> bye"]


LINES = {
    "one that is too long": (b"x" * 401, TOO_LONG),
    "one of a megabyte": (b"x" * (1 << 20), TOO_LONG),
    "one that is not UTF-8": (b"caf\xe9", BAD),
    "one with a NUL": (b"a\0b", BAD),
    "one with half of a letter": ("é".encode()[:1], BAD),
    "one with a surrogate": (b"\xed\xa0\x80", BAD),
}


@pytest.mark.parametrize(("line", "why"), LINES.values(), ids=LINES.keys())
def test_a_line_that_is_none_is_told_in_a_sentence_and_the_connection_stays(line: bytes, why: str) -> None:
    world = TypedWorld()
    ann, bob = world.client("$ann"), world.client("$bob")
    ann.lines  # noqa: B018, they are read by it
    ann.send(line, "still here")
    assert ann.lines == [why]
    assert bob.lines == ["<ann> still here"]


def test_a_line_that_never_ends_is_told_once_and_nothing_of_it_is_kept() -> None:
    world = TypedWorld()
    ann = world.client("$ann")
    for _ in range(64):
        ann.feed(b"x" * 16384)
    assert ann.lines == [TOO_LONG]
    ann.feed(b"\nhello\n")
    assert ann.lines == []


def test_a_line_of_the_longest_length_reaches_everybody() -> None:
    world = TypedWorld()
    ann, bob = world.client("$ann"), world.client("bob")
    bob.send("JOIN #lobby")
    ann.send("ö" * 200)
    assert bob.lines[-1] == f":ann!ann@127.0.0.1 PRIVMSG #lobby :{'ö' * 200}"


def test_a_line_for_which_a_room_has_no_room_comes_back() -> None:
    world = TypedWorld()
    name = "a" * 30
    ann = world.client(f"${name}")
    ann.send(f"/join {'b' * 62}")
    ann.lines  # noqa: B018, they are read by it
    ann.send("x" * 400)
    assert ann.lines == [f"That is too long to reach #{'b' * 59}…. Not sent: {'x' * 400}"]


def test_half_a_line_and_then_silence_is_nothing() -> None:
    world = TypedWorld()
    ann, bob = world.client("$ann"), world.client("$bob")
    ann.feed(b"hel")
    world.pass_time(1000)
    assert not ann.wire.closed
    ann.feed(b"lo\n")
    assert bob.lines == ["<ann> hello"]


def test_lines_of_blanks_are_nothing() -> None:
    world = TypedWorld()
    ann, bob = world.client("$ann"), world.client("$bob")
    ann.lines  # noqa: B018, they are read by it
    ann.send("", " ", "    ", "")
    assert ann.lines == []
    assert bob.lines == []


# The end of what comes in


def test_all_that_came_before_the_end_is_done_and_answered() -> None:
    world = TypedWorld()
    world.clock.slow_reads = True
    bob = world.typist("bob")
    bob.send("bob", "early")
    ann = world.typist("ann")
    ann.feed(b"ann\nhello\nGET\n/history\nlate")
    assert ann.connection is not None
    ann.connection.front.end_of_input()
    for _ in range(5):
        world.clock.answer_reads()
        world.run()
    lines = ann.lines
    assert lines[-1] == "*** Connection closed. Good bye."
    assert "22:13 <bob> early" in lines
    assert "22:13 <ann> hello" in lines
    assert any(line.endswith("FREE  you") for line in lines)
    assert ann.wire.closed
    assert bob.lines[-4:] == ["* ann joined", "<ann> hello", "<ann> late", "* ann left"]


def test_before_the_end_lines_wait_for_their_pace_and_the_disk() -> None:
    world = TypedWorld(exempt=(), flood_burst=2, flood_lines_per_s=1)
    bob = world.client("$bob")
    world.disk.slow = True
    ann = world.typist("ann")
    ann.feed(b"ann\n1\n2\n3\n4\nGET")
    assert ann.connection is not None
    ann.connection.front.end_of_input()
    world.pass_time(30)
    assert not ann.wire.closed
    world.disk.slow = False
    world.disk.finish()
    world.run()
    assert bob.lines == ["* ann joined", "<ann> 1", "<ann> 2", "<ann> 3", "<ann> 4", "* ann left"]
    assert ann.lines[-4:] == [
        "id  name",
        " 1  bob   FREE",
        " 2  ann   FREE  you",
        "*** Connection closed. Good bye.",
    ]
    assert ann.wire.closed


def test_a_name_without_an_end_is_one() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.feed(b"ann")
    assert ann.connection is not None
    ann.connection.front.end_of_input()
    world.run()
    assert any(line.startswith("Hello ann,") for line in ann.lines)
    assert ann.wire.closed


def test_a_byte_order_mark_is_no_part_of_what_was_typed() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.feed(b"\xef\xbb\xbfann\r\nhello\r\n")
    assert any(line.rstrip("\r").startswith("Hello ann,") for line in ann.lines)


def test_telnet_shows_again_what_comes_after_ctrl_c() -> None:
    world = TypedWorld()
    ann = world.client("$ann")
    ann.read = len(ann.wire.sent)
    # https://www.rfc-editor.org/rfc/rfc860
    ann.feed(b"hel\xff\xf4\xff\xfd\x06lo\n")
    assert ann.wire.sent[ann.read :] == b"\xff\xfc\x06"


def test_after_the_end_nothing_more_is_done() -> None:
    world = TypedWorld()
    ann, bob = world.client("$ann"), world.client("$bob")
    ann.send("one", "#CLOSE#", "two")
    assert bob.lines == ["<ann> one", "* ann left"]
    assert ann.lines[-1] == "Good bye."


def test_when_the_server_stops_everybody_is_told() -> None:
    world = TypedWorld()
    ann, bob = world.client("$ann"), world.typist("bob")
    done: list[bool] = []
    world.node.say_goodbye("The server is shutting down", lambda: done.append(True))
    world.run()
    assert ann.lines[-1] == bob.lines[-1] == "*** The server is shutting down. Good bye."
    assert done


# Pace


def test_whoever_types_too_fast_is_slowed_down_and_loses_nothing() -> None:
    world = TypedWorld(exempt=(), flood_burst=4, flood_lines_per_s=2)
    bob = world.client("$bob")
    world.pass_time(10)
    ann = world.client("$ann")
    ann.send(*map(str, range(10)))
    assert bob.lines == ["* ann joined", "<ann> 0", "<ann> 1", "<ann> 2"]
    world.pass_time(1)
    assert bob.lines == ["<ann> 3", "<ann> 4"]
    world.pass_time(10)
    assert bob.lines == [f"<ann> {number}" for number in range(5, 10)]


def test_lines_that_are_none_cost_as_much_as_others() -> None:
    world = TypedWorld(exempt=(), flood_burst=4, flood_lines_per_s=1)
    ann = world.client("$ann")
    ann.lines  # noqa: B018, they are read by it
    ann.send(*[b"\xe9"] * 10)
    assert ann.lines == [BAD] * 3


def test_too_much_that_waits_is_not_even_read() -> None:
    world = TypedWorld(exempt=(), flood_burst=2, flood_lines_per_s=1, receive_backlog_bytes=16384)
    ann = world.client("$ann")
    ann.send(*["x" * 300] * 100)
    assert ann.wire.paused
    world.pass_time(200)
    assert not ann.wire.paused


# What may not break anything

NOISE = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(str.encode),
    st.sampled_from([
        b"\n", b"\r\n", b"\xff\xfa", b"\xff\xf0", b"ann\n", b"GET\n", b"CONNECT bob\n", b"#GOODBYE#\n", b"#OVER#\n",
        b"/join #attic\n", b"/part\n", b"/history 5\n", b"/nick anna\n", b"/help\n", b"/who\n", b"/rooms\n", b"x" * 500,
        b"\x1b[2J\n", b"\x02bold\x03\n", b"/me \x9b\n", b"/msg bob \x07\n", b"CONNECT -1\n", b"/ask on\n", b"ACCEPT\n",
        b"/block bob\n", b"/unblock bob\n", b"DECLINE\n",
    ]),
)  # fmt: skip


@given(st.lists(NOISE, max_size=25))
def test_whatever_is_typed_no_control_character_is_shown(pieces: list[bytes]) -> None:
    world = TypedWorld()
    bob, ann = world.client("$bob"), world.typist("ann")
    for piece in pieces:
        if ann.connection is not None:
            ann.feed(piece)
    for typist in (ann, bob):
        text = typist.wire.sent.decode()
        assert text.replace("\r\n", "\n").replace("\n", "").isprintable() or not any(
            ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in text.replace("\r\n", "").replace("\n", "")
        )


ACTIONS = st.tuples(
    st.sampled_from("abcd"),
    st.sampled_from([
        "CONNECT a", "CONNECT b", "CONNECT c", "CONNECT d half", "CONNECT a simplex", "#GOODBYE#", "#OVER#", "ACCEPT",
        "DECLINE", "/ask on", "/ask off", "/block a", "/unblock a", "/block b", "hello", "/me waves", "#CLOSE#", "wait",
        "a long wait",
    ]),
)  # fmt: skip


@given(st.lists(ACTIONS, max_size=40))
def test_whatever_is_typed_whoever_is_busy_has_one_counterpart(actions: list[tuple[str, str]]) -> None:
    world = TypedWorld()
    for name in "abcd":
        world.client(f"${name}")
    for name, line in actions:
        client = world.clients[f"${name}"]
        if line.endswith("wait"):
            world.pass_time(61 if "long" in line else 1)
        elif client.connection is None:
            world.client(f"${name}")
        else:
            client.send(line)
        users = world.node.network.users
        for user in users.values():
            session = user.session
            quiet = world.clients[f"${user.nick}"].connection.front.form.quiet  # type: ignore[union-attr]
            assert quiet is (session is not None), "what is shown follows from FREE and BUSY"
            if session is not None:
                assert users[session.partner(user.id)].session is session
                assert world.node.network.sessions[session.id] is session
