"""An evening of four who have nothing but nc, and of one with irssi: in the lobby, and in sessions beside it."""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import irssi, netcat
from tests.support.irssi import Irssi
from tests.support.netcat import Typist, by_nc, names_in
from tests.support.person import Person
from tests.support.process import Server

pytestmark = [pytest.mark.clients, pytest.mark.slow]

if reason := netcat.missing() or irssi.missing():
    pytest.skip(reason, allow_module_level=True)

LOBBY = "#lobby"
LINES = 400
"""So high is irssi's terminal that nothing scrolls away all evening."""

WIDE = "äöü € 漢字 かな 😀 👩‍👩‍👧 ~"
"""Letters of one and of two columns, and signs of several code points."""

HELP = "Type /help for help, #CLOSE# to leave."
FULL, HALF, SIMPLEX = "full", "half", "simplex"


@dataclass(frozen=True)
class Evening:
    """Who is there."""

    server: Server
    ann: Typist
    bob: Typist
    cat: Typist
    dan: Typist
    eve: Person
    raw: Path
    """What eve's irssi gets, byte for byte."""

    @property
    def typists(self) -> list[Typist]:
        return [self.ann, self.bob, self.cat, self.dan]

    def all_but(self, *others: Typist) -> list[Typist]:
        return [typist for typist in self.typists if typist not in others]

    def says(self, who: Typist, text: str) -> None:
        """Somebody says something in the lobby, and everybody there is shown it."""
        who.type(text)
        for typist in self.all_but(who):
            typist.sees(f"<{who.name}> {text}")
        self.eve.sees("said", LOBBY, who=who.name, text=text)

    def nothing_else(self) -> None:
        """Nobody has been shown anything that was not expected."""
        for typist in self.typists:
            typist.sees_nothing()


def ask(typist: Typist, command: str) -> list[str]:
    """What a command shows."""
    typist.type(command)
    return typist.news()


def begins(opener: Typist, other: Typist, duplex: str = FULL) -> None:
    """A session begins, and both are told who speaks."""
    opener.type(f"CONNECT {other.name}" if duplex == FULL else f"CONNECT {other.name} {duplex}")
    own, others = {
        FULL: ("both of you speak", "both of you speak"),
        HALF: ("you speak until #OVER#", f"{opener.name} has the floor"),
        SIMPLEX: ("only you speak", f"only {opener.name} speaks"),
    }[duplex]
    opener.sees(f"*** Session with {other.name} ({duplex}): {own}. #GOODBYE# ends it.")
    other.sees(f"*** {opener.name} opened a session ({duplex}): {others}. #GOODBYE# ends it.")


def talk(one: Typist, other: Typist, *texts: str) -> None:
    """Two talk in turn; a blank in front only says that it is text."""
    for number, text in enumerate(texts):
        speaker, listener = (other, one) if number % 2 else (one, other)
        speaker.type(text)
        listener.sees(f"<{speaker.name}> {text.removeprefix(' ')}")


def ends(one: Typist, other: Typist) -> None:
    """A session is ended by one of the two."""
    one.type("#GOODBYE#")
    one.sees(f"*** The session with {other.name} is over.")
    other.sees(f"*** {one.name} has ended the session.")


