"""The names of files that others send."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parlour.direct.filenames import LONGEST_BYTES, candidates, clean, size_in_words

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt1"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("letter.txt", "letter.txt"),
        ("../../x", "x"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("..\\..\\x", "x"),
        ("", "file"),
        (".", "file"),
        ("..", "file"),
        ("/", "file"),
        ("folder/", "file"),
        (". .", "file"),
        (".bashrc", "bashrc"),
        (". .bashrc", "bashrc"),
        ("...hidden", "hidden"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("console", "console"),
        ("nul\0", "_nul"),
        ("a\0b", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("a\nb\rc\td", "abcd"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("a\u200b\u2066b", "ab"),
        ("what? <is> this|:*\"", "what is this"),
        ("ends. . ", "ends"),
        ("C:evil", "Cevil"),
        ("äöü 漢字 🎉.pdf", "äöü 漢字 🎉.pdf"),
    ],
)  # fmt: skip
def test_a_name_is_made_fit_for_any_folder(name: str, kept: str) -> None:
    assert clean(name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean("ä" * 400 + ".tar")
    assert kept.endswith("ä.tar")
    assert LONGEST_BYTES - 3 <= len(kept.encode()) <= LONGEST_BYTES


@example("aux .00000000" + "\N{MATHEMATICAL BOLD CAPITAL A}" * 34)
@given(
    st.text()
    | st.text(alphabet=". /\\\0:aC\u202eä", max_size=400)
    | st.builds("".join, st.tuples(st.sampled_from(sorted(RESERVED)), st.sampled_from([".", " .", "", " "]), st.text()))
)
def test_whatever_is_sent_the_name_is_one_of_a_file(name: str) -> None:
    kept = clean(name)
    assert kept
    assert len(kept.encode()) <= LONGEST_BYTES
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert not kept.startswith((".", " "))
    assert not kept.endswith((".", " "))
    assert kept.partition(".")[0].rstrip().lower() not in RESERVED
    assert clean(kept) == kept


@given(st.text())
def test_wherever_a_file_may_go_is_in_its_folder(name: str) -> None:
    folder = Path("/downloads")
    found = candidates(folder, clean(name), 5)
    assert len(set(found)) == 4
    assert all(each.parent == folder and len(each.name.encode()) <= 255 for each in found)


@pytest.mark.parametrize(
    ("name", "second"),
    [("letter.txt", "letter (2).txt"), ("letter", "letter (2)"), ("a.tar.gz", "a.tar (2).gz")],
)
def test_a_number_goes_before_the_ending(name: str, second: str) -> None:
    assert candidates(Path("/downloads"), name)[1].name == second


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (12_345_678, "12.3 MB"), (10**10, "10.0 GB")],
)
def test_a_size_is_told_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words
