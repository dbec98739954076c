"""Promise 5, case by case: what a batch that cannot be committed leaves behind."""

import pytest

from tests.support.play import World

CASES = {
    "a message that cannot be kept is shown to nobody, and its author is told with the text": """
        ann> PRIVMSG #attic :hi there
        ann< :parlour.local NOTICE ann :Not delivered to #attic, it could not be kept: hi there
        ann.
        bob.
    """,
    "a topic that cannot be kept is not set, and the old one is announced to all": """
        ann> TOPIC #attic :tea
        ann< :parlour.local FAIL TOPIC NOT_DELIVERED #attic :Not delivered, it could not be kept: tea
        ann< :parlour.local TOPIC #attic :coffee
        bob< :parlour.local TOPIC #attic :coffee
        bob.
    """,
    "modes that cannot be kept are not set, and what holds is announced to all": """
        ann> MODE #attic +vm bob
        ann< :parlour.local FAIL MODE NOT_DELIVERED #attic :Not delivered, it could not be kept: +vm bob
        ann< :parlour.local MODE #attic -vm bob
        bob< :parlour.local MODE #attic -vm bob
        bob.
    """,
    "a key that cannot be changed is announced as it was": """
        ann> MODE #attic +k new
        ann< :parlour.local FAIL …
        ann< :parlour.local MODE #attic +k old
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +klnt old 5
    """,
    "a limit that cannot be lifted is announced as it was": """
        ann> MODE #attic -l
        ann< :parlour.local FAIL …
        ann< :parlour.local MODE #attic +l 5
    """,
}


def world() -> World:
    made = World()
    made.play(
        """
        ann> JOIN #attic
        ann> TOPIC #attic :coffee
        ann> MODE #attic +kl old 5
        bob> JOIN #attic old
        ann~
        bob~
        """
    )
    return made


def fail(made: World, script: str) -> None:
    """Play something, of which nothing can be kept."""
    made.disk.slow = made.disk.broken = True
    made.play(script)
    made.disk.finish()
    made.disk.slow = made.disk.broken = False


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_undoing(script: str) -> None:
    made = world()
    made.disk.broken = True
    made.play(script)


def test_a_limit_that_was_not_set_is_announced_without_a_value() -> None:
    made = World()
    made.play("ann> JOIN #attic\nann~")
    fail(made, "ann> MODE #attic +lk 5 key")
    made.play("ann< …FAIL MODE…\nann< :parlour.local MODE #attic -lk *\nann.")


def test_of_several_changes_that_are_undone_only_what_holds_in_the_end_is_announced() -> None:
    made = world()
    fail(made, "ann> TOPIC #attic :tea\nann> TOPIC #attic :milk\nann> MODE #attic +m-k x\nann> MODE #attic +k new")
    made.play(
        """
        ann< …FAIL…
        ann< …FAIL…
        ann< …FAIL…
        ann< …FAIL…
        ann< :parlour.local TOPIC #attic :coffee
        ann< :parlour.local MODE #attic -m+k old
        ann.
        bob< :parlour.local TOPIC #attic :coffee
        bob< :parlour.local MODE #attic -m+k old
        bob.
        """
    )


def test_many_changes_are_announced_in_lines_that_are_short_enough() -> None:
    made = world()
    fail(made, "ann> MODE #attic +imsv-ntl bob")
    made.play("bob< …MODE #attic -ims\nbob< …MODE #attic -v+nt bob\nbob< …MODE #attic +l 5\nbob.")


def test_a_reply_that_showed_what_was_undone_is_put_right_for_one_who_asked_from_outside() -> None:
    made = world()
    made.play("cid> TOPIC #attic\ncid~")
    fail(made, "ann> TOPIC #attic :tea\ncid> TOPIC #attic\ncid> NAMES #attic")
    made.play(
        """
        cid< :parlour.local 332 cid #attic :tea
        cid< :parlour.local 333 …
        cid< …353…
        cid< …366…
        cid< :parlour.local TOPIC #attic :coffee
        cid.
        """
    )


def test_one_who_asked_from_outside_is_not_told_the_key_that_holds_again() -> None:
    made = world()
    made.client("cid")
    fail(made, "ann> MODE #attic -k+i x\ncid> MODE #attic")
    made.play("cid< …324 cid #attic +ilnt 5\ncid< …329…\ncid< :parlour.local MODE #attic +k-i *\ncid.")


def test_the_time_of_an_announcement_does_not_go_back_behind_what_was_shown_before() -> None:
    made = world()
    made.client("cid", "server-time").send("JOIN #attic old")
    made.play("cid~")
    made.disk.slow = made.disk.broken = True
    made.play("ann> TOPIC #attic :tea")
    made.pass_time(1)
    made.play("bob> PART #attic")
    made.disk.finish()
    made.play("cid< @time=2023-11-14T22:13:21.000Z :bob!… PART #attic\ncid< @time=2023-11-14T22:13:21.000Z …TOPIC…")