def come(evening: Evening) -> None:
    """One after the other says a name, and who is there already sees them join."""
    ann, bob, cat, dan, eve = evening.ann, evening.bob, evening.cat, evening.dan, evening.eve
    for typist in evening.typists:
        typist.sees("This is Parlour. What is your name?")

    ann.type("ann")
    ann.sees(f"Hello ann, your id is 1. {HELP}", "* ann joined")
    ann.sees("You are in #lobby, and nobody else yet: what you type is for whoever comes.")

    bob.type("ANN")
    bob.sees("Somebody called ANN is here already.", "What is your name?")
    bob.type("bob")
    bob.sees(
        f"Hello bob, your id is 2. {HELP}", "* bob joined", "You are in #lobby with ann: what you type goes there."
    )
    ann.sees("* bob joined")

    host, port = evening.server.irc
    eve.client.type_in("", f"/connect {host} {port}")
    eve.sees("welcomed", who="eve")
    eve.client.type_in("", f"/rawlog open {evening.raw}")
    eve.joins(LOBBY)
    eve.sees("came", LOBBY, who="eve")
    for typist in (ann, bob):
        typist.sees("* eve joined")

    cat.type("bob")
    cat.sees("Somebody called bob is here already.", "What is your name?")
    cat.type("\N{CYRILLIC SMALL LETTER A}nn")
    cat.sees(
        "\N{CYRILLIC SMALL LETTER A}nn looks too much like the name of somebody who is here.", "What is your name?"
    )
    cat.type("cat")
    cat.sees(f"Hello cat, your id is 4. {HELP}", "* cat joined")
    cat.sees("You are in #lobby with ann, bob and eve: what you type goes there.")
    for typist in (ann, bob):
        typist.sees("* cat joined")

    dan.type("dan")
    dan.sees(f"Hello dan, your id is 5. {HELP}", "* dan joined")
    dan.sees("You are in #lobby with ann, bob, eve and cat: what you type goes there.")
    for typist in (ann, bob, cat):
        typist.sees("* dan joined")
    for nick in ("cat", "dan"):
        eve.sees("came", LOBBY, who=nick)
    evening.nothing_else()


def gather(evening: Evening) -> None:
    """What is typed goes to the lobby, whether by nc or by irssi, and GET shows who is there."""
    evening.says(evening.ann, f"good evening {WIDE}")
    evening.says(evening.dan, "good evening ann")
    evening.eve.does("say", LOBBY, text=f"good evening from irssi {WIDE}")
    evening.eve.does("act", LOBBY, text="waves")
    for typist in evening.typists:
        typist.sees(f"<eve> good evening from irssi {WIDE}", "* eve waves")
    evening.cat.type("/me waves back")
    for typist in evening.all_but(evening.cat):
        typist.sees("* cat waves back")
    evening.eve.sees("acted", LOBBY, who="cat", text="waves back")

    evening.bob.type("GET")
    evening.bob.sees(
        "id  name",
        " 1  ann   FREE",
        " 2  bob   FREE  you",
        " 3  eve   FREE",
        " 4  cat   FREE",
        " 5  dan   FREE",
    )
    evening.nothing_else()


def pair_off(evening: Evening) -> None:
    """Two sessions side by side: nothing of one is seen in the other, in the lobby or by eve."""
    ann, bob, cat, dan, eve = evening.ann, evening.bob, evening.cat, evening.dan, evening.eve
    begins(ann, bob)
    begins(cat, dan)
    talk(ann, bob, "secret of two: the cake", "secret of two: is a lie", "secret of two: quit", " /secret of two")
    talk(cat, dan, "secret of others: tea", "secret of others: at five")

    for duplex in ("", " half"):
        cat.type(f"CONNECT ann{duplex}")
        cat.sees("You are BUSY yourself; #GOODBYE# ends your session.")
    dan.type("CONNECT 4")
    dan.sees("You are in a session with cat already.")
    eve.client.type_in("", "/msg *sessions open ann")
    eve.client.expect_in("*sessions", r"ann is BUSY")

    eve.does("say", LOBBY, text="is nobody there?")
    eve.does("say", LOBBY, text="then I talk to myself")
    eve.does("tell", LOBBY, whom="bob", text="psst")
    bob.sees("[eve to you] psst")
    evening.nothing_else()
    assert names_in(ask(bob, "GET")) == {
        "ann": ("1", "BUSY"), "bob": ("2", "BUSY"), "eve": ("3", "FREE"), "cat": ("4", "BUSY"), "dan": ("5", "BUSY"),
    }  # fmt: skip

    for one, other in ((bob, ann), (cat, dan)):
        ends(one, other)
        for typist in (one, other):
            typist.sees("*** Meanwhile you missed 2 lines in #lobby: /history shows them.")
    # For dan it was over before he had read so; for everybody, what he types now would be a surprise.
    dan.type("secret of others: one thing more")
    dan.sees("A session has just ended, … Not sent: secret of others: one thing more")
    ann.type("/history 2")
    ann.sees("--- What was said in #lobby (times in UTC)", "--- …", "… <eve> is nobody there?")
    ann.sees("… <eve> then I talk to myself", "--- Now")
    evening.nothing_else()


