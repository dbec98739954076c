"""INVITE and KICK. Source: https://modern.ircdocs.horse/#channel-operations"""

from parlour.core.limits import Limits
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

INVITE: list[Kept] = [
    Clause("#invite-message", "who invites somebody who is away is told so", """
        bob> AWAY :tea
        bob~
        ann> JOIN #attic
        ann~
        ann> INVITE bob #attic
        ann< :parlour.local 341 ann bob #attic
        ann< :parlour.local 301 ann bob :tea
        ann.
        bob< :ann!ann@127.0.0.1 INVITE bob #attic
        bob.
    """),
    Clause("#invite-message", "who invites and who is invited are told, and no other", """
        ann> JOIN #attic
        cleo> JOIN #attic
        bob~
        ann~
        cleo~
        ann> INVITE bob #attic
        ann< :parlour.local 341 ann bob #attic
        ann.
        bob< :ann!ann@127.0.0.1 INVITE bob #attic
        bob.
        cleo.
    """),
    Clause("#invite-message", "a channel that there is not is told", """
        bob~
        ann> INVITE bob #nowhere
        ann< :parlour.local 403 ann #nowhere :No such channel
        bob.
    """),
    Clause("#invite-message", "only members invite", """
        cleo> JOIN #attic
        bob~
        ann> INVITE bob #attic
        ann< :parlour.local 442 ann #attic :You're not on that channel
        bob.
    """),
    Clause("#invite-message", "a member without a rank invites, unless only who is invited may come", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo~
        bob~
        bob> INVITE cleo #attic
        bob< :parlour.local 341 bob cleo #attic
        cleo< :bob!bob@127.0.0.1 INVITE cleo #attic
        ann> MODE #attic +i
        bob~
        bob> INVITE cleo #attic
        bob< :parlour.local 482 bob #attic :You're not channel operator
        cleo.
    """),
    Clause("#invite-message", "who is in the channel cannot be invited", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        ann> INVITE Bob #Attic
        ann< :parlour.local 443 ann bob #attic :is already on channel
        ann.
    """),
    Clause("#invite-message", "who is not there cannot be invited", """
        ann> JOIN #attic
        ann~
        ann> INVITE nobody #attic
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> INVITE nobody
        ann< :parlour.local 461 ann INVITE :Not enough parameters
        ann.
    """),
    Clause("#client-limit-channel-mode", "who is invited by an operator comes in despite the limit", """
        ann> JOIN #attic
        ann> MODE #attic +l 1
        bob> JOIN #attic
        bob< :parlour.local 471 bob #attic :Cannot join channel (+l)
        ann> INVITE bob #attic
        bob~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """),
    Clause("#invite-only-channel-mode", "an invitation is good for once", """
        ann> JOIN #attic
        ann> MODE #attic +ib bob!*@*
        ann> INVITE bob #attic
        bob> JOIN #attic
        ann> INVITE bob #attic
        bob~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        ann> KICK #attic bob
        bob~
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
        ann> MODE #attic -b bob!*@*
        bob> JOIN #attic
        bob< :parlour.local 473 bob #attic :Cannot join channel (+i)
    """),
    Clause("#rplinvitelist-336", "without parameters one's own invitations are listed", """
        bob~
        ann> JOIN #attic
        ann> INVITE bob #attic
        bob~
        bob> INVITE
        bob< :parlour.local 336 bob #attic
        bob< :parlour.local 337 bob :End of INVITE list
        bob.
    """),
]  # fmt: skip

KICK: list[Kept] = [
    Clause("#kick-message", "everybody in the channel is told, with the comment", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann~
        bob~
        cleo~
        ann> KICK #attic bob :Speaking English
        ann< :ann!ann@127.0.0.1 KICK #attic bob :Speaking English
        bob< :ann!ann@127.0.0.1 KICK #attic bob :Speaking English
        cleo< :ann!ann@127.0.0.1 KICK #attic bob :Speaking English
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann cleo
    """),
    Clause(f"{RFC2812}3.2.8", "without a comment there is the nick of who kicks", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> KICK #attic bob
        bob< :ann!ann@127.0.0.1 KICK #attic bob :ann
        bob> JOIN #attic
        bob~
        ann> KICK #attic bob :
        bob< :ann!ann@127.0.0.1 KICK #attic bob :ann
    """),
    Clause("#kick-message", "several are kicked with a message each", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> JOIN #attic
        dan~
        ann> KICK #attic bob,cleo :bye
        dan< :ann!ann@127.0.0.1 KICK #attic bob :bye
        dan< :ann!ann@127.0.0.1 KICK #attic cleo :bye
        dan.
    """),
    Clause("#kick-message", "as many channels as users belong together, and any other number is refused", """
        ann> JOIN #a,#b
        bob> JOIN #a
        cleo> JOIN #b
        ann~
        ann> KICK #a,#b bob,cleo :bye
        ann< :ann!ann@127.0.0.1 KICK #a bob :bye
        ann< :ann!ann@127.0.0.1 KICK #b cleo :bye
        ann> KICK #a,#b bob :bye
        ann< :parlour.local 461 ann KICK :Not enough parameters
        ann.
    """),
    Clause("#kick-message", "who is not there, or not in the channel, is told", """
        bob~
        ann> JOIN #attic
        ann~
        ann> KICK #attic bob
        ann< :parlour.local 441 ann bob #attic :They aren't on that channel
        ann> KICK #attic nobody
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> KICK #nowhere bob
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann> KICK #attic
        ann< :parlour.local 461 ann KICK :Not enough parameters
        ann.
    """),
    Clause("#kick-message", "only who has a rank that may kicks", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        cleo> KICK #attic bob
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        bob> KICK #attic ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        ann> MODE #attic +o bob
        bob~
        bob> KICK #attic ann
        bob< :bob!bob@127.0.0.1 KICK #attic ann :bob
    """),
    Clause("#kicklen-parameter", "a comment is as long as is announced at most", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        ann> KICK #attic bob :1234567890
        ann< :ann!ann@127.0.0.1 KICK #attic bob :123456789
    """, limits=Limits(reason=9)),
]  # fmt: skip

CLAUSES = INVITE + KICK


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
