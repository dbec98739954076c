"""The clauses of https://ircv3.net/specs/extensions/no-implicit-names"""

import pytest

from tests.support.play import World

SPEC = "https://ircv3.net/specs/extensions/no-implicit-names"


@pytest.mark.parametrize("name", ["no-implicit-names", "draft/no-implicit-names"])
def test_names_are_shown_to_who_asks_for_them_only(name: str) -> None:
    """#implementation: "servers MUST NOT send an implicit NAMES reply after sending a JOIN message", "MUST reply to
    explicit NAMES commands sent by the client as usual"."""
    World().play(f"""
        bob> JOIN #attic
        ann> CAP REQ :{name}
        ann~
        ann> JOIN #attic,#cellar
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #cellar
        ann.
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@bob ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann> CAP REQ :-{name}
        ann~
        ann> JOIN #loft
        ann< :ann!ann@127.0.0.1 JOIN #loft
        ann< :parlour.local 353 ann = #loft :@ann
        ann< :parlour.local 366 ann #loft :End of NAMES list
        ann.
    """)