def take_turns(evening: Evening) -> None:
    """In half duplex the one who has the floor speaks; what the other types comes back."""
    bob, cat = evening.bob, evening.cat
    begins(cat, bob, HALF)
    bob.type("may I?")
    bob.sees("cat has the floor. Not sent: may I?")
    cat.type("first me", "#OVER#")
    cat.sees("*** bob has the floor now.")
    bob.sees("<cat> first me", "*** You have the floor now; #OVER# hands it back.")
    cat.type("and another thing", "#OVER#")
    cat.sees("bob has the floor. Not sent: and another thing", "bob has the floor.")
    bob.type("now me", "#OVER#")
    bob.sees("*** cat has the floor now.")
    cat.sees("<bob> now me", "*** You have the floor now; #OVER# hands it back.")
    ends(cat, bob)
    evening.nothing_else()


def listen(evening: Evening) -> None:
    """In simplex only the one speaks who has opened the session."""
    ann, dan = evening.ann, evening.dan
    begins(ann, dan, SIMPLEX)
    ann.type("I have something to say")
    dan.sees("<ann> I have something to say")
    dan.type("what?", "#OVER#")
    dan.sees("Only ann speaks in this session (simplex). Not sent: what?")
    dan.sees("There is a floor to hand over in half duplex only.")
    ann.type("that was it")
    dan.sees("<ann> that was it")
    ends(dan, ann)
    evening.nothing_else()


def ring(evening: Evening) -> None:
    """Who wants to be asked is asked."""
    ann, cat, dan = evening.ann, evening.cat, evening.dan
    dan.type("/ask on")
    dan.sees("From now on you are asked before a session begins.")
    ann.type("CONNECT dan")
    ann.sees("*** dan is asked whether they want a session. #GOODBYE# gives it up.")
    dan.sees("*** ann asks for a session with you (full): type ACCEPT or DECLINE.")
    cat.type("CONNECT dan", "CONNECT ann")
    cat.sees(*(f"{name} is BUSY, in a session with somebody else." for name in ("dan", "ann")))
    dan.type("who is it?", "DECLINE")
    dan.sees("ann asks for a session with you: type ACCEPT or DECLINE. Not sent: who is it?")
    dan.sees("*** ann was told that you want no session now.")
    ann.sees("*** dan wants no session now.")
    cat.type("CONNECT dan half")
    cat.sees("*** dan is asked whether they want a session. #GOODBYE# gives it up.")
    dan.sees("*** cat asks for a session with you (half): type ACCEPT or DECLINE.")
    dan.type("ACCEPT")
    cat.sees("*** Session with dan (half): you speak until … #GOODBYE# ends it.")
    dan.sees("*** cat opened a session (half): cat has the floor. #GOODBYE# ends it.")
    ends(dan, cat)
    dan.type("/ask off")
    dan.sees("From now on sessions begin at once.")
    evening.nothing_else()


