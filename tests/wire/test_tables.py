"""The tables of capabilities and numerics are whole and well formed."""

import re
from pathlib import Path

import pytest

from parlour.wire import capabilities, numerics
from parlour.wire.capabilities import BY_NAME, CAPABILITIES, FORM_BITS, GUEST_BITS, WORDS_BITS, Capability
from parlour.wire.numerics import NUMERICS, Numeric

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.name)
def test_a_capability_is_well_formed_and_has_a_specification(capability: Capability) -> None:
    # https://ircv3.net/specs/extensions/capability-negotiation, "Rules for naming capabilities"
    assert re.fullmatch(r"([a-z0-9.-]+/)?[a-z0-9][a-z0-9-]*", capability.name)
    assert not set(" =") & set(capability.value)
    assert capability.settled == ("/" not in capability.name)
    if capability.spec.startswith("https://"):
        assert capability.spec.startswith("https://ircv3.net/specs/")
    else:
        assert (ROOT / capability.spec).is_file()


def test_every_capability_has_a_bit_and_a_name_of_its_own() -> None:
    # An older draft of what is settled now has the same bit.
    bits = [c.bit for c in CAPABILITIES if c.name.removeprefix("draft/") == c.name or c.name[6:] not in BY_NAME]
    drafts = {c.name: c.bit for c in CAPABILITIES if c.name.startswith("draft/") and c.name[6:] in BY_NAME}
    assert len(set(bits)) == len(bits)
    assert len(bits) + len(drafts) == len(BY_NAME) == len(CAPABILITIES)
    assert {name: BY_NAME[name[6:]].bit for name in drafts} == drafts
    assert all(bit > 0 and not bit & (bit - 1) for bit in bits)
    assert FORM_BITS & ~sum(bits) == 0
    assert GUEST_BITS & ~WORDS_BITS == WORDS_BITS & ~FORM_BITS == 0


def test_the_capabilities_are_in_order() -> None:
    names = [capability.name for capability in CAPABILITIES]
    assert names == sorted(names)


def test_every_named_bit_is_that_of_a_capability() -> None:
    named = {
        value
        for name, value in vars(capabilities).items()
        if name.isupper() and isinstance(value, int) and not name.endswith("_BITS")
    }
    assert named == {capability.bit for capability in CAPABILITIES}


@pytest.mark.parametrize("numeric", NUMERICS.values(), ids=NUMERICS.keys())
def test_a_numeric_is_well_formed_and_has_a_specification(numeric: Numeric) -> None:
    assert re.fullmatch(r"[0-9]{3}", numeric.code)
    # Replies are below 400 and from 600 on, errors between; some newer ones stand elsewhere.
    assert numeric.name.startswith("ERR_") == ("400" <= numeric.code < "600" or numeric.code in {"696", "723", "734"})
    assert numeric.name.startswith(("RPL_", "ERR_"))
    assert numeric.spec.startswith("https://")
    assert numeric.words is None or numeric.words == numeric.words.strip() != ""


def test_every_numeric_has_a_code_of_its_own_and_they_are_in_order() -> None:
    codes = [numeric.code for numeric in NUMERICS.values()]
    assert codes == sorted(set(codes))


def test_every_numeric_goes_by_its_own_name() -> None:
    named = {name: value for name, value in vars(numerics).items() if isinstance(value, Numeric)}
    assert named == NUMERICS
