"""The clauses of https://ircv3.net/specs/extensions/batch and of the types of batches that the server sends."""

from tests.support.irc import parse
from tests.support.play import World
from tests.support.sent import check_batches
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/batch"

CLAUSES = [
    Clause("#the-batch-verb", "there are none for who has not asked for them", """
        ann> CAP REQ :labeled-response draft/chathistory server-time message-tags draft/extended-isupport
        ann> JOIN #attic
        ann> PRIVMSG #attic :hi
        ann~
        ann> @label=1 CHATHISTORY LATEST #attic * 5
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann.
        ann> ISUPPORT
        ann< :parlour.local 005 ann …
    """),
    Clause("#the-batch-verb", "an empty one is begun and ended", """
        ann> CAP REQ :batch
        ann~
        ann> CHATHISTORY LATEST nobody * 5
        ann< :parlour.local BATCH +p1 chathistory nobody
        ann< :parlour.local BATCH -p1
        ann.
    """),
    Elsewhere("#the-batch-verb", "one that takes long is ended, and so is the one around it",
              "tests/conversations/test_labels.py::test_a_long_answer_is_one_batch_though_it_is_made_in_portions"),
    Clause("../batches/chathistory#description", "chathistory takes the channel, or the nick of the other", """
        bob> PING x
        ann> CAP REQ :batch server-time draft/chathistory
        ann> JOIN #Attic
        ann> PRIVMSG bob :hi
        ann~
        ann> CHATHISTORY LATEST #ATTIC * 1
        ann< :parlour.local BATCH +p1 chathistory #Attic
        ann~
        ann> CHATHISTORY LATEST BOB * 1
        ann< :parlour.local BATCH +p2 chathistory bob
        ann< @batch=p2;time=2023-11-14T22:13:20.000Z :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann< :parlour.local BATCH -p2
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_batches_are_begun_referred_to_and_ended_as_they_are_to_be() -> None:
    """#the-batch-verb: the syntax of both lines, "MUST contain only ASCII letters, numbers, and/or hyphen", "Messages
    before start and after end of a batch (including start and end messages of that batch) MUST NOT refer to that
    batch", "For every started batch, server MUST end that batch", "they both MUST have batch tag, and they MUST refer
    to the same batch"."""
    world = World()
    ann = world.client("ann", "batch", "labeled-response", "message-tags", "server-time", "draft/extended-isupport",
                       "draft/event-playback", "draft/chathistory", "echo-message")  # fmt: skip
    bob = world.client("bob", "batch")
    bob.send("JOIN #attic", *(f"PRIVMSG #attic :{number} {'x' * 400}" for number in range(100)))
    ann.read = len(ann.wire.sent)
    for number in range(3):
        ann.send("@label=1 JOIN #attic", "@label=2 CHATHISTORY LATEST #attic * 100", "CHATHISTORY LATEST #attic * 9")
        ann.send("@label=3 WHO #attic", "@label=4 ISUPPORT", "ISUPPORT", "@label=5 VERSION", "VERSION")
        ann.send("@label=6 CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z timestamp=2040-01-01T00:00:00.000Z 9")
        ann.send("@label=7 PRIVMSG ann,#attic :hi", "@label=8 PART #attic")
        bob.send(f"PRIVMSG ann :{number}")
    assert check_batches([parse(line) for line in ann.lines]) > 20


def test_what_is_no_batch_is_seen() -> None:
    for lines in (["BATCH +a x"], ["@batch=a PING"], ["BATCH +a x", "@batch=a BATCH -a"], ["BATCH +a", "BATCH -a"],
                  ["BATCH +a x", "BATCH -a", "BATCH +a x", "BATCH -a"], ["BATCH +a x", "BATCH -a b"],
                  ["BATCH +a_ x", "BATCH -a_"]):  # fmt: skip
        try:
            check_batches([parse(line) for line in lines])
        except AssertionError:
            continue
        raise AssertionError(f"not seen: {lines}")
