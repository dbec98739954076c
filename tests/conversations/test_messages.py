"""What is said in channels and between two, as conversations."""

import re

import pytest

from parlour.core.limits import Limits
from tests.support.play import World, matches

TAGS = "message-tags server-time echo-message labeled-response batch"

CASES = {
    "a message in a channel reaches all others who are in it": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> PING x
        ann~
        bob~
        cleo~
        dan~
        ann> PRIVMSG #Attic :hi there
        ann.
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hi there
        cleo< :ann!ann@127.0.0.1 PRIVMSG #attic :hi there
        dan.
        bob> NOTICE #attic hello
        ann< :bob!bob@127.0.0.1 NOTICE #attic :hello
    """,
    "a message to a user reaches that user alone": """
        bob> JOIN #attic
        cleo> JOIN #attic
        bob~
        cleo~
        ann> PRIVMSG BOB :psst
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :psst
        cleo.
        ann.
        bob> NOTICE ann :yes?
        ann< :bob!bob@127.0.0.1 NOTICE ann :yes?
    """,
    "text is relayed as it came": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> PRIVMSG #attic ::-)
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic ::-)
        ann> PRIVMSG #attic :  two  spaces :and a colon  x
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :  two  spaces :and a colon  x
        ann> PRIVMSG #attic :\x01ACTION waves\x01
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION waves\x01
        ann> PRIVMSG #attic :привет 👋
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :привет 👋
    """,
    "a list with commas reaches each target once, whatever its letters' case": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        cleo> PING x
        cleo~
        ann~
        ann> PRIVMSG #attic,cleo,,#ATTIC,#attic,Cleo :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        bob.
        cleo< :ann!ann@127.0.0.1 PRIVMSG cleo :hi
        cleo.
        ann.
    """,
    "of a list the targets that there are are reached, and the others told": """
        bob> PING x
        bob~
        ann> PRIVMSG nobody,bob,#nowhere :hi
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann.
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """,
    "a message that cannot be delivered is told": """
        ann> PRIVMSG
        ann< :parlour.local 411 ann :No recipient given (PRIVMSG)
        ann> PRIVMSG :
        ann< :parlour.local 411 ann :No recipient given (PRIVMSG)
        ann> PRIVMSG , :hi
        ann< :parlour.local 411 ann :No recipient given (PRIVMSG)
        ann> PRIVMSG bob
        ann< :parlour.local 412 ann :No text to send
        ann> PRIVMSG bob :
        ann< :parlour.local 412 ann :No text to send
        ann> PRIVMSG bob :hi
        ann< :parlour.local 401 ann bob :No such nick/channel
        ann> PRIVMSG #attic :hi
        ann< :parlour.local 403 ann #attic :No such channel
        ann.
    """,
    "with +n only those who are in may speak, and without it anybody": """
        ann> JOIN #attic
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel
        ann> MODE #attic -n
        ann~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob.
    """,
    "with +m only operators and those with voice may speak": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +m-n
        ann~
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+m)
        cleo> PRIVMSG #attic :hi
        cleo< :parlour.local 404 cleo #attic :Cannot send to channel (+m)
        ann> PRIVMSG #attic :silence
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :silence
        ann> MODE #attic +v bob
        ann~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
    """,
    "nothing is said about a NOTICE that cannot be delivered, so that programs cannot talk in circles": """
        ann> NOTICE
        ann> NOTICE bob
        ann> NOTICE , :hi
        ann> NOTICE bob :hi
        ann> NOTICE #attic :hi
        ann> NOTICE bob,cleo,#attic :hi
        ann> NOTICE a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u :hi
        ann.
    """,
    "unless it has a label": f"""
        ann> CAP REQ :{TAGS}
        ann~
        ann> @label=1 NOTICE
        ann< @label=1 :parlour.local 411 ann :No recipient given (NOTICE)
        ann> @label=2 NOTICE bob
        ann< @label=2 :parlour.local 412 ann :No text to send
        ann> @label=3 NOTICE bob :hi
        ann< @label=3 :parlour.local 401 ann bob :No such nick/channel
        ann> @label=4 NOTICE bob,#attic :hi
        ann< @label=4 :parlour.local BATCH +… labeled-response
        ann< @batch=… :parlour.local 401 ann bob :No such nick/channel
        ann< @batch=… :parlour.local 403 ann #attic :No such channel
        ann< :parlour.local BATCH -…
        ann.
    """,
    "nothing is said about a NOTICE that has a key and no label either": """
        ann> CAP REQ :message-tags parlour.chat/once
        ann~
        ann> @parlour.chat/once=7f9c2ba4e88f827d616045507605853e NOTICE bob :hi
        ann> @parlour.chat/once=short NOTICE bob :hi
        ann> PING x
        ann< :parlour.local PONG parlour.local :x
    """,
    "a message to oneself comes, and without echo that is all": """
        ann> PRIVMSG ann :note
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :note
        ann.
    """,
    "what one says is echoed to who asked for that": """
        ann> CAP REQ :echo-message
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> PRIVMSG #Attic,bob :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> NOTICE bob :hi
        ann< :ann!ann@127.0.0.1 NOTICE bob :hi
        ann.
    """,
    "tags without text reach only those who understand tags": """
        ann> CAP REQ :message-tags echo-message
        bob> CAP REQ :message-tags
        cleo> CAP REQ :server-time
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann~
        bob~
        cleo~
        ann> @+typing=active TAGMSG #Attic
        ann< @msgid=…;+typing=active :ann!ann@127.0.0.1 TAGMSG #attic
        bob< @msgid=…;+typing=active :ann!ann@127.0.0.1 TAGMSG #attic
        cleo.
        bob> @+react=+1 TAGMSG ann,cleo,nobody
        ann< @msgid=…;+react=+1 :bob!bob@127.0.0.1 TAGMSG ann
        cleo.
        bob< :parlour.local 401 bob nobody :No such nick/channel
        bob> TAGMSG
        bob< :parlour.local 411 bob :No recipient given (TAGMSG)
        bob> TAGMSG #attic
        ann< @msgid=… :bob!bob@127.0.0.1 TAGMSG #attic
        cleo> @+typing=active TAGMSG #attic
        cleo< :parlour.local 421 cleo TAGMSG :Unknown command
        ann.
    """,
    "tags without text are bound by the channel's modes": """
        ann> JOIN #attic
        bob> CAP REQ :message-tags
        bob~
        bob> @+typing=active TAGMSG #attic
        bob< :parlour.local 404 bob #attic :Cannot send to channel
    """,
    "the client's own tags are relayed as they came, behind the server's, and no others": r"""
        ann> CAP REQ :message-tags echo-message
        bob> CAP REQ :message-tags server-time
        cleo> CAP REQ :server-time
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann~
        bob~
        cleo~
        ann> @+b=1;msgid=forged;time=2001-01-01T00:00:00.000Z;+x.org/a=x\s\:\\;other;+empty PRIVMSG #attic :hi
        ann< @msgid=01…;+b=1;+x.org/a=x\s\:\\;+empty :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        bob< @time=2023-11-14T22:13:20.…Z;msgid=01…;+b=1;+x.org/a=x\s\:\\;+empty :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        cleo< @time=2023-11-14T22:13:20.…Z :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann> @+a=1;+b=2;+a=3 NOTICE bob :hi
        ann~
        bob< @time=…;msgid=…;+b=2;+a=3 :ann!ann@127.0.0.1 NOTICE bob :hi
    """,
    "who does not understand tags has none relayed": """
        ann> JOIN #attic
        bob> CAP REQ :message-tags
        bob> JOIN #attic
        bob~
        ann> @+b=1 PRIVMSG #attic :hi
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


SELF = {
    "with echo a message to oneself comes twice, and the label is on the echo alone": (
        TAGS,
        {
            "@label=1;time=… :ann!ann@127.0.0.1 PRIVMSG ann :note",
            "@time=… :ann!ann@127.0.0.1 PRIVMSG ann :note",
        },
    ),
    "with a label and no echo a message to oneself is acknowledged, and comes without the label": (
        "labeled-response batch",
        {"@label=1 :parlour.local ACK", ":ann!ann@127.0.0.1 PRIVMSG ann :note"},
    ),
}


@pytest.mark.parametrize(("capabilities", "patterns"), SELF.values(), ids=SELF.keys())
def test_a_labeled_message_to_oneself(capabilities: str, patterns: set[str]) -> None:
    world = World()
    ann = world.client("ann", *capabilities.split())
    ann.send("@label=1 PRIVMSG ann :note")
    lines = ann.lines
    assert len(lines) == len(patterns)
    assert all(any(matches(pattern, line) for line in lines) for pattern in patterns)


def msgid(line: str) -> str:
    found = re.search(r"[@;]msgid=([^; ]+)", line)
    assert found is not None, line
    return found[1]


def test_everybody_is_given_the_same_msgid_and_every_message_another() -> None:
    world = World()
    clients = [world.client(nick, *TAGS.split()) for nick in ("ann", "bob", "cleo")]
    for client in clients:
        client.send("JOIN #attic")
    for client in clients:
        assert client.lines
    clients[0].send("PRIVMSG #attic :one", "PRIVMSG #attic,bob :two")
    seen = [[msgid(line) for line in client.lines] for client in clients]
    assert seen[0][:2] == seen[1][:2] == seen[2]
    assert seen[0][2] == seen[1][2]
    assert len(set(seen[0])) == 3
    assert seen[0] == sorted(seen[0])


def test_a_list_of_more_targets_than_announced_reaches_nobody() -> None:
    World(limits=Limits(targets=2)).play("""
        bob> PING x
        cleo> PING x
        bob~
        cleo~
        ann> PRIVMSG bob,cleo,ann :hi
        ann< :parlour.local 407 ann ann :Too many targets
        ann.
        bob.
        cleo.
        ann> PRIVMSG bob,cleo,Bob :hi
        ann.
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        cleo< :ann!ann@127.0.0.1 PRIVMSG cleo :hi
    """)


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
@pytest.mark.parametrize(
    ("target", "letter"),
    [("#attic", "x"), ("bob", "x"), ("#чердак", "x"), ("#attic", "ä")],
    ids=["to a channel", "to a user", "to a channel in another alphabet", "in another alphabet"],
)
def test_a_message_whose_relayed_line_would_be_too_long_is_refused_and_never_cut(
    command: str, target: str, letter: str
) -> None:
    world = World()
    ann, bob = world.client("ann", "labeled-response", "batch"), world.client("bob")
    for client in (ann, bob):
        client.send("JOIN #attic,#чердак")
    for client in (ann, bob):
        assert client.lines
    head = f":ann!ann@127.0.0.1 {command} {target} :"
    room = 510 - len(head.encode())
    longest = letter * (room // len(letter.encode())) + "." * (room % len(letter.encode()))
    ann.send(f"@label=1 {command} {target} :{longest}", f"@label=2 {command} {target} :{longest}.")
    assert ann.lines == ["@label=1 :parlour.local ACK", "@label=2 :parlour.local 417 ann :Input line was too long"]
    assert bob.lines == [head + longest]


def test_the_longest_tags_are_relayed_whole() -> None:
    world = World()
    ann, bob = world.client("ann", *TAGS.split()), world.client("bob", "message-tags", "server-time")
    mine = "+a=" + "x" * (4094 - len("label=;+a=") - 64)
    ann.send(f"@label={'l' * 64};{mine} PRIVMSG bob :hi")
    (line,) = bob.lines
    tags, _, rest = line.partition(" ")
    assert rest == ":ann!ann@127.0.0.1 PRIVMSG bob :hi"
    assert tags.endswith(f";{mine}")
    (echo,) = ann.lines
    # https://ircv3.net/specs/extensions/message-tags, "Size limit"
    assert len(echo.partition(" ")[0]) + 1 <= 4607


BAD: dict[str, tuple[bytes, str]] = {
    "a line that is too long": (b"PRIVMSG bob :" + b"x" * 500, "417 ann :Input line was too long"),
    "tags that are too long": (b"@+a=" + b"x" * 4092 + b" PRIVMSG bob :hi", "417 ann :Input line was too long"),
    "a line without end": (b"x" * 9000, "417 ann :Input line was too long"),
    "bytes that are no text": (b"PRIVMSG bob :\xff", "FAIL PRIVMSG INVALID_UTF8 :Message rejected, …"),
    "a NUL": (b"PRIVMSG bob :a\0b", "FAIL PRIVMSG INVALID_UTF8 :Message rejected, …"),
    "a command that is no text": (b"\xff\xfe\xfd bob", "FAIL * INVALID_UTF8 :Message rejected, …"),
    "an unknown command": (b"DANCE :with me", "421 ann DANCE :Unknown command"),
    "a command that is no word": (b"@a=b :ann :x:y", "421 ann X:Y :Unknown command"),
    "a command in signs": ("♥ bob".encode(), "421 ann ♥ :Unknown command"),
}


@pytest.mark.parametrize(("line", "answer"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_told_and_the_connection_goes_on(line: bytes, answer: str) -> None:
    world = World()
    bob = world.client("bob")
    world.client("ann").send(line)
    world.play(f"""
        ann< :parlour.local {answer}
        ann> PRIVMSG bob :still here
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :still here
        bob.
        ann.
    """)
    assert not bob.wire.closed


@pytest.mark.parametrize(
    ("rest", "answer"),
    [
        (b"PRIVMSG bob :\xff", "FAIL PRIVMSG INVALID_UTF8 :…"),
        (b"PRIVMSG bob :a\0b", "FAIL PRIVMSG INVALID_UTF8 :…"),
        (b"PRIVMSG bob :" + b"x" * 500, "417 ann :Input line was too long"),
    ],
    ids=["bytes that are no text", "a NUL", "a line that is too long"],
)
def test_a_bad_line_with_a_label_is_answered_with_it(rest: bytes, answer: str) -> None:
    world = World()
    world.client("ann", "labeled-response", "batch").send(b"@label=1 " + rest)
    world.play(f"""
        ann< @label=1 :parlour.local {answer}
        ann> PING x
        ann< :parlour.local PONG parlour.local :x
        ann.
    """)
