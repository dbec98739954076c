import pytest

from parlour.server.guesses import BURST, EVERY_S, Guesses


def wrong(guesses: Guesses, address: str, now_s: float, count: int = 1) -> None:
    for _ in range(count):
        guesses.wrong(address, now_s)


def test_past_a_few_wrong_ones_an_address_has_to_wait_for_each() -> None:
    guesses = Guesses()
    wrong(guesses, "192.0.2.7", 100.0, BURST - 1)
    assert not guesses.too_many("192.0.2.7", 100.0)
    wrong(guesses, "192.0.2.7", 100.0)
    assert guesses.too_many("192.0.2.7", 100.0)
    assert guesses.too_many("192.0.2.7", 100.0 + EVERY_S - 0.1)
    assert not guesses.too_many("192.0.2.7", 100.0 + EVERY_S)
    wrong(guesses, "192.0.2.7", 100.0 + EVERY_S)
    assert guesses.too_many("192.0.2.7", 100.0 + EVERY_S)


SAME = {
    "an address of IPv4 is by itself": ("192.0.2.7", "192.0.2.8", False),
    "addresses of IPv6 in one network of a customer are one": ("2001:db8::1", "2001:db8::ffff:1", True),
    "those of two customers are not": ("2001:db8::1", "2001:db8:0:1::1", False),
    "nor are IPv4 and IPv6": ("0.0.0.1", "::1", False),
    "Unix sockets are by themselves": ("unix", "192.0.2.7", False),
}


@pytest.mark.parametrize(("one", "other", "same"), SAME.values(), ids=SAME)
def test_who_is_counted_together(one: str, other: str, same: bool) -> None:
    guesses = Guesses()
    wrong(guesses, one, 0.0, BURST)
    assert guesses.too_many(one, 0.0)
    assert guesses.too_many(other, 0.0) is same


def test_what_has_been_long_enough_ago_takes_no_memory() -> None:
    guesses = Guesses()
    for number in range(100):
        wrong(guesses, f"192.0.2.{number}", 0.0)
    wrong(guesses, "192.0.2.1", 0.0)
    guesses.tick(EVERY_S)
    assert len(guesses) == 1
    guesses.tick(2 * EVERY_S)
    assert len(guesses) == 0
