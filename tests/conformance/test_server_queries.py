"""What one asks of the server. Source: https://modern.ircdocs.horse/#server-queries-and-commands"""

from parlour.core.host import About
from tests.support.operators import PASSWORD, logins
from tests.support.specification import Clause, Kept, each

CLAUSES: list[Kept] = [
    Clause("#motd-message", "the message of the day has a start, lines and an end", """
        ann> MOTD
        ann< :parlour.local 375 ann :- parlour.local Message of the day -
        ann< :parlour.local 372 ann :- Be kind
        ann< :parlour.local 372 ann :- to all
        ann< :parlour.local 376 ann :End of MOTD command
        ann> MOTD parlour.local
        ann< :parlour.local 375 ann :- parlour.local Message of the day -
        ann<< :parlour.local 376 ann :End of MOTD command
        ann> MOTD other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """, motd=["Be kind", "to all"]),
    Clause("#motd-message", "where there is none it is told", """
        ann> MOTD
        ann< :parlour.local 422 ann :MOTD File is missing
        ann.
    """),
    Clause("#version-message", "the version comes with what the server supports", """
        ann> VERSION
        ann< :parlour.local 351 ann parlour-… parlour.local :…
        ann< :parlour.local 005 ann … :are supported by this server
        ann~
        ann> VERSION *.local
        ann< :parlour.local 351 ann parlour-… parlour.local :…
        ann~
        ann> VERSION ann
        ann< :parlour.local 351 ann parlour-… parlour.local :…
        ann~
        ann> VERSION other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """),
    Clause("#admin-message", "who runs the server is told in four lines", """
        ann> ADMIN
        ann< :parlour.local 256 ann parlour.local :Administrative info
        ann< :parlour.local 257 ann :Leeds
        ann< :parlour.local 258 ann :Ann Lee
        ann< :parlour.local 259 ann :ann@example.org
        ann> ADMIN other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """, about=About(location="Leeds", organisation="Ann Lee", email="ann@example.org")),
    Clause("#links-message", "the servers are listed, and the end of the list", """
        ann> LINKS
        ann< :parlour.local 364 ann parlour.local parlour.local :0 test server
        ann< :parlour.local 365 ann * :End of /LINKS list
        ann.
    """, about=About(description="test server")),
    Clause("#lusers-message", "users are counted, those who have not registered apart", """
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 1 users and 0 invisible on 1 servers
        ann< :parlour.local 252 ann 0 :operator(s) online
        ann< :parlour.local 253 ann 2 :unknown connection(s)
        ann< :parlour.local 254 ann 0 :channels formed
        ann< :parlour.local 255 ann :I have 1 clients and 0 servers
        ann< :parlour.local 265 ann 1 1 :Current local users 1, max 1
        ann< :parlour.local 266 ann 1 1 :Current global users 1, max 1
        ann.
        bob> NICK bob
        bob> USER bob 0 * :Bob
        cleo> QUIT
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 2 users and 0 invisible on 1 servers
        ann< :parlour.local 252 ann 0 :operator(s) online
        ann< :parlour.local 253 ann 0 :unknown connection(s)
        ann<< :parlour.local 265 ann 2 2 :Current local users 2, max 2
        ann~
        bob> QUIT
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 1 users and 0 invisible on 1 servers
        ann<< :parlour.local 255 ann :I have 1 clients and 0 servers
        ann< :parlour.local 265 ann 1 2 :Current local users 1, max 2
        ann< :parlour.local 266 ann 1 2 :Current global users 1, max 2
    """, new=("bob", "cleo")),
    Clause("#lusers-message", "who is invisible, and who is an operator, is counted while they are", f"""
        bob> MODE bob +i
        ann> OPER root {PASSWORD}
        ann~
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 1 users and 1 invisible on 1 servers
        ann< :parlour.local 252 ann 1 :operator(s) online
        ann~
        bob> MODE bob -i
        ann> MODE ann -o
        ann~
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 2 users and 0 invisible on 1 servers
        ann< :parlour.local 252 ann 0 :operator(s) online
        ann~
        bob> MODE bob +i
        bob> QUIT
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 1 users and 0 invisible on 1 servers
    """, logins=logins()),
    Clause("#time-message", "the time is told, by this server alone", """
        ann> TIME
        ann< :parlour.local 391 ann parlour.local 1700000000 :Tuesday November 14 2023 -- 22:13:20 +00:00
        ann> TIME other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """),
    Clause("#stats-message", "a query is answered, and its end has its letter", """
        ann> STATS u
        ann< :parlour.local 242 ann :Server Up 0 days 0:00:00
        ann< :parlour.local 219 ann u :End of /STATS report
        ann> STATS m
        ann< :parlour.local 212 ann NICK 1
        ann< :parlour.local 212 ann STATS 2
        ann< :parlour.local 212 ann USER 1
        ann< :parlour.local 219 ann m :End of /STATS report
        ann> STATS l
        ann< :parlour.local 211 ann ann[ann@127.0.0.1] 0 …
        ann< :parlour.local 219 ann l :End of /STATS report
        ann> STATS ?
        ann< :parlour.local 219 ann ? :End of /STATS report
        ann> STATS u other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann> STATS
        ann< :parlour.local 461 ann STATS :Not enough parameters
        ann.
    """),
    Clause("#stats-message", "what is private is for operators who may see it", f"""
        bob> STATS o
        bob< :parlour.local 481 bob :Permission Denied- You're not an IRC operator
        bob< :parlour.local 219 bob o :End of /STATS report
        bob.
        ann> OPER root {PASSWORD}
        ann~
        ann> STATS o
        ann< :parlour.local 243 ann O *@* * helper
        ann< :parlour.local 243 ann O *@* * root
        ann< :parlour.local 219 ann o :End of /STATS report
        ann.
    """, logins=logins()),
    Clause("#help-message", "help has a title, an empty line, lines and a last one", """
        ann> HELP
        ann< :parlour.local 704 ann * :…
        ann< :parlour.local 705 ann * :
        ann<< :parlour.local 706 ann * :…
        ann.
        ann> HELP privmsg
        ann< :parlour.local 704 ann privmsg :…
        ann< :parlour.local 705 ann privmsg :
        ann<< :parlour.local 706 ann privmsg :…
        ann.
        ann> HELPOP PRIVMSG
        ann< :parlour.local 704 ann PRIVMSG :…
        ann<< :parlour.local 706 ann PRIVMSG :…
        ann.
    """),
    Clause("#help-message", "what there is no help for is told, as * if it cannot be a parameter", """
        ann> HELP THISISNOTACOMMAND
        ann< :parlour.local 524 ann THISISNOTACOMMAND :No help available on this topic
        ann> HELPOP NoSuch
        ann< :parlour.local 524 ann NoSuch :No help available on this topic
        ann> HELP :unknown subject
        ann< :parlour.local 524 ann * :No help available on this topic
        ann.
    """),
    Clause("#info-message", "what the server is is told in lines, and their end", """
        ann> INFO
        ann< :parlour.local 371 ann :parlour-…
        ann<< :parlour.local 374 ann :End of INFO list
        ann.
        ann> INFO parlour.local
        ann< :parlour.local 371 ann :parlour-…
        ann~
        ann> INFO *local*
        ann< :parlour.local 371 ann :parlour-…
        ann~
        ann> INFO ann
        ann< :parlour.local 371 ann :parlour-…
        ann~
        ann> INFO invalid.server.example
        ann< :parlour.local 402 ann invalid.server.example :No such server
        ann> INFO invalidserver
        ann< :parlour.local 402 ann invalidserver :No such server
        ann.
    """),
    Clause("#optional-messages", "a command that is not there is told with 421", """
        ann> TRACE
        ann< :parlour.local 421 ann TRACE :Unknown command
        ann> SERVICE x
        ann< :parlour.local 421 ann SERVICE :Unknown command
        ann> AUTHENTICATE PLAIN
        ann< :parlour.local 421 ann AUTHENTICATE :Unknown command
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
