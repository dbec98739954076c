"""The clauses of https://ircv3.net/specs/extensions/monitor"""

from parlour.core.limits import Limits
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/monitor"

CLAUSES = [
    Clause("#monitor-command", "005 has the token with the limit", """
        ann> VERSION
        ann<< :parlour.local 005 ann … MONITOR=7 …
    """, limits=Limits(monitor=7)),
    Clause("#monitor-command", "adding and removing are two commands", """
        ann> MONITOR +- bob
        ann< :parlour.local FAIL MONITOR INVALID_PARAMS +- :…
        ann> MONITOR L
        ann< :parlour.local 733 ann :End of MONITOR list
        ann.
    """),
    Clause("#monitor-command", "a target has to be a nick", """
        ann> MONITOR + *!*@*,#attic,bob
        ann< :parlour.local 731 ann :*!*@*,#attic,bob
        ann> MONITOR L
        ann< :parlour.local 732 ann :bob
        ann< :parlour.local 733 ann :End of MONITOR list
    """),
    Clause("#monitor--targettarget2", "what is in the list is not added again", """
        ann> MONITOR + bob
        ann~
        ann> MONITOR + BOB,bob
        ann~
        ann> MONITOR L
        ann< :parlour.local 732 ann :bob
        ann< :parlour.local 733 ann :End of MONITOR list
        bob> PING x
        ann< :parlour.local 730 * :bob!bob@127.0.0.1
        ann.
    """),
    Clause("#monitor--targettarget2", "who is added is said to be here or not", """
        bob> PING x
        ann> MONITOR + bob,cleo
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann< :parlour.local 731 ann :cleo
        ann.
    """),
    Clause("#monitor---targettarget2", "nothing is said when one is removed, nor of them later", """
        ann> MONITOR + bob,cleo
        ann~
        ann> MONITOR - bob,nobody
        ann.
        bob> PING x
        ann.
        cleo> PING x
        ann< :parlour.local 730 * :cleo!cleo@127.0.0.1
    """),
    Clause("#monitor-c", "nothing is said when all are removed, nor of them later", """
        ann> MONITOR + bob,cleo
        ann~
        ann> MONITOR C
        ann.
        bob> PING x
        ann.
    """),
    Clause("#monitor-l", "the list is shown, and its end", """
        ann> MONITOR + bob,cleo
        ann~
        ann> MONITOR L
        ann< :parlour.local 732 ann :bob,cleo
        ann< :parlour.local 733 ann :End of MONITOR list
        ann.
    """),
    Clause("#monitor-s", "all in the list are said to be here or not", """
        bob> PING x
        ann> MONITOR + cleo,bob
        ann~
        ann> MONITOR S
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann< :parlour.local 731 ann :cleo
        ann.
    """),
    Clause("#730---rpl_mononline", "who comes is told, by registering or by a nick", """
        ann> MONITOR + bob,bobby
        ann~
        bob> PING x
        ann< :parlour.local 730 * :bob!bob@127.0.0.1
        bob> NICK bobby
        ann< :parlour.local 731 * :bob
        ann< :parlour.local 730 * :bobby!bob@127.0.0.1
    """),
    Clause("#731---rpl_monoffline", "who leaves is told", """
        ann> MONITOR + bob
        ann~
        bob> QUIT
        ann< :parlour.local 730 * :bob!bob@127.0.0.1
        ann< :parlour.local 731 * :bob
        ann.
    """),
    Clause("#734---err_monlistfull", "what the list has no room for is named as it was sent, the rest is added", """
        ann> MONITOR + bob
        ann~
        ann> MONITOR + CLEO,dan,Eve
        ann< :parlour.local 731 ann :CLEO
        ann< :parlour.local 734 ann 2 dan,Eve :Monitor list is full.
        ann> MONITOR L
        ann< :parlour.local 732 ann :bob,CLEO
    """, limits=Limits(monitor=2)),
    Elsewhere("#monitor-command", "long lists come in lines that are short enough",
              "tests/conversations/test_monitor.py::test_long_lists_take_several_lines_and_no_name_is_cut"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
