import threading
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters

from parlour.core.later import Done
from parlour.server import passwords
from parlour.server.passwords import DECOY, THREADS, WAITING, Checks, Shared, hash_password, is_hash, matches, trouble

DEADLINE_S = 30.0


def test_a_password_matches_its_own_hash_and_no_other() -> None:
    hashed = hash_password("correct-horse")
    assert matches(hashed, "correct-horse")
    assert not matches(hashed, "correct-horsf")
    assert not matches(hashed, "")
    assert hashed != hash_password("correct-horse"), "two who chose the same are not seen to have"


def test_a_hash_is_as_dear_as_it_is_meant_to_be() -> None:
    for hashed in (hash_password("correct-horse"), DECOY):
        parameters = extract_parameters(hashed)
        assert hashed.startswith("$argon2id$v=19$")
        assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (2, 19456, 1)
    # A decoy of other lengths would be refused before it cost anything.
    assert len(DECOY) == len(hashed)
    assert not matches(DECOY, "")


def test_the_same_letters_are_the_same_password_however_they_are_composed() -> None:
    # https://www.rfc-editor.org/rfc/rfc8265#section-4.2.1
    assert matches(hash_password("caf\u00e9-noir"), "cafe\u0301-noir")


HASHES = {
    "an argon2id hash": (DECOY, True),
    "a cheaper one": ("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$cPGnGUjPKDFHhyoaC3YsKw", True),
    "a plain password": ("correct-horse", False),
    "nothing": ("", False),
    "another kind of argon2": (DECOY.replace("argon2id", "argon2i"), False),
    "a hash of bcrypt": ("$2b$12$KIXQ7y1G4Y0pQ1Zr0Y4mUu", False),
    "one that was cut off": (DECOY[:30], False),
    "one with no number where one belongs": (DECOY.replace("t=2", "t=x"), False),
}


@pytest.mark.parametrize(("text", "is_one"), HASHES.values(), ids=HASHES)
def test_what_is_a_hash_and_what_is_not(text: str, is_one: bool) -> None:
    assert is_hash(text) is is_one


TROUBLES = {
    "": "empty",
    "x" * 301: "more than 300 bytes",
    "é" * 151: "more than 300 bytes",
    "correct horse": "blank",
    "correct\u00a0horse": "blank",
    "correct\thorse": "blank",
    "correct\0horse": "cannot be seen",
    "\x7fhorse": "cannot be seen",
    ":horse": "colon",
}


@pytest.mark.parametrize(("password", "words"), TROUBLES.items(), ids=map(repr, TROUBLES))
def test_a_password_that_no_client_could_send_is_none(password: str, words: str) -> None:
    assert words in (trouble(password) or "")


@pytest.mark.parametrize("password", ["x" * 300, "correct-horse", "grüße", "a:b", "#", '"quoted"'])
def test_any_other_may_be_one(password: str) -> None:
    assert trouble(password) is None


