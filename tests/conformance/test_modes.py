"""MODE of users and of channels. Source: https://modern.ircdocs.horse/#mode-message"""

import re

from tests.support.operators import PASSWORD, logins
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

OF_USERS: list[Kept] = [
    Clause("#user-mode", "a nick that there is not, and one that is not one's own, are refused", """
        bob~
        ann> MODE nobody
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> MODE nobody +i
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> MODE bob
        ann< :parlour.local 502 ann :Cannot change mode for other users
        ann> MODE bob +i
        ann< :parlour.local 502 ann :Cannot change mode for other users
        bob> MODE bob
        bob< :parlour.local 221 bob +
    """),
    Clause("#user-mode", "without modes one's own are shown", """
        ann> MODE ann +iw
        ann~
        ann> MODE ANN
        ann< :parlour.local 221 ann +iw
        ann.
    """),
    Clause("#user-mode", "what has changed is told", """
        ann> MODE ann +i
        ann< :ann MODE ann :+i
        ann> MODE ann +w-i
        ann< :ann MODE ann :+w-i
        ann> MODE ann -i
        ann.
    """),
    Clause("#user-mode", "modes that there are are set, though others are unknown, and those are told", """
        ann> MODE ann +iQ
        ann< :ann MODE ann :+i
        ann< :parlour.local 501 ann :Unknown MODE flag
        ann.
    """),
    Clause(f"{RFC2812}3.1.5", "nobody becomes an operator by MODE, and operators cease to be some by it", f"""
        ann> MODE ann +o
        ann> MODE ann
        ann< :parlour.local 221 ann +
        ann> OPER root {PASSWORD}
        ann~
        ann> MODE ann -o
        ann< :ann MODE ann :-o
        ann> KILL ann :really
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
    """, logins=logins()),
    Clause("#oper-user-mode", "who has become an operator has the mode, and others see it", f"""
        ann> OPER root {PASSWORD}
        ann<< :ann MODE ann :+o
        ann~
        ann> MODE ann
        ann< :parlour.local 221 ann +o
        bob> WHO ann
        bob< :parlour.local 352 bob * ann 127.0.0.1 parlour.local ann H* :0 Ann
    """, logins=logins()),
    Clause("#invisible-user-mode", "who is invisible is not in WHO of those who share no channel with them", """
        bob> MODE bob +i
        ann> WHO b*
        ann< :parlour.local 315 ann b* :End of WHO list
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        ann> WHO b*
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann b* :End of WHO list
    """),
    Clause("#invisible-user-mode", "WHOIS of who is invisible shows the channels that one shares with them alone", """
        bob> JOIN #attic,#cellar
        bob> MODE bob +i
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 312 …
        ann~
        ann> JOIN #attic
        ann~
        ann> WHOIS bob
        ann< :parlour.local 311 …
        ann< :parlour.local 319 ann bob :@#attic
        ann< :parlour.local 312 …
        bob> MODE bob -i
        ann~
        ann> WHOIS bob
        ann<< :parlour.local 319 ann bob :@#attic @#cellar
    """),
    Clause("#wallops-user-mode", "who has w is sent WALLOPS", f"""
        bob> MODE bob +w
        bob~
        cleo~
        ann> OPER root {PASSWORD}
        ann> WALLOPS :soon
        bob< :ann!ann@127.0.0.1 WALLOPS :soon
        cleo.
    """, logins=logins()),
]  # fmt: skip

