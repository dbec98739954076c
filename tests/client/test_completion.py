"""What may be meant by what has been typed so far."""

import pytest

from parlour.client.completion import complete
from tests.support.attached import Attached, Home


@pytest.fixture
def ann() -> Attached:
    home = Home()
    made = home.engine("ann", "#attic", "#atelier").connect()
    for name in ("bob", "bea", "Zoe"):
        home.engine(name, "#attic").connect()
    return made


def meant(ann: Attached, typed: str, where: str = "#attic") -> list[str]:
    return [typed[: each.start] + each.text for each in complete(ann.engine.network, ann[where], typed, ["home"])]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("b", ["bea: ", "bob: "]),
        ("z", ["Zoe: "]),
        ("hello bo", ["hello bob "]),
        ("line\nbo", ["line\nbob "]),
        ("#at", ["#attic ", "#atelier "]),
        ("see #ate", ["see #atelier "]),
        ("/jo", ["/join "]),
        ("/j", ["/join "]),
        ("/join #ate", ["/join #atelier "]),
        ("/call z", ["/call Zoe "]),
        ("/call Zoe h", ["/call Zoe half "]),
        ("/kick bo", ["/kick bob "]),
        ("/kick #attic bo", ["/kick #attic bob "]),
        ("/kick bob be", ["/kick bob bea "]),
        ("/kick #ate", ["/kick #atelier "]),
        ("/reply bo", ["/reply bob: ", "/reply bob "]),
        ("/msg bo", ["/msg bob "]),
        ("/msg bob hello ze", []),
        ("/help ac", ["/help accept "]),
        ("/ask o", ["/ask on ", "/ask off "]),
        ("/reconnect h", ["/reconnect home "]),
        ("/react :tad", ["/react 🎉 "]),
        ("good :tad", ["good 🎉 "]),
        ("/nosuch b", []),
        ("//b", []),
        ("an", []),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_meant(ann: Attached, typed: str, first: list[str]) -> None:
    assert meant(ann, typed) == first


def test_who_spoke_last_comes_first(ann: Attached) -> None:
    ann.world.engines[1].say("#attic", "hello")
    assert meant(ann, "b") == ["bob: ", "bea: "]


def test_a_short_name_of_an_emoji_stands_before_those_that_only_contain_it(ann: Attached) -> None:
    found = complete(ann.engine.network, ann["#attic"], ":cat")
    assert found[0].note == ":cat"
    assert len(found) <= 12


def test_in_a_conversation_the_other_is_meant(ann: Attached) -> None:
    ann.world.engines[1].engine.sending.say(
        ann.world.engines[1].engine.open("ann", "conversation", wanted=True), "psst"
    )
    ann.world.settle()
    assert meant(ann, "b", "bob") == ["bob: "]
