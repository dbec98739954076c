import tomllib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parlour.server.configtext import toml
from parlour.tomllines import Path, key_lines

CASES: dict[str, tuple[str, dict[Path, int]]] = {
    "nothing": ("", {}),
    "a key": ("a = 1", {("a",): 1}),
    "comments and blank lines count": ("# a = 1\n\n  a = 1 # b = 2\n", {("a",): 3}),
    "the same key in two tables": (
        "[one]\nkey = 1\n[two]\nkey = 2\n",
        {("one",): 1, ("one", "key"): 2, ("two",): 3, ("two", "key"): 4},
    ),
    "a dotted key": ("a.b . c = 1\n", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1}),
    "a dotted table": ("[a.b]\nc = 1\n", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 2}),
    "quoted keys": (
        '"a.b" = 1\n\'c d\' = 2\n"e\\u0066" = 3\n',
        {("a.b",): 1, ("c d",): 2, ("ef",): 3},
    ),
    "a text that looks like a key": ('a = "b = 1"\nc = 1\n', {("a",): 1, ("c",): 2}),
    "a text of several lines that looks like keys": (
        'a = """\nb = 1\n[c]\n\\""" d = 1\n"""\ne = 1\n',
        {("a",): 1, ("e",): 6},
    ),
    "a literal text of several lines": ("a = '''\nb = 1\n\\'''\nc = 1\n", {("a",): 1, ("c",): 4}),
    "texts that end in more quotes than they need": (
        'a = """x"""""\nb = \'\'\'y\'\'\'\'\nc = ""\nd = \'\'\ne = """"""\nf = 1\n',
        {(key,): line for line, key in enumerate("abcdef", 1)},
    ),
    "a list of several lines": ('a = [\n  "b = 1", # c = 1\n  "]",\n]\nd = 1\n', {("a",): 1, ("d",): 5}),
    "an inline table": (
        "a = { b = 1, c.d = [2, 3] }\ne = 1\n",
        {("a",): 1, ("a", "b"): 1, ("a", "c"): 1, ("a", "c", "d"): 1, ("e",): 2},
    ),
    "numbers and dates with dots and spaces": (
        "a = 1.5\nb = 1979-05-27 07:32:00.5\nc = -inf\nd = 1\n",
        {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4},
    ),
    "a key after its table was left and named again as a dotted key": (
        "a.b = 1\n[c]\na.b = 2\n",
        {("a",): 1, ("a", "b"): 1, ("c",): 2, ("c", "a"): 3, ("c", "a", "b"): 3},
    ),
    "lines that end as on Windows": ("a = 1\r\n[b]\r\nc = 2\r\n", {("a",): 1, ("b",): 2, ("b", "c"): 3}),
}


@pytest.mark.parametrize(("text", "lines"), CASES.values(), ids=CASES)
def test_each_key_has_its_line(text: str, lines: dict[Path, int]) -> None:
    tomllib.loads(text)
    assert key_lines(text) == lines


def _paths(table: dict[str, Any], above: Path = ()) -> set[Path]:
    paths: set[Path] = set()
    for name, value in table.items():
        paths.add((*above, name))
        if isinstance(value, dict):
            paths |= _paths(value, (*above, name))
    return paths


VALUES = st.recursive(
    st.integers() | st.text() | st.lists(st.text(alphabet="[]{}=,.#\"'\\ \n")),
    lambda inner: st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(name)} = {_inline(inner)}" for name, inner in value.items()) + "}"
    return toml(value)


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.dictionaries(st.text(), VALUES, max_size=4), max_size=4))
@example({"[a]": {"b = 1": {"#": ['"""', "'''"]}}})
def test_every_key_that_tomllib_finds_has_a_line_and_nothing_else_has(tables: dict[str, dict[str, Any]]) -> None:
    text = "".join(
        f"[{toml(table)}]\n" + "".join(f"{toml(name)} = {_inline(value)}\n" for name, value in keys.items())
        for table, keys in tables.items()
    )
    lines = key_lines(text)
    assert set(lines) == _paths(tomllib.loads(text))
    expected = 0
    for table, keys in tables.items():
        expected += 1
        assert lines[table,] == expected
        for name in keys:
            expected += 1
            assert lines[table, name] == expected
