"""The tables of letters: nothing stands in them twice, and everything that they say is so."""

import pytest

from parlour.core import letters
from parlour.core.letters import Letter
from parlour.core.modes import KNOWN

CHANNEL = letters.RANKS + letters.LISTS + letters.ALWAYS_VALUE + letters.VALUE_TO_SET + letters.FLAGS


@pytest.mark.parametrize("table", [CHANNEL, letters.USERS, letters.EXTENDED_BANS], ids=["channel", "user", "ban"])
def test_no_letter_means_two_things(table: tuple[Letter, ...]) -> None:
    assert len({entry.letter for entry in table}) == len(table)
    assert all(len(entry.letter) == 1 and entry.letter.isalpha() and entry.means for entry in table)


def test_only_flags_take_nothing() -> None:
    assert not any(entry.takes for entry in letters.FLAGS + letters.USERS)
    assert all(entry.takes for entry in CHANNEL if entry not in letters.FLAGS)


def test_all_modes_of_a_channel_can_be_set() -> None:
    assert sorted(KNOWN) == sorted(letters.letters(CHANNEL))
