"""What each rank of a channel's members may do. Source: https://modern.ircdocs.horse/#channel-membership-prefixes"""

from tests.support.operators import PASSWORD, logins
from tests.support.specification import Clause, Kept, each

CLAUSES: list[Kept] = [
    Clause("#founder-prefix", "only a founder makes founders, and an operator has no power over them", f"""
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> MODE #attic +o bob
        ann~
        bob~
        cleo~
        bob> MODE #attic +q bob
        bob< :parlour.local 482 bob #attic :You're not channel operator
        ann> OPER root {PASSWORD}
        ann~
        ann> MODE #attic +q cleo
        ann< :ann!ann@127.0.0.1 MODE #attic +q cleo
        bob< :ann!ann@127.0.0.1 MODE #attic +q cleo
        bob> MODE #attic -q cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> KICK #attic cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        cleo~
        cleo> MODE #attic +q bob
        cleo< :cleo!cleo@127.0.0.1 MODE #attic +q bob
    """, logins=logins()),
    Clause("#protected-prefix", "an operator has no power over who is protected", f"""
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> OPER root {PASSWORD}
        ann> MODE #attic +oa bob cleo
        bob~
        bob> KICK #attic cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic -a cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        cleo~
        cleo> KICK #attic bob
        cleo< :cleo!cleo@127.0.0.1 KICK #attic bob :cleo
    """, logins=logins()),
    Clause("#operator-prefix", "an operator makes another, and both are told", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> MODE #attic +o BOB
        ann< :ann!ann@127.0.0.1 MODE #attic +o bob
        bob< :ann!ann@127.0.0.1 MODE #attic +o bob
        bob> MODE #attic +m
        bob< :bob!bob@127.0.0.1 MODE #attic +m
    """),
    Clause("#errusernotinchannel-441", "who is not in the channel gets no rank in it", """
        bob~
        ann> JOIN #attic
        ann~
        ann> MODE #attic +o bob
        ann< :parlour.local 441 ann bob #attic :They aren't on that channel
        ann> MODE #attic +o nobody
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann.
    """),
    Clause("#halfop-prefix", "a half-operator may do less than an operator", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> MODE #attic +h bob
        bob~
        bob> MODE #attic +v cleo
        bob< :bob!bob@127.0.0.1 MODE #attic +v cleo
        bob> MODE #attic +o cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> KICK #attic ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> KICK #attic cleo
        bob< :bob!bob@127.0.0.1 KICK #attic cleo :bob
    """),
    Clause("#voice-prefix", "a voice gives no other privileges", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +v bob
        bob~
        bob> MODE #attic +m
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> KICK #attic ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +v bob
        bob< :parlour.local 482 bob #attic :You're not channel operator
    """),
    Clause("#channel-membership-prefixes", "the sign of the highest rank is in NAMES, WHO and WHOIS", """
        ann> JOIN #attic
        ann> MODE #attic +hv ann ann
        bob> NAMES #attic
        bob< :parlour.local 353 bob = #attic :@ann
        bob~
        bob> WHO #attic
        bob< :parlour.local 352 bob #attic ann 127.0.0.1 parlour.local ann H@ :0 Ann
        bob~
        bob> WHOIS ann
        bob<< :parlour.local 319 bob ann :@#attic
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
