"""LIST. Sources: https://modern.ircdocs.horse/#list-message, https://modern.ircdocs.horse/#elist-parameter"""

import pytest

from parlour.core.listing import BadCondition, Filter
from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # "MAY send one RPL_LISTSTART numeric, MUST send back zero or more RPL_LIST numerics, and MUST send back one
    # RPL_LISTEND numeric"
    "no channel": """
        ann> LIST
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """,
    "all channels with how many are in them and their topics": """
        bob> JOIN #attic,#cellar
        bob> TOPIC #attic :Tea at five
        cid> JOIN #attic
        ann> LIST
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #attic 2 :Tea at five
        ann< :parlour.local 322 ann #cellar 1 :
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """,
    # "If this parameter is given, the information for only the given channels is returned."
    "only the channels that are named, each once": """
        bob> JOIN #attic,#cellar,#roof
        ann> LIST #Roof,#nowhere,,#attic,#ROOF
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #roof 1 :
        ann< :parlour.local 322 ann #attic 1 :
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """,
    "a channel that there is not is no error": """
        ann> LIST #nowhere
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """,
    "the server may be named, as it once was": """
        bob> JOIN #attic,#cellar
        ann> LIST #attic parlour.local
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #attic 1 :
        ann< :parlour.local 323 ann :End of /LIST
    """,
    # https://modern.ircdocs.horse/#secret-channel-mode; RFC 1459, 4.2.6
    "a secret channel is listed to those who are in it": """
        bob> JOIN #secret
        bob> MODE #secret +s
        bob~
        bob> LIST
        bob<< :parlour.local 322 bob #secret 1 :
        ann> LIST
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann> LIST #secret
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """,
    # RFC 2811, 4.2.6: "there is no way of getting this channel's name from the server without being a member"
    "a private channel is listed to those who are in it": """
        bob> JOIN #private
        bob> TOPIC #private :Tea
        bob> MODE #private +p
        bob~
        ann> LIST
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann> LIST #private,#p*
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann.
        bob> LIST #p*
        bob<< :parlour.local 322 bob #private 1 :Tea
    """,
    "what follows a sign and is no number is told": """
        bob> JOIN #attic
        ann> LIST >many
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 521 ann >many :Bad list syntax: what follows < or > is a number
        ann< :parlour.local 323 ann :End of /LIST
        ann> LIST C<-1
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 521 ann C<-1 :Bad list syntax: what follows < or > is a number
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """,
    "a label ties the answer together": """
        ann> CAP REQ :batch labeled-response
        ann~
        ann> @label=x LIST
        ann< @label=x :parlour.local BATCH +… labeled-response
        ann< @batch=… :parlour.local 321 …
        ann< @batch=… :parlour.local 323 …
        ann< :parlour.local BATCH -…
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


@pytest.fixture(scope="module")
def world() -> World:
    """Channels: #old was made 60 minutes ago and #new 10; in #old are three, in #new two, in #quiet (30 minutes) one.
    The topic of #old was set 5 minutes ago, that of #new 10; #quiet has none any more."""
    made = World(ping_after_s=86400)
    made.play("bob> JOIN #old\ncid> JOIN #old\ndan> JOIN #old\nann> PING x")
    made.pass_time(30 * 60)
    made.play("bob> JOIN #quiet\nbob> TOPIC #quiet :hush")
    made.pass_time(20 * 60)
    made.play("bob> JOIN #new\ncid> JOIN #new\nbob> TOPIC #new :fresh\nbob> TOPIC #quiet :")
    made.pass_time(5 * 60)
    made.play("bob> TOPIC #old :dusty")
    made.pass_time(5 * 60)
    return made


ELIST = {
    # M: "Searching based on a mask."
    "#o*": {"#old"},
    "*e*": {"#new", "#quiet"},
    "#?ew": {"#new"},
    "#NEW*": {"#new"},
    "*": {"#old", "#new", "#quiet"},
    "#o*,#new": {"#old", "#new"},
    "new": set(),
    # N: "Searching based on a non-matching !mask. i.e., the opposite of M."
    "!#o*": {"#new", "#quiet"},
    "!*e*": {"#old"},
    "!#old": {"#new", "#quiet"},
    "!#o*,!#n*": {"#quiet"},
    "*e*,!#n*": {"#quiet"},
    "#old,!#old": set(),
    # U: "to search for a channel that has less or more than val users, respectively"
    ">0": {"#old", "#new", "#quiet"},
    "<1": set(),
    ">1": {"#old", "#new"},
    "<2": {"#quiet"},
    ">2": {"#old"},
    "<100": {"#old", "#new", "#quiet"},
    ">1,<3": {"#new"},
    # C: "a channel that was created either less than val minutes ago, or more than val minutes ago, respectively"
    "C>20": {"#old", "#quiet"},
    "C<20": {"#new"},
    "c<40": {"#new", "#quiet"},
    "C>20,C<40": {"#quiet"},
    "C<0": set(),
    "C>0": {"#old", "#new", "#quiet"},
    "C<10": set(),
    "C>10": {"#old", "#quiet"},
    # T: "a topic time that was set less than val minutes ago, or more than val minutes ago, respectively"
    "T<7": {"#old"},
    "T>7": {"#new"},
    "t<60": {"#old", "#new"},
    "T>0": {"#old", "#new"},
    "T<0": set(),
    # Of the names and masks one has to match; conditions have to hold, all of them.
    "#old,#new >2": {"#old"},
    "#n* C<20": {"#new"},
    ">1 T>7,C<20": {"#new"},
    "!#old >0": {"#new", "#quiet"},
}


@pytest.mark.parametrize(("asked", "found"), ELIST.items(), ids=ELIST.keys())
def test_what_is_asked_for_is_listed(world: World, asked: str, found: set[str]) -> None:
    ann = world.clients["ann"]
    ann.read = len(ann.wire.sent)
    ann.send(f"LIST {asked}")
    first, *lines, last = map(parse, ann.lines)
    assert (first.command, last.command) == ("321", "323")
    assert {line.params[1] for line in lines} == found
    assert len(lines) == len(found)


def test_elist_and_safelist_are_announced() -> None:
    world = World()
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    assert {"ELIST=CMNTU", "SAFELIST"} <= {token for line in ann.lines if " 005 " in line for token in line.split()}


def test_an_operator_who_may_see_is_shown_secret_and_private_channels() -> None:
    world = World()
    world.play("bob> JOIN #secret,#private\nbob> MODE #secret +s\nbob> MODE #private +p")
    ann = make_operator(world, "ann", "see")
    ann.send("LIST")
    assert [parse(line).params[1] for line in ann.lines[1:-1]] == ["#secret", "#private"]


def test_a_channel_that_empties_while_it_is_listed_is_none() -> None:
    world = World()
    world.play("bob> JOIN #attic\nann> PING x\nann~")
    channel = world.node.network.channels["#attic"]
    world.play("bob> PART #attic")
    world.node.network.channels["#attic"] = channel
    world.play("ann> LIST\nann< …321…\nann< …323…")


def test_names_alone_are_looked_up_and_not_searched() -> None:
    assert Filter(["#A", "", "#b", "#a"], 0).names == ["#a", "#b"]
    assert Filter([""], 0).names is None
    for other in ("#a*", "!#a", ">1", "T<1"):
        assert Filter(["#a", other], 0).names is None


@pytest.mark.parametrize("text", ["<", ">x", "C>", "t<1.5", "<1234567890123", "c>\u0661"])
def test_what_is_no_number_is_no_condition(text: str) -> None:
    with pytest.raises(BadCondition):
        Filter([text], 0)
