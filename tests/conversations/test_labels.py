"""Labeled responses, as conversations. Source: https://ircv3.net/specs/extensions/labeled-response"""

import pytest

from parlour.core import handling
from tests.support.operators import make_operator
from tests.support.play import World
from tests.support.sent import check_batches, check_sent

FAR = "timestamp=2020-01-01T00:00:00.000Z timestamp=2040-01-01T00:00:00.000Z"

CASES = {
    "a command that has no answer is acknowledged": """
        ann> @label=1 PONG x
        ann< @label=1 :parlour.local ACK
        ann> @label=2 CAP END
        ann< @label=2 :parlour.local ACK
        ann> JOIN #attic
        ann~
        ann> @label=3 JOIN #attic
        ann< @label=3 :parlour.local ACK
        ann> @label=4 PRIVMSG #attic :hi
        ann< @label=4 :parlour.local ACK
        ann> @label=5 MODE #attic +n
        ann< @label=5 :parlour.local ACK
        ann.
    """,
    "an answer of one line has the label": """
        ann> @label=1 PING x
        ann< @label=1 :parlour.local PONG parlour.local :x
        ann> @label=2 MODE ann
        ann< @label=2 :parlour.local 221 ann +
        ann> @label=3 NICK anna
        ann< @label=3 :ann!ann@127.0.0.1 NICK :anna
        ann.
    """,
    "an error has the label": """
        ann> @label=1 DANCE
        ann< @label=1 :parlour.local 421 ann DANCE :Unknown command
        ann> @label=2 JOIN
        ann< @label=2 :parlour.local 461 ann JOIN :Not enough parameters
        ann> @label=3 PRIVMSG bob :hi
        ann< @label=3 :parlour.local 401 ann bob :No such nick/channel
        ann> @label=4 CHATHISTORY LATEST #attic * 10
        ann< @label=4 :parlour.local FAIL CHATHISTORY INVALID_TARGET LATEST #attic :Messages could not be retrieved
        ann.
    """,
    "an answer of several lines is a batch that has the label": """
        ann> @label=1 JOIN #attic
        ann< @label=1 :parlour.local BATCH +p1 labeled-response
        ann< @batch=p1 :ann!ann@127.0.0.1 JOIN #attic
        ann< @batch=p1 :parlour.local 353 ann = #attic :@ann
        ann< @batch=p1 :parlour.local 366 ann #attic :End of NAMES list
        ann< :parlour.local BATCH -p1
        ann> @label=2 WHO #attic
        ann< @label=2 :parlour.local BATCH +p2 labeled-response
        ann< @batch=p2 :parlour.local 352 ann #attic ann 127.0.0.1 parlour.local ann H@ :0 Ann
        ann< @batch=p2 :parlour.local 315 ann #attic :End of WHO list
        ann< :parlour.local BATCH -p2
        ann.
    """,
    "with tags the batch is named before them": """
        ann> CAP REQ :server-time message-tags echo-message
        ann> JOIN #attic,#cellar
        ann~
        ann> @label=1 PRIVMSG #attic,#cellar :hi
        ann< @label=1 :parlour.local BATCH +p1 labeled-response
        ann< @batch=p1;time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann< @batch=p1;time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG #cellar :hi
        ann< :parlour.local BATCH -p1
        ann> @label=2 PRIVMSG #attic :hi
        ann< @label=2;time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann.
    """,
    "an answer that is a batch has the label itself": """
        ann> JOIN #attic
        ann> PRIVMSG #attic :one
        ann> PRIVMSG #attic :two
        ann~
        ann> @label=1 CHATHISTORY LATEST #attic * 10
        ann< @label=1 :parlour.local BATCH +p2 chathistory #attic
        ann< @batch=p2 :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] one
        ann< @batch=p2 :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] two
        ann< :parlour.local BATCH -p2
        ann> @label=2 CHATHISTORY LATEST nobody * 10
        ann< @label=2 :parlour.local BATCH +p4 chathistory nobody
        ann< :parlour.local BATCH -p4
        ann> CAP REQ message-tags
        ann~
        ann> @label=3 CHATHISTORY LATEST #attic * 10
        ann< @label=3;draft/chathistory-end :parlour.local BATCH +p6 chathistory #attic
        ann< @batch=p6;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] one
        ann< @batch=p6;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] two
        ann< :parlour.local BATCH -p6
        ann.
    """,
    "the label is nobody else's business": """
        ann> JOIN #attic
        bob> CAP REQ :message-tags labeled-response batch
        bob> JOIN #attic
        bob~
        ann> @label=1 PRIVMSG #attic,bob :hi
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> @label=2 TOPIC #attic :Tea
        bob< @msgid=… :ann!ann@127.0.0.1 TOPIC #attic :Tea
        bob.
    """,
    "what others do is not part of the answer": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob> PRIVMSG #attic :hi
        ann> @label=1 PING x
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        ann< @label=1 :parlour.local PONG parlour.local :x
        ann.
    """,
    "a label of 64 bytes is one, and a longer one is passed over": """
        ann> @label=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa PING x
        ann< @label=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa :parlour.local PONG …
        ann> @label=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa PING x
        ann< :parlour.local PONG parlour.local :x
        ann> @label=ääääääääääääääääääääääääääääääääx PING x
        ann< :parlour.local PONG parlour.local :x
        ann.
    """,
    "a label needs a value": """
        ann> @label PING x
        ann< :parlour.local PONG parlour.local :x
        ann> @label= PING x
        ann< :parlour.local PONG parlour.local :x
        ann.
    """,
    "a label means nothing and comes back as it was": r"""
        ann> @label=a\sb\:c\\d=e+f PING x
        ann< @label=a\sb\:c\\d=e+f :parlour.local PONG parlour.local :x
        ann> @label=1;label=2 PING x
        ann< @label=2 :parlour.local PONG parlour.local :x
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    world = World()
    world.client("ann", "labeled-response", "batch")
    world.play(script)


@pytest.mark.parametrize("capability", ["labeled-response", "batch"])
def test_without_both_capabilities_a_label_is_passed_over(capability: str) -> None:
    world = World()
    ann = world.client("ann", capability)
    ann.send("@label=1 PING x", "@label=2 PONG x", "@label=3 JOIN #attic")
    assert ann.lines == [
        ":parlour.local PONG parlour.local :x",
        ":ann!ann@127.0.0.1 JOIN #attic",
        ":parlour.local 353 ann = #attic :@ann",
        ":parlour.local 366 ann #attic :End of NAMES list",
    ]


def test_registration_can_be_labeled() -> None:
    world = World()
    world.connect("ann")
    world.play("""
        ann> CAP REQ :labeled-response batch
        ann~
        ann> @label=1 NICK ann
        ann< @label=1 :parlour.local ACK
        ann> @label=2 USER ann 0 * :Ann
        ann< @label=2 :parlour.local ACK
        ann> @label=3 JOIN #attic
        ann< @label=3 :parlour.local 451 ann :You have not registered
        ann> @label=4 CAP END
        ann< @label=4 :parlour.local BATCH +… labeled-response
        ann< @batch=… :parlour.local 001 ann …
        ann<< @batch=… :parlour.local 422 ann :MOTD File is missing
        ann< :parlour.local BATCH -…
        ann.
    """)


def test_a_long_answer_is_one_batch_though_it_is_made_in_portions() -> None:
    world = World()
    ann = world.client("ann", "labeled-response", "batch")
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{number} {'x' * 400}" for number in range(120)))
    assert ann.lines
    ann.send("@label=1 CHATHISTORY LATEST #attic * 500", "PING x")
    first, second, *between, inner_end, end, pong = ann.lines
    assert (first, second, inner_end, end) == (
        "@label=1 :parlour.local BATCH +p1 labeled-response",
        "@batch=p1 :parlour.local BATCH +p2 chathistory #attic",
        "@batch=p1 :parlour.local BATCH -p2",
        ":parlour.local BATCH -p1",
    )
    assert len(between) == 120
    assert all(line.startswith("@batch=p2 :ann!ann@127.0.0.1 PRIVMSG #attic :") for line in between)
    assert pong == ":parlour.local PONG parlour.local :x"


@pytest.mark.parametrize(
    ("line", "told"),
    [("KILL ann :spam", " KILL ann :spam"), ("UBAN ADD ann!*@*", " 465 ann :You are banned from this server")],
    ids=["killed", "banned"],
)
def test_a_long_answer_that_is_broken_off_is_ended(line: str, told: str) -> None:
    # https://ircv3.net/specs/extensions/batch#the-batch-verb: "For every started batch, server MUST end that batch"
    world = World()
    ann = world.client("ann", "labeled-response", "batch")
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{number} {'x' * 400}" for number in range(120)))
    assert ann.lines
    eve = make_operator(world, "eve", "kill", "ban")
    ann.wire.stuck = True
    ann.send("@label=1 CHATHISTORY LATEST #attic * 500")
    eve.send(line)
    ann.wire.stuck = False
    ann.take()
    first, second, *_, inner_end, end, said, error = [one for one in ann.peek() if " QUIT " not in one]
    assert first == "@label=1 :parlour.local BATCH +p1 labeled-response"
    assert second == "@batch=p1 :parlour.local BATCH +p2 chathistory #attic"
    assert (inner_end, end) == ("@batch=p1 :parlour.local BATCH -p2", ":parlour.local BATCH -p1")
    assert check_batches(check_sent(ann.wire.sent)) == 2
    assert said.endswith(told)
    assert error.startswith("ERROR :Closing Link: ")


@pytest.mark.parametrize("line", ["KILL ann :spam", "UBAN ADD ann!*@*"], ids=["killed", "banned"])
@pytest.mark.parametrize("asked", ["CHATHISTORY LATEST #attic * 500", f"CHATHISTORY TARGETS {FAR} 500"])
def test_a_long_answer_without_a_label_is_ended_as_well(asked: str, line: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handling, "PORTION_BYTES", 1)
        world = World()
        ann = world.client("ann", "batch")
        ann.send("JOIN #attic,#cellar", "PRIVMSG #attic,#cellar :hi", "PRIVMSG #attic :hi")
        eve = make_operator(world, "eve", "kill", "ban")
        ann.wire.stuck = True
        ann.send(asked)
        eve.send(line)
        ann.wire.stuck = False
        ann.take()
    assert check_batches(check_sent(ann.wire.sent)) == 1
    assert ann.lines[-1].startswith("ERROR :Closing Link: ")


@pytest.mark.parametrize("line", ["KILL ann :spam", "UBAN ADD ann!*@*"], ids=["killed", "banned"])
def test_what_was_answered_before_an_answer_was_broken_off_is_not_lost(line: str) -> None:
    world = World()
    world.play("bob> JOIN #attic\nbob> PRIVMSG #attic :hi")
    ann, eve = world.client("ann"), make_operator(world, "eve", "kill", "ban")
    world.clock.slow_reads = True
    ann.send("JOIN #attic")
    world.play("bob> PART #attic")
    eve.send(line)
    joined, names, end, left, *_ = ann.lines
    assert joined == ":ann!ann@127.0.0.1 JOIN #attic"
    assert names == ":parlour.local 353 ann = #attic :@bob ann"
    assert end.startswith(":parlour.local 366 ann #attic :")
    assert left == ":bob!bob@127.0.0.1 PART #attic"


def test_leaving_is_answered_with_the_label() -> None:
    World().play("""
        ann> CAP REQ :labeled-response batch
        ann~
        ann> @label=1 QUIT :bye
        ann< @label=1 ERROR :Closing Link: 127.0.0.1 (Quit: bye)
        ann.
    """)
