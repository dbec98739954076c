"""WHOX. Source: https://ircv3.net/specs/extensions/whox"""

import pytest

from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # "Servers MUST send the fields in the order specified above. Servers MUST include in their reply all of the
    # standard fields requested by the client", https://ircv3.net/specs/extensions/whox#rpl_whospcrpl-354-numeric-reply
    "all fields come in their order": """
        bob> JOIN #attic
        ann> WHO #attic %tcuihsnfdlaor,123
        ann< :parlour.local 354 ann 123 #attic bob 255.255.255.255 127.0.0.1 parlour.local bob H@ 0 0 0 n/a :Bob
        ann< :parlour.local 315 ann #attic :End of WHO list
        ann.
    """,
    "the order in which they are asked for does not matter": """
        bob> PING x
        ann> WHO bob %roaldfnshiuct,123
        ann< :parlour.local 354 ann 123 * bob 255.255.255.255 127.0.0.1 parlour.local bob H 0 0 0 n/a :Bob
        ann< :parlour.local 315 ann bob :End of WHO list
    """,
    # "Exactly the fields requested by the client MUST be returned by the server", "MUST NOT send RPL_WHOREPLY"
    "only the fields that were asked for come, each once": """
        bob> PING x
        ann> WHO bob %cuhnarn
        ann< :parlour.local 354 ann * bob 127.0.0.1 bob 0 :Bob
        ann< :parlour.local 315 ann bob :End of WHO list
        ann.
    """,
    "the example with a token": """
        bob> JOIN #ircv3
        ann> WHO #ircv3 %afnt,42
        ann< :parlour.local 354 ann 42 bob H@ 0
        ann< :parlour.local 315 ann #ircv3 :End of WHO list
    """,
    # "Servers MUST ignore any non-standard field they don't support."
    "fields that there are not are passed over": """
        bob> PING x
        ann> WHO bob %xnZ!
        ann< :parlour.local 354 ann bob
        ann< :parlour.local 315 ann bob :End of WHO list
    """,
    # "The token MUST contain only digit characters and MUST contain at most 3 characters."
    "a token that is none is 0": """
        bob> PING x
        ann> WHO bob %tn,1234
        ann< :parlour.local 354 ann 0 bob
        ann> WHO bob %tn,4x
        ann<< :parlour.local 354 ann 0 bob
        ann> WHO bob %tn
        ann<< :parlour.local 354 ann 0 bob
        ann> WHO bob %tn,
        ann<< :parlour.local 354 ann 0 bob
        ann> WHO bob %tn,007
        ann<< :parlour.local 354 ann 007 bob
    """,
    "a token that no field asks for is not sent": """
        bob> PING x
        ann> WHO bob %n,42
        ann< :parlour.local 354 ann bob
    """,
    "one's own address is told": """
        ann> WHO ann %i
        ann< :parlour.local 354 ann 127.0.0.1
    """,
    # "Servers MAY support additional non-standard flags before the percent character."
    "flags may stand before the fields": """
        bob> SETNAME :ann
        ann> WHO ann* r%n
        ann< :parlour.local 354 ann bob
        ann< :parlour.local 354 ann ann
        ann< :parlour.local 315 ann ann* :End of WHO list
        ann> WHO * o%n
        ann< :parlour.local 315 ann * :End of WHO list
    """,
    "with multi-prefix the flags have all signs": """
        bob> JOIN #attic
        bob> MODE #attic +v bob
        bob> AWAY :tea
        bob> MODE bob +B
        ann> CAP REQ :multi-prefix
        ann~
        ann> WHO #attic %f
        ann< :parlour.local 354 ann G@+B
    """,
    "who is invisible is hidden from it too": """
        bob> MODE bob +i
        bob> JOIN #attic
        ann> WHO #attic %n
        ann< :parlour.local 315 ann #attic :End of WHO list
    """,
    "everybody can be asked for": """
        bob> PING x
        ann> WHO * %n
        ann< :parlour.local 354 ann bob
        ann< :parlour.local 354 ann ann
        ann< :parlour.local 315 ann * :End of WHO list
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_whox_is_announced() -> None:
    # "Servers supporting this specification MUST include the WHOX token in RPL_ISUPPORT without any value."
    world = World()
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    assert "WHOX" in [token for line in ann.lines if " 005 " in line for token in line.split()]


def test_seconds_of_silence_are_counted_from_what_was_said_last() -> None:
    world = World()
    world.play("bob> PING x")
    world.pass_time(10)
    world.play("ann> WHO bob %l\nann< :parlour.local 354 ann 10\nann~\nbob> NOTICE ann :hi\nann~")
    world.pass_time(3)
    world.play("ann> WHO bob %l\nann< :parlour.local 354 ann 3")


ADDRESSES = {"192.0.2.7": "192.0.2.7", "::1": "0::1", "unix": "255.255.255.255"}


@pytest.mark.parametrize(("address", "shown"), ADDRESSES.items(), ids=ADDRESSES.keys())
def test_an_operator_who_may_see_is_told_addresses(address: str, shown: str) -> None:
    world = World()
    world.client("bob", address=address)
    make_operator(world, "ann", "see")
    make_operator(world, "cid", "kill")
    world.play(f"""
        ann> WHO bob %i
        ann< :parlour.local 354 ann {shown}
        cid> WHO bob %i
        cid< :parlour.local 354 cid 255.255.255.255
    """)


def test_the_name_of_an_account_takes_the_place_of_0() -> None:
    world = World()
    world.client("bob")
    world.node.network.nicks["bob"].account = "robert"
    world.play("ann> WHO bob %na\nann< :parlour.local 354 ann bob robert")
    world.play("ann~\nann> WHO rob* a%n\nann< :parlour.local 354 ann bob")
