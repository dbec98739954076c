"""The clauses of https://ircv3.net/specs/extensions/network-icon"""

from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/network-icon"

CLAUSES = [
    Clause("#the-drafticon-isupport-token", "its value is the URL, with a size where it has one", """
        ann> VERSION
        ann<< :parlour.local 005 ann … draft/ICON=https://example.org/icon.png?size\\x3D{size} …
    """, icon="https://example.org/icon.png?size={size}"),
    Elsewhere("#the-drafticon-isupport-token", "the value has to be a URL",
              "tests/server/test_config_mistakes.py::test_a_mistake_is_told_with_file_line_and_key"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
