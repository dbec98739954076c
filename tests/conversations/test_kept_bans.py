"""Bans are kept, and what becomes of those that cannot be."""

from tests.support.bans import BOB, CAT, comes, gone, world
from tests.support.operators import make_operator
from tests.support.surroundings import START_MS


def test_bans_survive_a_crash_once_the_operator_has_seen_them() -> None:
    made = world()
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1d spam
        ann> UBAN ADD ~r:*leaflet*
        ann> UBAN ADD eve
        ann> UBAN DEL eve
        ann<< :parlour.local NOTICE * :*** ann lifted the ban of eve!*@*
    """)
    made.crash()
    assert gone(comes(made, "bob", BOB)) == ("* :You are banned from this server: spam (until 2023-11-15 22:13 UTC)")
    assert gone(comes(made, "cat", CAT, real="leaflets"))
    assert not gone(comes(made, "eve", CAT))


def test_a_ban_is_told_only_when_it_is_kept() -> None:
    made = world("bob")
    made.disk.slow = True
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1d spam
        ann.
        bob.
    """)
    assert made.disk.finish()
    made.play("""
        ann< :parlour.local NOTICE * :*** ann banned 192.0.2.0/24: spam (until 2023-11-15 22:13 UTC)
        ann< :parlour.local NOTICE ann :1 connection was closed
        bob< :parlour.local 465 bob :…
    """)


def test_a_ban_that_cannot_be_kept_is_undone_and_its_author_told() -> None:
    made = world()
    make_operator(made, "dan", "ban")
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1h before
        ann~
        dan~
    """)
    made.disk.slow = made.disk.broken = True
    made.play("""
        ann> UBAN ADD 198.51.100.0/24 1h spam
        ann> UBAN ADD 192.0.2.0/24 1d after
        ann> UBAN ADD eve
        ann> UBAN DEL 192.0.2.0/24
    """)
    assert made.disk.finish()
    lost = "FAIL UBAN NOT_DELIVERED"
    made.play(f"""
        ann<< :parlour.local {lost} 198.51.100.0/24 :Not delivered, it could not be kept: spam
        ann<< :parlour.local {lost} 192.0.2.0/24 :Not delivered, it could not be kept: after
        ann<< :parlour.local {lost} eve!*@* :Not delivered, it could not be kept
        ann<< :parlour.local {lost} 192.0.2.0/24 :Not delivered, it could not be kept
        dan.
    """)
    assert not any("banned" in line or "lifted" in line for line in made.clients["ann"].lines)
    # While nothing can be kept, it is refused at once.
    made.play(f"""
        ann> UBAN ADD fay!*@* 1h spam
        ann<< :parlour.local {lost} fay!*@* :Not delivered, it could not be kept: spam
    """)
    made.disk.slow = made.disk.broken = False
    made.pass_time(1)
    assert gone(comes(made, "bob", BOB)) == "* :You are banned from this server: before (until 2023-11-14 23:13 UTC)"
    assert not gone(comes(made, "eve", CAT))
    made.crash()
    assert gone(comes(made, "bob", BOB)).endswith("before (until 2023-11-14 23:13 UTC)")
    assert not gone(comes(made, "eve", CAT))


def test_a_list_shows_no_ban_that_was_not_kept() -> None:
    made = world()
    make_operator(made, "dan", "ban")
    made.disk.slow = made.disk.broken = True
    made.play("""
        ann> UBAN ADD 192.0.2.0/24
        dan> UBAN LIST
        dan.
    """)
    assert made.disk.finish()
    made.play("""
        dan< :parlour.local NOTICE dan :End of the list of bans: 0
        dan.
    """)


def test_with_a_store_that_nobody_waits_for_a_ban_is_kept_when_it_can_be() -> None:
    made = world(wait=False)
    made.disk.broken = True
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1h spam
        ann< :parlour.local NOTICE * :*** ann banned 192.0.2.0/24: spam (until 2023-11-14 23:13 UTC)
    """)
    made.disk.broken = False
    made.pass_time(2)
    assert [ban.target for ban in made.store.bans()] == ["192.0.2.0/24"]
    assert made.store.bans()[0].at_ms == START_MS
