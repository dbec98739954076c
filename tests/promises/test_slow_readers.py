"""Promise 7: who reads slowly slows down nobody, takes a bounded memory, and finds in the past what it missed."""

from parlour.core import channels, presence
from parlour.core.moment import Moment
from tests.support.irc import parse
from tests.support.play import Client, World

QUEUE = 1 << 20
LINE = "x" * 400


def world(**options: int) -> World:
    made = World(**options)  # type: ignore[arg-type]
    made.play("ann> JOIN #attic\nbob> JOIN #attic\ncid> JOIN #attic\nann~\nbob~\ncid~")
    return made


def stick(client: Client) -> None:
    client.wire.stuck = True


def closed(client: Client) -> bool:
    return client.wire.closed


def owed(client: Client) -> int:
    """How many bytes wait for a client, in its wire and behind an answer that it does not take."""
    pile = client.connection.pile if client.connection is not None else None
    return len(client.wire.waiting) + sum(len(piece) for piece in pile or () if isinstance(piece, bytes))


def test_who_does_not_read_is_closed_past_its_queue_and_others_are_told_why() -> None:
    made = world(send_queue_bytes=50_000)
    bob = made.clients["bob"]
    stick(bob)
    count = 0
    while not closed(bob):
        made.play(f"ann> PRIVMSG #attic :{count} {LINE}")
        count += 1
        made.play(f"cid< …:{count - 1} {LINE}")
        assert owed(bob) <= 50_000 + 2 * 450
    assert 100 < count < 130
    made.play("ann< :bob!bob@… QUIT :SendQ exceeded\ncid< :bob!bob@… QUIT :SendQ exceeded\nann.\ncid.")


def test_who_reads_slowly_and_keeps_up_stays_and_gets_all() -> None:
    made = world(send_queue_bytes=50_000)
    bob = made.clients["bob"]
    stick(bob)
    for number in range(1000):
        made.play(f"ann> PRIVMSG #attic :{number} {LINE}")
        bob.take(500)
    while bob.wire.waiting:
        bob.take(1000)
    assert [line.split(":")[2].split()[0] for line in bob.lines] == [str(number) for number in range(1000)]
    assert not closed(bob)


def test_what_was_missed_is_in_the_past() -> None:
    made = world(send_queue_bytes=50_000)
    bob = made.clients["bob"]
    stick(bob)
    for number in range(200):
        made.play(f"ann> PRIVMSG #attic :{number} {LINE}")
    assert closed(bob)
    back = made.client("bob", "draft/chathistory", "batch")
    back.send("JOIN #attic", "CHATHISTORY LATEST #attic * 300")
    past = [line for line in map(parse, back.lines) if line.command == "PRIVMSG"]
    assert len(past) == 200


def test_what_waits_for_the_disk_does_not_count() -> None:
    made = world(send_queue_bytes=50_000)
    made.disk.slow = True
    for number in range(400):
        made.play(f"ann> PRIVMSG #attic :{number} {LINE}")
    bob, cid = made.clients["bob"], made.clients["cid"]
    # What a socket does not take at once it takes a little later.
    stick(bob)
    stick(cid)
    made.disk.finish()
    made.disk.finish()
    assert len(bob.wire.waiting) > 150_000
    bob.take()
    made.disk.slow = False
    made.play(f"ann> PRIVMSG #attic :after {LINE}")
    bob.take()
    assert not closed(bob)
    assert sum(" PRIVMSG " in line for line in bob.lines) == 401
    assert closed(cid)


def test_who_takes_the_farewell_slowly_gets_all_of_it() -> None:
    made = world()
    bob = made.clients["bob"]
    stick(bob)
    made.play("ann> PRIVMSG #attic :hi\nbob> QUIT :bye")
    made.pass_time(2)
    bob.take(10)
    assert not closed(bob)
    bob.take()
    assert closed(bob)
    made.play("bob< …PRIVMSG #attic :hi\nbob< ERROR …(Quit: bye)")


# Long answers

MANY = 3000

PORTION = 32 * 1024 + 600
"""Of a long answer so much is made at a time, with the line that passes the bound."""


def crowd(made: World) -> list[str]:
    """Fill a channel with thousands; returns their nicks. They are connected to some other node, so to speak."""
    node = made.node
    nicks = [f"member{number:04}-with-a-long-nick" for number in range(MANY)]
    for nick in nicks:
        ids = {"user": node.new_id(), "nick": nick, "name": "m", "host": "h", "real": "Member"}
        ids["address"] = "192.0.2.1"
        came = presence.come(node.network, node.limits, node.now_ms(), node.new_id(), **ids)
        node.network.apply(came)
        user = node.network.users[came.source.user]
        moment = Moment(node.network, user, node.now_ms(), node.new_id(), lambda: 77, node.limits)
        joined = channels.join(moment, "#crowd", None)
        assert joined is not None
        node.network.apply(joined)
    return nicks


def asker(*capabilities: str) -> tuple[World, Client, list[str]]:
    """Somebody in the crowd, with ann and bob, who does not read any more."""
    made = World()
    nicks = crowd(made)
    made.play("ann> JOIN #crowd\nbob> JOIN #crowd")
    client = made.client("cid", *capabilities)
    client.send("JOIN #crowd")
    made.play("ann~\nbob~\ncid~")
    stick(client)
    return made, client, [*nicks, "ann", "bob", "cid"]


