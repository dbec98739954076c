"""The clauses of https://ircv3.net/specs/extensions/labeled-response

That every command keeps them is tried in test_every_command_labeled.py.
"""

from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/labeled-response"

LABELED = """
        ann> CAP REQ :labeled-response batch
        ann~
"""

CLAUSES = [
    Clause("#dependencies", "without batch a label is passed over", """
        ann> CAP REQ :labeled-response
        ann~
        ann> @label=1 PING x
        ann< :parlour.local PONG parlour.local :x
        ann> @label=1 PONG x
        ann.
    """),
    Clause("#dependencies", "the order in which both are asked for means nothing", """
        ann> CAP REQ :batch
        ann> CAP REQ :labeled-response
        bob> CAP REQ :labeled-response
        bob> CAP REQ :batch
        ann~
        bob~
        ann> @label=1 PONG x
        ann< @label=1 :parlour.local ACK
        bob> @label=1 PONG x
        bob< @label=1 :parlour.local ACK
    """),
    Clause("#tags", "the answer has the label, which is another's nowhere", LABELED + """
        ann> JOIN #attic
        bob> CAP REQ :labeled-response batch message-tags
        bob> JOIN #attic
        ann~
        bob~
        ann> @label=1 TOPIC #attic :Tea
        ann< @label=1 :ann!ann@127.0.0.1 TOPIC #attic :Tea
        bob< @msgid=… :ann!ann@127.0.0.1 TOPIC #attic :Tea
        ann> @label=2 PRIVMSG bob :hi
        ann< @label=2 :parlour.local ACK
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#tags", "a refusal has it", LABELED + """
        ann> @label=1 PRIVMSG nobody :hi
        ann< @label=1 :parlour.local 401 ann nobody :No such nick/channel
        ann> @label=2 DANCE
        ann< @label=2 :parlour.local 421 ann DANCE :Unknown command
        ann> @label=3 JOIN
        ann< @label=3 :parlour.local 461 ann JOIN :Not enough parameters
    """),
    Clause("#tags", "more than one message are a batch, whose beginning alone has it", LABELED + """
        ann> @label=1 WHOIS ann
        ann< @label=1 :parlour.local BATCH +p1 labeled-response
        ann< @batch=p1 :parlour.local 311 ann ann …
        ann<< @batch=p1 :parlour.local 318 ann ann :End of …WHOIS list
        ann< :parlour.local BATCH -p1
        ann.
    """),
    Clause("#tags", "a type that is that of the whole answer stands for it", LABELED + """
        ann> CAP REQ :draft/extended-isupport
        ann~
        ann> @label=1 CHATHISTORY LATEST nobody * 5
        ann< @label=1 :parlour.local BATCH +p2 chathistory nobody
        ann< :parlour.local BATCH -p2
        ann> @label=2 ISUPPORT
        ann< @label=2 :parlour.local BATCH +p4 draft/isupport
        ann< @batch=p4 :parlour.local 005 ann …
    """),
    Clause("#tags", "of a message to oneself the echo has it, and what was delivered has not", LABELED + """
        ann> CAP REQ :echo-message
        ann~
        ann> @label=1 PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann< @label=1 :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann.
        ann> CAP REQ :-echo-message
        ann~
        ann> @label=2 PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann< @label=2 :parlour.local ACK
        ann.
    """),
    Clause("#tag-value", "it is opaque", LABELED + r"""
        ann> @label=Ünï\s\:\\+=,: PONG x
        ann< @label=Ünï\s\:\\+=,: :parlour.local ACK
    """),
    Clause("#tag-value", "one that is longer than it may be is none", LABELED + f"""
        ann> @label={"x" * 64} PONG x
        ann< @label={"x" * 64} :parlour.local ACK
        ann> @label={"x" * 65} PONG x
        ann> @label={"ä" * 33} PONG x
        ann.
    """),
    Clause("#tag-value", "the same may be used again", LABELED + """
        ann> @label=1 PONG x
        ann> @label=1 PONG x
        ann< @label=1 :parlour.local ACK
        ann< @label=1 :parlour.local ACK
        ann.
    """),
    Clause("#the-ack-response", "a command that has no answer has an ACK without parameters", LABELED + """
        ann> @label=1 PONG x
        ann< @label=1 :parlour.local ACK
        ann.
    """),
    Elsewhere("#tags", "a long answer is one batch", "tests/conversations/test_labels.py::"
              "test_a_long_answer_is_one_batch_though_it_is_made_in_portions"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