def meet_irssi(evening: Evening) -> None:
    """One with nc and one with irssi hold a session, which either of them opens."""
    dan, eve = evening.dan, evening.eve
    dan.type("CONNECT 3")
    dan.sees("*** Session with eve (full): both of you speak. #GOODBYE# ends it.")
    eve.client.expect_in("*sessions", r"dan has opened a session with you")
    dan.type(f"can you read this? {WIDE}")
    eve.sees("told", who="dan", text=f"can you read this? {WIDE}")
    eve.client.type_in("dan", f"every sign {WIDE}", "/me nods")
    dan.sees(f"<eve> every sign {WIDE}", "* eve nods")
    evening.ann.type("CONNECT eve")
    evening.ann.sees("eve is BUSY, in a session with somebody else.")
    eve.client.type_in("*sessions", "close")
    dan.sees("*** eve has ended the session.")
    eve.client.type_in("*sessions", "open bob simplex")
    evening.bob.sees("*** eve opened a session (simplex): only eve speaks. #GOODBYE# ends it.")
    eve.client.type_in("bob", "listen")
    evening.bob.sees("<eve> listen")
    evening.bob.type("pardon?", "#GOODBYE#")
    evening.bob.sees(
        "Only eve speaks in this session (simplex). Not sent: pardon?", "*** The session with eve is over."
    )
    eve.client.expect_in("*sessions", r"bob has ended the session\. You are FREE\.")
    evening.nothing_else()


def part_and_return(evening: Evening) -> None:
    """One goes in the middle of a session, and is shown what they missed when they are back."""
    ann, bob, cat, dan, eve = evening.ann, evening.bob, evening.cat, evening.dan, evening.eve
    begins(bob, cat)
    bob.type("#CLOSE#")
    assert bob.rest() == ["Good bye."]
    cat.sees("*** bob has left, and the session is over.")
    for typist in (ann, cat, dan):
        typist.sees("* bob left")
    eve.does("say", LOBBY, text="where is bob?")
    for typist in (ann, cat, dan):
        typist.sees("<eve> where is bob?")
    ann.type("QUIT")
    assert ann.rest() == ["Good bye."]
    for typist in (cat, dan):
        typist.sees("* ann left")

    bob.end()
    with Typist("bob", *by_nc(evening.server.addresses("text")[0])) as again:
        again.type("bob")
        again.sees("This is Parlour. What is your name?", f"Hello bob, your id is 6. {HELP}", "* bob joined")
        again.sees("You are in #lobby with eve, cat and dan: what you type goes there.")
        again.sees("--- What was said in #lobby (times in UTC)", "--- …")
        again.sees(
            f"… <ann> good evening {WIDE}",
            "… <dan> good evening ann",
            f"… <eve> good evening from irssi {WIDE}",
            "… * eve waves",
            "… * cat waves back",
            "… <eve> is nobody there?",
            "… <eve> then I talk to myself",
            "… <eve> where is bob?",
            "--- Now",
        )
        for typist in (cat, dan):
            typist.sees("* bob joined")
        # What two guests said ended with the first of them, whoever is called so next.
        again.type("/history 20 cat")
        again.sees("Nothing has been said there yet.")
        again.sees_nothing()
    for typist in (cat, dan):
        typist.sees("* bob left")
        typist.sees_nothing()


def look_back(evening: Evening) -> None:
    """Nothing that was said to one alone has come to eve."""
    evening.eve.client.type_in("", "/rawlog close", "/echo it is closed")
    evening.eve.client.expect_in("", "it is closed$")
    got = evening.raw.read_text()
    assert "is nobody there?" in got
    assert "every sign" in got
    assert not re.search("secret|first me|now me|something to say", got)


STAGES = (come, gather, pair_off, take_turns, listen, ring, meet_irssi, part_and_return, look_back)


def test_an_evening_of_netcats(tmp_path: Path) -> None:
    with Server(tmp_path, "127.0.0.1:0", "--text", "127.0.0.1:0") as server, ExitStack() as stack:
        words = by_nc(server.addresses("text")[0])
        ann, bob, cat, dan = (stack.enter_context(Typist(name, *words)) for name in ("ann", "bob", "cat", "dan"))
        client = stack.enter_context(Irssi(tmp_path / "eve", "eve", LINES))
        evening = Evening(server, ann, bob, cat, dan, Person("eve", client, irssi.MANNERS), tmp_path / "raw")
        for stage in STAGES:
            stage(evening)
        assert server.stop() == 0
        for typist in (cat, dan):
            assert typist.rest() == ["*** The server is shutting down. Good bye."]
