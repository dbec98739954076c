"""The clauses of https://ircv3.net/specs/extensions/whox"""

from itertools import permutations

import pytest

from parlour.core.cloaks import host_of
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/whox"

CLAUSES = [
    Clause("#isupport-token", "005 has the token without a value", """
        ann> VERSION
        ann<< :parlour.local 005 ann … WHOX …
    """),
    Clause("#extended-who-command", "the token comes back as it was", """
        ann> WHO ann %tn,007
        ann< :parlour.local 354 ann 007 ann
        ann< :parlour.local 315 ann ann :End of WHO list
        ann> WHO ann %tn,0
        ann< :parlour.local 354 ann 0 ann
        ann~
        ann> WHO ann %n,5
        ann< :parlour.local 354 ann ann
    """),
    Clause("#extended-who-command", "there is no 352, but an end", """
        ann> JOIN #attic
        ann~
        ann> WHO #attic %n
        ann< :parlour.local 354 ann ann
        ann< :parlour.local 315 ann #attic :End of WHO list
        ann> WHO nobody %n
        ann< :parlour.local 315 ann nobody :End of WHO list
        ann.
    """),
    Clause("#rpl_whospcrpl-354-numeric-reply", "all fields, in their order", """
        ann> JOIN #attic
        ann> MODE #attic +v ann
        ann~
        ann> WHO #attic %tcuihsnflar,42
        ann< :parlour.local 354 ann 42 #attic ann 127.0.0.1 127.0.0.1 parlour.local ann H@ 0 0 :Ann
        ann~
        ann> WHO #attic %ralfnshiuct,42
        ann< :parlour.local 354 ann 42 #attic ann 127.0.0.1 127.0.0.1 parlour.local ann H@ 0 0 :Ann
    """),
    Clause("#rpl_whospcrpl-354-numeric-reply", "a field that there is not is ignored", """
        ann> WHO ann %nzNx9
        ann< :parlour.local 354 ann ann
        ann< :parlour.local 315 ann ann :End of WHO list
        ann> WHO ann %nnn
        ann< :parlour.local 354 ann ann
    """),
    Clause("#rpl_whospcrpl-354-numeric-reply", "what is left out has its placeholder", """
        bob> PING x
        ann> WHO bob %cina
        ann< :parlour.local 354 ann * 255.255.255.255 bob 0
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


HOST = host_of("203.0.113.9", b"k" * 32, "hidden")
VALUES = {"t": "42", "c": "#attic", "u": "ann", "i": "203.0.113.9", "h": HOST, "s": "parlour.local", "n": "ann",
          "f": "H@", "l": "7", "a": "0", "r": ":Ann"}  # fmt: skip


@pytest.mark.parametrize("letter", VALUES)
def test_exactly_the_fields_that_were_asked_for_come_in_their_order(letter: str) -> None:
    """#rpl_whospcrpl-354-numeric-reply: "Servers MUST send the fields in the order specified above", "MUST include in
    their reply all of the standard fields requested by the client, and MUST NOT add any additional field"."""
    world = World(cloak=b"k" * 32, exempt=("203.0.113.0/24",))
    ann = world.client("ann", address="203.0.113.9")
    ann.send("JOIN #attic")
    world.pass_time(7)
    for others in permutations(VALUES, 2):
        fields = "".join(dict.fromkeys((letter, *others)))
        ann.read = len(ann.wire.sent)
        ann.send(f"WHO #attic %{fields},42")
        expected = " ".join(value for field, value in VALUES.items() if field in fields)
        assert ann.lines[0] == f":parlour.local 354 ann {expected}"