class Posted:
    """Calls that threads brought; they are done when the test wants."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []
        self.came = threading.Semaphore(0)

    def __call__(self, call: Callable[[], None]) -> None:
        self.calls.append(call)
        self.came.release()

    def do(self, count: int) -> None:
        """Wait for so many calls, and do them."""
        for _ in range(count):
            assert self.came.acquire(timeout=DEADLINE_S)
            self.calls.pop(0)()


def test_only_so_many_wait_for_a_check_and_room_comes_back() -> None:
    posted, gate = Posted(), threading.Event()
    answers: list[tuple[Any, Exception | None]] = []
    checks = Checks(posted)
    try:
        taken = [checks.submit(lambda: gate.wait(DEADLINE_S), lambda *answer: answers.append(answer))
                 for _ in range(THREADS + WAITING + 5)]  # fmt: skip
        assert taken == [True] * (THREADS + WAITING) + [False] * 5
        gate.set()
        posted.do(THREADS + WAITING)
        assert answers == [(True, None)] * (THREADS + WAITING)
        assert checks.submit(lambda: 1, lambda *answer: answers.append(answer))
        posted.do(1)
        assert answers[-1] == (1, None)
    finally:
        gate.set()
        checks.stop()


def test_no_more_are_checked_at_a_time_than_there_are_threads_for() -> None:
    posted, gate, started = Posted(), threading.Event(), threading.Semaphore(0)

    def work() -> None:
        started.release()
        gate.wait(DEADLINE_S)

    checks = Checks(posted)
    try:
        for _ in range(THREADS + 1):
            checks.submit(work, lambda *answer: None)
        for _ in range(THREADS):
            assert started.acquire(timeout=DEADLINE_S)
        assert not started.acquire(blocking=False)
        gate.set()
        posted.do(THREADS + 1)
    finally:
        gate.set()
        checks.stop()


def test_what_a_check_raises_is_told_to_whoever_asked() -> None:
    posted = Posted()
    answers: list[tuple[Any, Exception | None]] = []
    checks = Checks(posted)
    try:
        checks.submit(lambda: 1 // 0, lambda *answer: answers.append(answer))
        posted.do(1)
    finally:
        checks.stop()
    ((value, error),) = answers
    assert value is None
    assert isinstance(error, ZeroDivisionError)


def test_nothing_of_a_password_is_kept_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011, whichever argon2 has for it
        matches("no hash", "correct-horse")
    assert "correct-horse" not in str(raised.value)
    assert passwords.is_hash("no hash") is False


def test_no_hash_is_the_hash_of_no_password_and_takes_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Hasher:
        def verify(self, hashed: str, password: bytes) -> bool:
            checked.append(hashed)
            return True

    assert not matches("", "")
    monkeypatch.setattr(passwords, "_hasher", Hasher())
    assert not matches("", "correct-horse"), "even if somebody guessed the decoy's"
    assert checked == [DECOY]


class Slow:
    """Work beside a loop that is done when the test wants; `full` when no more is taken."""

    def __init__(self) -> None:
        self.full = False
        self.work: list[tuple[Callable[[], Any], Done]] = []

    def __call__(self, work: Callable[[], Any], done: Done) -> bool:
        if not self.full:
            self.work.append((work, done))
        return not self.full

    def do(self) -> None:
        work, self.work = self.work, []
        for each, done in work:
            done(each(), None)


CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
KEY, OTHER_KEY = CHEAP.hash("correct-horse"), CHEAP.hash("battery-staple")


def asked(shared: Shared, hashed: str, password: str) -> list[Any]:
    """The answers that a check gives, which may come later."""
    answers: list[Any] = []
    assert shared.check(hashed, password, lambda value, error: answers.append(value))
    return answers


def test_the_same_password_is_checked_once_for_all_who_give_it() -> None:
    slow = Slow()
    shared = Shared(slow)
    first, second = (asked(shared, KEY, "correct-horse") for _ in range(2))
    other, wrong, again = (
        asked(shared, *given)
        for given in ((OTHER_KEY, "battery-staple"), (KEY, "battery-staple"), (KEY, "battery-staple"))
    )
    assert len(slow.work) == 3
    slow.do()
    assert (first, second, other, wrong, again) == ([True], [True], [True], [False], [False])
    known = {(hashed, password): shared.knows(hashed, password)
             for hashed in (KEY, OTHER_KEY) for password in ("correct-horse", "battery-staple")}  # fmt: skip
    assert [asked for asked, right in known.items() if right] == [
        (KEY, "correct-horse"), (OTHER_KEY, "battery-staple"),
    ]  # fmt: skip


def test_each_wrong_guess_costs_a_check() -> None:
    slow = Slow()
    shared = Shared(slow)
    for _ in range(2):
        assert asked(shared, KEY, "battery-staple") == []
        assert len(slow.work) == 1
        slow.do()
    assert asked(shared, OTHER_KEY, "correct-horse") == [], "right for one is not right for another"


def test_when_no_more_is_taken_it_can_be_asked_again() -> None:
    slow = Slow()
    shared = Shared(slow)
    slow.full = True
    assert not shared.check(KEY, "correct-horse", lambda value, error: None)
    assert not shared.knows(KEY, "correct-horse")
    slow.full = False
    answers = asked(shared, KEY, "correct-horse")
    slow.do()
    assert answers == [True]