def read_slowly(client: Client, at_a_time: int = 10_000) -> list[str]:
    """Read all that there is, so much at a time; what waits meanwhile is never much more than a portion."""
    while client.wire.waiting:
        assert owed(client) <= 2 * PORTION
        client.take(at_a_time)
    return client.lines


def test_names_of_thousands_are_made_as_they_are_taken_and_all_there() -> None:
    _made, client, nicks = asker()
    client.send("NAMES #crowd")
    lines = read_slowly(client)
    assert lines[-1] == ":parlour.local 366 cid #crowd :End of NAMES list"
    assert [word.lstrip("@") for line in lines[:-1] for word in parse(line).text.split()] == nicks


def test_a_list_of_thousands_is_made_as_it_is_taken_and_all_there() -> None:
    _made, client, nicks = asker()
    client.send("WHO #crowd")
    lines = read_slowly(client)
    assert lines[-1] == ":parlour.local 315 cid #crowd :End of WHO list"
    assert [parse(line).params[5] for line in lines[:-1]] == nicks


def test_a_page_of_the_past_is_made_as_it_is_taken_and_all_there() -> None:
    made, client, _ = asker("draft/chathistory", "batch")
    for number in range(400):
        made.play(f"ann> PRIVMSG #crowd :{number} {LINE}")
    client.take()
    client.read = len(client.wire.sent)
    client.send("CHATHISTORY LATEST #crowd * 400")
    texts = [line.text for line in map(parse, read_slowly(client)) if line.command == "PRIVMSG"]
    assert [text.split()[-2] for text in texts] == [str(number) for number in range(400)]


def test_a_long_answer_with_a_label_is_one_batch() -> None:
    _made, client, nicks = asker("batch", "labeled-response")
    client.send("@label=7 WHO #crowd")
    first, *lines, last = map(parse, read_slowly(client))
    assert (first.tags["label"], first.params[1]) == ("7", "labeled-response")
    ref = first.params[0][1:]
    assert {line.tags["batch"] for line in lines} == {ref}
    assert len(lines) == len(nicks) + 1
    assert (last.command, last.params[0], last.tags) == ("BATCH", f"-{ref}", {})


def test_while_somebody_takes_a_long_answer_slowly_nobody_else_waits_and_nothing_overtakes_it() -> None:
    made, client, nicks = asker()
    client.send("WHO #crowd", "PING after")
    client.take(1000)
    made.play("ann> PRIVMSG #crowd :meanwhile\nbob< …:meanwhile\nann> NICK ada\nbob< …NICK :ada\nbob> PART #crowd")
    lines = read_slowly(client)
    assert len([line for line in lines if " 352 " in line]) == len(nicks)
    # As it was when they were asked for, and what happened since behind it.
    assert "ann" in {parse(line).params[5] for line in lines if " 352 " in line}
    assert [line.split(" ", 1)[1] for line in lines[-5:]] == [
        "315 cid #crowd :End of WHO list",
        "PRIVMSG #crowd :meanwhile",
        "NICK :ada",
        "PART #crowd",
        "PONG parlour.local :after",
    ]


def test_what_piles_up_behind_a_long_answer_that_is_not_taken_counts() -> None:
    made, client, _ = asker()
    client.send("WHO #crowd")
    for number in range(QUEUE // 400 + 100):
        made.play(f"ann> PRIVMSG #crowd :{number} {LINE}\nbob~")
    made.pass_time(1)
    assert closed(client)
    made.play("ann< :cid!cid@… QUIT :SendQ exceeded")


def test_who_takes_nothing_of_a_long_answer_is_taken_for_silent() -> None:
    made, client, _ = asker()
    client.send("WHO #crowd")
    for _ in range(19):
        made.play("ann> PING x\nbob> PING x\nann~\nbob~")
        made.pass_time(10)
    assert client.wire.closing
    assert b":cid!cid@127.0.0.1 QUIT :Ping timeout: 180 seconds\r\n" in made.clients["ann"].wire.sent


def test_who_takes_a_long_answer_slowly_is_not_taken_for_silent() -> None:
    made, client, nicks = asker()
    client.send("WHO #crowd")
    seconds = 0
    while client.wire.waiting:
        client.take(PORTION // 30)
        made.pass_time(1)
        seconds += 1
    assert seconds > 180
    assert not client.wire.closing
    assert len([line for line in client.lines if " 352 " in line]) == len(nicks)


def test_what_was_answered_waits_for_the_disk_if_it_shows_what_is_not_there_yet() -> None:
    made, client, nicks = asker()
    made.node.network.channels["#crowd"].modes.discard("t")
    made.disk.slow = True
    made.play("ann> TOPIC #crowd :tea")
    client.send("TOPIC #crowd", "WHO #crowd")
    assert not client.wire.waiting
    made.disk.finish()
    lines = read_slowly(client)
    assert " TOPIC " in lines[0]
    assert " 332 " in lines[1]
    assert len([line for line in lines if " 352 " in line]) == len(nicks)
