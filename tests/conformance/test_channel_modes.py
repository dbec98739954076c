"""What each mode of channels does. Source: https://modern.ircdocs.horse/#channel-modes"""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

DEFS = "https://defs.ircdocs.horse/defs/"
RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

CLAUSES: list[Kept] = [
    Clause("#ban-channel-mode", "who is banned cannot join, whatever the case of the mask", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +b BOB!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic +b BOB!*@*
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
        ann> MODE #attic -b bob!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic -b BOB!*@*
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """),
    Clause("#ban-channel-mode", "who is banned cannot speak, unless with a rank", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +b *!bob@*
        ann~
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+b)
        ann.
        ann> MODE #attic +v bob
        ann~
        bob~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob.
    """),
    Clause("#ban-channel-mode", "what is left out of a mask is anything", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +bbbb bob *@192.0.2.7 bob!b @example.org
        ann< :ann!ann@127.0.0.1 MODE #attic +bbbb bob!*@* *!*@192.0.2.7 bob!b@* *!*@example.org
        ann> MODE #attic -b bob
        ann< :ann!ann@127.0.0.1 MODE #attic -b bob!*@*
    """),
    Clause("#exception-channel-mode", "who is excepted joins and speaks in spite of a ban", """
        ann> JOIN #attic
        ann> MODE #attic +be *!*@* bob!*@*
        ann~
        cleo> JOIN #attic
        cleo< :parlour.local 474 cleo #attic :Cannot join channel (+b)
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        ann~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
    """),
    Clause("#client-limit-channel-mode", "no more come in than the limit says, and those who are in stay", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +l 1
        ann~
        bob~
        bob> PRIVMSG #attic :still here
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :still here
        cleo> JOIN #attic
        cleo< :parlour.local 471 cleo #attic :Cannot join channel (+l)
        cleo.
        ann> MODE #attic +l 3
        cleo> JOIN #attic
        cleo< :cleo!cleo@127.0.0.1 JOIN #attic
        bob> PART #attic
        dan> JOIN #attic
        dan< :dan!dan@127.0.0.1 JOIN #attic
        eve> JOIN #attic
        eve< :parlour.local 471 eve #attic :Cannot join channel (+l)
        ann> MODE #attic -l
        eve> JOIN #attic
        eve< :eve!eve@127.0.0.1 JOIN #attic
    """),
    Clause("#client-limit-channel-mode", "what is no number is no limit", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +l 0
        ann< :parlour.local 696 ann #attic l 0 :This mode needs a valid parameter
        ann> MODE #attic +l -1
        ann< :parlour.local 696 ann #attic l -1 :This mode needs a valid parameter
        ann> MODE #attic +l abc
        ann< :parlour.local 696 ann #attic l abc :This mode needs a valid parameter
        ann> MODE #attic +l :
        ann< :parlour.local 696 ann #attic l * :This mode needs a valid parameter
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """),
    Clause("#invite-only-channel-mode", "who is not invited cannot join", """
        ann> JOIN #attic
        ann> MODE #attic +i
        bob> JOIN #attic
        bob< :parlour.local 473 bob #attic :Cannot join channel (+i)
        bob.
        ann> INVITE bob #attic
        bob~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """),
    Clause("#invite-exception-channel-mode", "who is on that list needs no invitation", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +iI bob!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic +iI bob!*@*
        cleo> JOIN #attic
        cleo< :parlour.local 473 cleo #attic :Cannot join channel (+i)
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob> PART #attic
        bob~
        ann> MODE #attic -I bob!*@*
        bob> JOIN #attic
        bob< :parlour.local 473 bob #attic :Cannot join channel (+i)
    """),
    Clause("#key-channel-mode", "without the key, and with another, nobody joins", """
        ann> JOIN #attic
        ann> MODE #attic +k beer
        bob> JOIN #attic
        bob< :parlour.local 475 bob #attic :Cannot join channel (+k)
        bob> JOIN #attic bees
        bob< :parlour.local 475 bob #attic :Cannot join channel (+k)
        bob> JOIN #attic beer
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """),
    Clause("#key-channel-mode", "a key with which nobody could join is none", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +k :with spaces
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k :
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k a,b
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k longer
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann.
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """, limits=Limits(key=5)),
    Clause("#moderated-channel-mode", "only who has a rank speaks", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +m
        ann~
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+m)
        ann.
        ann> MODE #attic +v bob
        ann~
        bob~
        bob> PRIVMSG #attic :hi again
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi again
        ann> PRIVMSG #attic :hello
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hello
    """),
    Clause("#secret-channel-mode", "it is not in LIST, NAMES or WHOIS of who is not in it", """
        ann> JOIN #attic
        ann> MODE #attic +s
        bob> LIST
        bob< :parlour.local 321 bob Channel :Users  Name
        bob< :parlour.local 323 bob :End of /LIST
        bob> NAMES #attic
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob> WHOIS ann
        bob< :parlour.local 311 …
        bob< :parlour.local 312 …
        bob~
        bob> JOIN #attic
        bob~
        bob> LIST
        bob< :parlour.local 321 bob Channel :Users  Name
        bob< :parlour.local 322 bob #attic 2 :
        bob~
        bob> WHOIS ann
        bob< :parlour.local 311 …
        bob< :parlour.local 319 bob ann :@#attic
    """),
    Clause("#no-external-messages-mode", "nobody speaks from outside, and without it anybody may", """
        ann> JOIN #attic
        ann~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel
        ann.
        ann> MODE #attic -n
        ann~
        bob> PRIVMSG #attic :hi again
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi again
        bob> NOTICE #attic :and
        ann< :bob!bob@127.0.0.1 NOTICE #attic :and
    """),
    Clause(f"{DEFS}chanmodes.html", "C keeps CTCP out, but for actions", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +C
        ann~
        bob~
        ann> PRIVMSG #attic :\x01ACTION waves\x01
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION waves\x01
        ann> PRIVMSG #attic :\x01PING 1473523796 918320\x01
        ann< :parlour.local 404 ann #attic :Cannot send CTCP to channel (+C)
        ann.
        bob.
    """),
    Clause(f"{DEFS}chanmodes.html", "T keeps notices out, and messages not", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> MODE #attic +T
        bob< :ann!ann@127.0.0.1 MODE #attic +T
        ann~
        bob> NOTICE #attic :hi
        bob.
        ann> NOTICE #attic :hi
        bob.
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        ann.
    """),
    Clause("#errinvalidmodeparam-696", "what is no mask is on no list", f"""
        ann> JOIN #attic
        ann~
        ann> MODE #attic +b {"x" * 250}
        ann< :parlour.local 696 ann #attic b {"x" * 100}… :This mode needs a valid parameter
        ann> MODE #attic +e ~q:ann
        ann< :parlour.local 696 ann #attic e ~q:ann :This mode needs a valid parameter
        ann> MODE #attic +I ~m:
        ann< :parlour.local 696 ann #attic I ~m: :This mode needs a valid parameter
        ann> MODE #attic +f
        ann< :parlour.local 696 ann #attic f * :This mode needs a valid parameter
        ann> MODE #attic +beI
        ann< :parlour.local 368 ann #attic :End of channel ban list
        ann< :parlour.local 349 ann #attic :End of channel exception list
        ann< :parlour.local 347 ann #attic :End of channel invite exception list
        ann.
    """),
    Clause(f"{DEFS}chanmodes.html", "f sends on who cannot join", """
        ann> JOIN #attic,#porch
        bob> JOIN #cellar
        bob~
        ann~
        ann> MODE #attic +f #nowhere
        ann< :parlour.local 696 ann #attic f #nowhere :This mode needs a valid parameter
        ann> MODE #attic +f #cellar
        ann< :parlour.local 482 ann #cellar :You're not channel operator
        ann> MODE #attic +f #porch
        ann< :ann!ann@127.0.0.1 MODE #attic +f #porch
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob> PART #attic
        ann> MODE #attic +i
        bob~
        bob> JOIN #attic
        bob< :parlour.local 470 bob #attic #porch :Forwarding to another channel
        bob< :bob!bob@127.0.0.1 JOIN #porch
    """),
    Clause("#extban-parameter", "a mute keeps quiet and lets in; a voice or an exception undoes it", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +b ~m:bob!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic +b ~m:bob!*@*
        bob> JOIN #attic
        bob~
        ann~
        bob> MODE #attic +b
        bob< :parlour.local 367 bob #attic ~m:bob!*@* ann!ann@127.0.0.1 1700000000
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+b)
        ann.
        ann> MODE #attic +v bob
        bob~
        bob> PRIVMSG #attic :hi
        bob.
        ann> MODE #attic -v+e bob ~m:*!bob@*
        bob~
        bob> PRIVMSG #attic :hi
        bob.
        ann> MODE #attic -e ~m:*!BOB@*
        ann~
        ann> MODE #attic -b ~m:BOB!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic -b ~m:bob!*@*
        bob~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
    """),
    Clause(f"{RFC2812}5.2", "a list has as many entries as are announced at most", """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +bb one two
        ann< :ann!ann@127.0.0.1 MODE #attic +b one!*@*
        ann< :parlour.local 478 ann #attic b :The lists of this channel are full
    """, limits=Limits(list_entries=1)),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


@pytest.mark.parametrize("letter", "beI")
def test_an_extended_ban_may_stand_in_each_list(letter: str) -> None:
    # https://modern.ircdocs.horse/#extban-parameter
    world = World()
    world.play(f"""
        ann> JOIN #attic
        ann~
        ann> MODE #attic +{letter} ~r:*bot*
        ann< :ann!ann@127.0.0.1 MODE #attic +{letter} ~r:*bot*
        ann> MODE #attic -{letter} ~r:*bot*
        ann< :ann!ann@127.0.0.1 MODE #attic -{letter} ~r:*bot*
    """)