OF_CHANNELS: list[Kept] = [
    Clause("#channel-mode", "a channel that there is not is told", """
        ann> MODE #nowhere
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann> MODE #nowhere +o ann
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann> MODE
        ann< :parlour.local 461 ann MODE :Not enough parameters
        ann.
    """),
    Clause("#channel-mode", "without modes those of the channel are shown, and when it was made", """
        ann> JOIN #attic
        ann> MODE #attic +kl tea 12
        ann~
        ann> MODE #ATTIC
        ann< :parlour.local 324 ann #attic +klnt tea 12
        ann< :parlour.local 329 ann #attic 1700000000
        ann.
        ann> MODE #attic -klnt tea
        ann~
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +
        ann< :parlour.local 329 ann #attic 1700000000
        ann.
    """),
    Clause("#channel-mode", "the key is hidden from who is not in the channel", """
        ann> JOIN #attic
        ann> MODE #attic +kl tea 12
        bob> MODE #attic
        bob< :parlour.local 324 bob #attic +klnt * 12
    """),
    Clause("#channel-mode", "without the privileges nothing is changed", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        bob> MODE #attic +m
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +o bob
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +mz-n
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob.
        ann.
    """),
    Clause("#channel-mode", "who is not in the channel changes nothing", """
        ann> JOIN #attic
        ann~
        bob> MODE #attic +o bob
        bob< :parlour.local 442 bob #attic :You're not on that channel
        bob> MODE #attic -t
        bob< :parlour.local 442 bob #attic :You're not on that channel
        bob.
        ann.
    """),
    Clause("#channel-mode", "parameters are taken one after the other, and all members are told", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> MODE #attic +bl-n+kv *!*@192.0.2.7 9 tea bob
        ann< :ann!ann@127.0.0.1 MODE #attic +bl-n+kv *!*@192.0.2.7 9 tea bob
        bob< :ann!ann@127.0.0.1 MODE #attic +bl-n+kv *!*@192.0.2.7 9 tea bob
        ann> MODE #attic -blk *!*@192.0.2.7 tea
        bob< :ann!ann@127.0.0.1 MODE #attic -blk *!*@192.0.2.7 *
        bob.
    """),
    Clause("#channel-mode", "a mode that needs a parameter is not set without one, the others are", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +mk
        ann< :ann!ann@127.0.0.1 MODE #attic +m
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +sl
        ann< :ann!ann@127.0.0.1 MODE #attic +s
        ann< :parlour.local 696 ann #attic l * :This mode needs a valid parameter
        ann> MODE #attic +io
        ann< :ann!ann@127.0.0.1 MODE #attic +i
        ann< :parlour.local 696 ann #attic o * :This mode needs a valid parameter
        ann> MODE #attic +b :
        ann< :parlour.local 696 ann #attic b * :This mode needs a valid parameter
        ann.
    """),
    Clause("#channel-mode", "a limit takes a parameter to be set, and none to be taken away", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        ann> MODE #attic +l-l+v 3 bob
        ann< :ann!ann@127.0.0.1 MODE #attic +v bob
        ann> MODE #attic +l 3
        ann< :ann!ann@127.0.0.1 MODE #attic +l 3
        ann> MODE #attic -l
        ann< :ann!ann@127.0.0.1 MODE #attic -l
    """),
    Clause("#errunknownmode-472", "a mode that there is not is told by its letter", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +z
        ann< :parlour.local 472 ann z :is unknown mode char to me
        ann.
    """),
    Clause("#channel-mode", "the list of a list's letter is shown to who gives no parameter", """
        ann> JOIN #attic
        ann> MODE #attic +beI one!*@* two!*@* three!*@*
        ann~
        ann> MODE #attic b
        ann< :parlour.local 367 ann #attic one!*@* ann!ann@127.0.0.1 1700000000
        ann< :parlour.local 368 ann #attic :End of channel ban list
        ann> MODE #attic +e
        ann< :parlour.local 348 ann #attic two!*@* ann!ann@127.0.0.1 1700000000
        ann< :parlour.local 349 ann #attic :End of channel exception list
        ann> MODE #attic -I
        ann< :parlour.local 346 ann #attic three!*@* ann!ann@127.0.0.1 1700000000
        ann< :parlour.local 347 ann #attic :End of channel invite exception list
        ann.
    """),
    Clause("#channel-mode", "an empty list has an end, too, and everybody may see who is banned", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        bob> MODE #attic +b
        bob< :parlour.local 368 bob #attic :End of channel ban list
        bob> MODE #attic b
        bob< :parlour.local 368 bob #attic :End of channel ban list
        bob> MODE #attic I
        bob< :parlour.local 482 bob #attic :You're not channel operator
    """),
    Clause("#channel-mode", "what is as it is asked to be is not told again", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +nt-s+o ann
        ann.
    """),
]  # fmt: skip

CLAUSES = OF_USERS + OF_CHANNELS


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_what_is_taken_away_by_the_letters_that_are_shown_leaves_nothing() -> None:
    # https://modern.ircdocs.horse/#rplchannelmodeis-324
    world = World()
    ann = world.client("ann")
    ann.send("JOIN #attic", "MODE #attic +intkl key 9")
    _ = ann.lines
    ann.send("MODE #attic")
    shown = re.match(r":parlour.local 324 ann #attic \+(\w+) ", ann.lines[0])
    assert shown is not None
    ann.send(f"MODE #attic -{shown[1]} key", "MODE #attic")
    taken, now, _ = ann.lines
    assert set(taken.split()[3]) == {"-", *shown[1]}
    assert now == ":parlour.local 324 ann #attic +"


def test_every_letter_that_004_lists_can_be_set() -> None:
    # https://modern.ircdocs.horse/#rplmyinfo-004
    world = World(logins=logins())
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    myinfo = next(line for line in ann.lines if " 004 " in line)
    users, channels, with_value = myinfo.split(" ")[5:]
    assert set(with_value) < set(channels)
    ann.send("JOIN #attic,#porch")
    _ = ann.lines
    ann.send(f"MODE ann +{users}")
    assert not any(" 501 " in line for line in ann.lines)
    values = {"f": "#porch", "k": "key", "l": "9", **dict.fromkeys("beI", "x!*@*"), **dict.fromkeys("qaohv", "ann")}
    for letter in channels:
        ann.send(f"MODE #attic -{letter} {values.get(letter, '')}", f"MODE #attic +{letter} {values.get(letter, '')}")
        assert not any(re.search(" (472|461|696) ", line) for line in ann.lines)
        assert (letter in values) == (letter in with_value)
