import os

import pytest

from parlour.direct.pairing import Pairing, WrongCode, new_code

ANN, BOB, EVE = b"a" * 32, b"b" * 32, b"e" * 32


def two(said: str, shown: str, seen: tuple[bytes, bytes] = (ANN, BOB)) -> tuple[Pairing, Pairing]:
    """Ann, who dials, and Bob, who listens; `seen` are the keys that Ann sees."""
    return Pairing("dialler", said, *seen, os.urandom), Pairing("listener", shown, ANN, BOB, os.urandom)


@pytest.mark.parametrize("said", ["lusab-babad", "Lusab Babad", " lusab  babad. "])
def test_whoever_says_the_code_is_let_in_however_it_is_written(said: str) -> None:
    ann, bob = two(said, "lusab-babad")
    from_bob, from_ann = bob.take(ann.message), ann.take(bob.message)
    bob.check(from_ann)
    ann.check(from_bob)


def test_another_code_is_refused_by_both() -> None:
    ann, bob = two("lusab-babab", "lusab-babad")
    from_bob, from_ann = bob.take(ann.message), ann.take(bob.message)
    with pytest.raises(WrongCode):
        bob.check(from_ann)
    with pytest.raises(WrongCode):
        ann.check(from_bob)


def test_the_right_code_does_not_help_somebody_in_between() -> None:
    ann, bob = two("lusab-babad", "lusab-babad", seen=(ANN, EVE))
    bob.take(ann.message)
    with pytest.raises(WrongCode):
        bob.check(ann.take(bob.message))


def test_there_is_one_guess() -> None:
    ann, bob = two("lusab-babad", "lusab-babad")
    bob.take(ann.message)
    right = ann.take(bob.message)
    with pytest.raises(WrongCode):
        bob.check(b"x" * 32)
    with pytest.raises(WrongCode):
        bob.check(right)
    with pytest.raises(WrongCode):
        bob.take(ann.message)


def test_a_confirmation_cannot_be_sent_back() -> None:
    ann, bob = two("lusab-babad", "lusab-babad")
    own = ann.take(bob.message)
    with pytest.raises(WrongCode):
        ann.check(own)


@pytest.mark.parametrize("message", [b"", b"A", b"A" + b"\xff" * 32, b"B" + b"x" * 32, b"A" * 33, b"A" * 99])
def test_a_message_that_is_none_is_a_wrong_code(message: bytes) -> None:
    ann, bob = two("lusab-babad", "lusab-babad")
    with pytest.raises(WrongCode):
        bob.take(message)
    with pytest.raises(WrongCode):
        bob.take(ann.message)


def test_nothing_may_stand_behind_a_message() -> None:
    ann, bob = two("lusab-babad", "lusab-babad")
    with pytest.raises(WrongCode):
        bob.take(ann.message + b"x")


def test_a_code_has_two_words() -> None:
    assert new_code(bytes([127, 0, 0, 1])) == "lusab-babad"
