"""The clauses of https://ircv3.net/specs/extensions/message-tags"""

import re

import pytest

from tests.support.play import World
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/message-tags"

TAGGED = """
        ann> CAP REQ :message-tags
        ann~
        bob> CAP REQ :message-tags
        bob~
"""
FULL = "+a=" + "x" * 4091

CLAUSES = [
    Clause("#format", "a key is used once in a message, the last counts", TAGGED + """
        ann> @+a=1;+b=2;+a=3 PRIVMSG bob :hi
        bob< @msgid=…;+b=2;+a=3 :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#format", "keys differ by case", TAGGED + """
        ann> @+a=1;+A=2 PRIVMSG bob :hi
        bob< @msgid=…;+a=1;+A=2 :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#format", "no message is rejected for the name of a key", TAGGED + """
        ann> @+a=1;+ü=2;+;=3;;+a_b=4;+.=5;//;+x.org//y PRIVMSG bob :hi
        bob< @msgid=…+a=1… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> @ PRIVMSG bob :hi
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> @;;; PRIVMSG bob :hi
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann.
    """),
    Clause("#format", "an empty value is as none, and none is made an empty one", TAGGED + """
        ann> @+a=;+b PRIVMSG bob :hi
        bob< @msgid=…;+a;+b :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> CAP REQ :labeled-response batch
        ann~
        ann> @label= PING x
        ann< :parlour.local PONG parlour.local :x
        ann> @label PING x
        ann< :parlour.local PONG parlour.local :x
    """),
    Clause("#escaping-values", "values come to others as they were escaped", TAGGED + r"""
        ann> @+a=\:\s\\\r\n=+,é PRIVMSG bob :hi
        bob< @msgid=…;+a=\:\s\\\r\n=+,é :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#escaping-values", "a lone backslash means nothing, one before another letter is dropped", r"""
        ann> CAP REQ :labeled-response batch
        ann~
        ann> @label=a\b\ PING x
        ann< @label=ab :parlour.local PONG parlour.local :x
    """),
    Clause("#capabilities", "who has a capability that uses tags may send any", """
        ann> CAP REQ :server-time
        ann~
        ann> @+a=b;c=d\\s :ann PRIVMSG ann :hi
        ann< @time=… :ann!ann@127.0.0.1 PRIVMSG ann :hi
    """),
    Clause("#client-only-tags", "they are relayed on PRIVMSG, NOTICE and TAGMSG, to a channel and a user", TAGGED + """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> @+x.org/a=b PRIVMSG #attic :hi
        bob< @msgid=…;+x.org/a=b :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann> @+x.org/a=b NOTICE bob :hi
        bob< @msgid=…;+x.org/a=b :ann!ann@127.0.0.1 NOTICE bob :hi
        ann> @+x.org/a=b TAGMSG #attic
        bob< @msgid=…;+x.org/a=b :ann!ann@127.0.0.1 TAGMSG #attic
        ann> @+x.org/a=b TAGMSG bob
        bob< @msgid=…;+x.org/a=b :ann!ann@127.0.0.1 TAGMSG bob
    """),
    Clause("#client-only-tags", "the server's tags stand before them", TAGGED + """
        bob> CAP REQ :server-time
        bob~
        ann> MODE ann +B
        ann> @+a=1 PRIVMSG bob :hi
        bob< @time=…;msgid=…;bot;+a=1 :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#the-tagmsg-tag-only-message", "it honours membership and modes as PRIVMSG does", TAGGED + """
        bob> JOIN #attic
        bob~
        ann> @+a=1 TAGMSG #attic
        ann< :parlour.local 404 ann #attic :Cannot send to channel
        ann> JOIN #attic
        ann~
        bob> MODE #attic +m
        ann~
        bob~
        ann> @+a=1 TAGMSG #attic
        ann< :parlour.local 404 ann #attic :Cannot send to channel (+m)
        bob> MODE #attic -m+b ann
        ann~
        bob~
        ann> @+a=1 TAGMSG #attic
        ann< :parlour.local 404 ann #attic :Cannot send to channel (+b)
        ann> @+a=1 TAGMSG nobody
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> @+a=1 TAGMSG
        ann< :parlour.local 411 ann :No recipient given (TAGMSG)
        bob.
    """),
    Clause("#the-tagmsg-tag-only-message", "it is echoed, and goes to ranks only where it says so", TAGGED + """
        ann> CAP REQ :echo-message
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> CAP REQ :message-tags
        cleo> JOIN #attic
        ann> MODE #attic +o bob
        ann~
        bob~
        cleo~
        ann> @+a=1 TAGMSG @#attic
        ann< @msgid=…;+a=1 :ann!ann@127.0.0.1 TAGMSG @#attic
        bob< @msgid=…;+a=1 :ann!ann@127.0.0.1 TAGMSG @#attic
        cleo.
    """),
    Clause("#the-tagmsg-tag-only-message", "it is not delivered to who has not asked for tags", """
        ann> CAP REQ :message-tags echo-message
        ann> JOIN #attic
        bob> CAP REQ :server-time batch labeled-response
        bob> JOIN #attic
        ann~
        bob~
        ann> @+a=1 TAGMSG #attic
        ann> @+a=1 TAGMSG bob
        bob.
        ann> CAP REQ :-message-tags
        ann~
        bob> CAP REQ :message-tags
        bob~
        bob> @+a=1 TAGMSG #attic
        bob> @+a=1 TAGMSG ann
        ann.
    """),
    Clause("#rules-for-naming-message-tags", "a name is opaque, a vendor is a part of it", TAGGED + """
        ann> @+a=1;+draft/a=2;+x.org/a=3 PRIVMSG bob :hi
        bob< @msgid=…;+a=1;+draft/a=2;+x.org/a=3 :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#size-limit", "4094 bytes of tags are relayed whole, with the longest text", TAGGED + f"""
        ann> @{FULL} PRIVMSG bob :{"y" * 470}
        bob< @msgid=…;{FULL} :ann!ann@127.0.0.1 PRIVMSG bob :{"y" * 470}
    """),
    Clause("#size-limit", "more are refused with 417, and not cut", TAGGED + f"""
        ann> @{FULL}x PRIVMSG bob :hi
        ann< :parlour.local 417 ann :Input line was too long
        ann> @{FULL}x PRIVMSG bob :{"y" * 470}
        ann< :parlour.local 417 ann :Input line was too long
        ann> @{"+a;" * 1400} PRIVMSG bob :hi
        ann< :parlour.local 417 ann :Input line was too long
        ann.
        bob.
    """),
    Clause("#size-limit", "what stands behind the tags keeps its own limit", TAGGED + f"""
        ann> @+a=1 PRIVMSG bob :{"y" * 498}
        ann< :parlour.local 417 ann :Input line was too long
        ann.
        bob.
    """),
    Clause("#security-considerations", "tags without + are taken off", TAGGED + """
        ann> @a=1;+b=2;draft/c=3;x.org/d=4;bot;msgid=5;account=6;batch=7 PRIVMSG bob :hi
        bob< @msgid=…;+b=2 :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> @a=1 TAGMSG bob
        bob< @msgid=… :ann!ann@127.0.0.1 TAGMSG bob
    """),
    Elsewhere("#rpl_isupport-tokens", "an asterisk is the first of what is denied",
              "tests/conversations/test_client_tags.py::test_what_is_denied_is_announced"),
    Elsewhere("#rpl_isupport-tokens", "what is denied is not relayed, the rest is",
              "tests/conversations/test_client_tags.py::test_what_is_denied_is_not_relayed_and_the_rest_is"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_the_servers_own_tags_come_once() -> None:
    """#format: "Individual tag keys MUST only be used a maximum of once per message"; #security-considerations."""
    world = World()
    world.client("bob", "message-tags", "server-time", "account-tag", "batch")
    world.play("""
        ann> CAP REQ :message-tags
        ann~
        bob~
        ann> @time=x;msgid=y;label=z;+time=1;+msgid=2 PRIVMSG bob :hi
    """)
    [line] = world.clients["bob"].lines
    keys = [tag.partition("=")[0] for tag in line.partition(" ")[0][1:].split(";")]
    assert keys == ["time", "msgid", "+time", "+msgid"]


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE", "TAGMSG"])
def test_a_value_that_is_no_text_is_no_reason_to_put_another_in_its_place(command: str) -> None:
    """#format: "SHOULD NOT substitute replacement bytes in place of invalid data"."""
    world = World()
    ann, bob = (world.client(name, "message-tags") for name in ("ann", "bob"))
    ann.send(b"@+a=\xff " + command.encode() + b" bob :hi")
    assert not bob.lines
    [answer] = ann.lines
    assert re.match(rf":parlour\.local FAIL {command} INVALID_UTF8 :", answer)
