import pytest

from parlour.protocols.text.columns import aligned, width, widths

WIDTHS = {
    "letters take one column each": ("ann", 3),
    "ideographs take two": ("世界", 4),
    "so do letters that are as wide": ("\uff21\uff22", 4),
    "an accent takes none of its own": ("e\u0301", 1),
    "a letter that has one is a letter": ("é", 1),
    "a vowel sign takes none": ("\u0e14\u0e35", 1),
    "formatting, which is not shown, takes none": ("\x02世界\x02", 4),
}


@pytest.mark.parametrize(("text", "columns"), WIDTHS.values(), ids=WIDTHS.keys())
def test_how_wide_a_text_is(text: str, columns: int) -> None:
    assert width(text) == columns


def test_the_columns_of_a_table_stand_under_one_another() -> None:
    rows = [("id", "name", ""), ("3", "ann", "FREE"), ("12", "世界", "BUSY"), ("104", "Αθηνά", "you")]
    widest = widths(rows)
    assert [aligned(row, widest) for row in rows] == [
        "id   name",
        "  3  ann    FREE",
        " 12  世界   BUSY",
        "104  Αθηνά  you",
    ]
