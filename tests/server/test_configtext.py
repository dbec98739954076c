import tomllib
from pathlib import Path
from typing import Any

import pytest

from parlour.server import configtext
from parlour.server.config import load, resolve
from parlour.server.configtable import Setting, sections, table, values
from parlour.server.settings import Settings


def loaded(path: Path, text: str) -> Settings:
    """What a file with this text gives."""
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize("row", table().values(), ids=lambda row: row.key)
def test_every_setting_has_a_sentence_with_its_unit(row: Setting) -> None:
    assert row.help.endswith(".")
    assert row.help[0].isupper()
    for ending, unit in {"_per_s": "per second", "_s": "Seconds", "_bytes": "Bytes", "_length": "bytes"}.items():
        if row.name.endswith(ending):
            assert unit in row.help
            break


@pytest.mark.parametrize("section", sections())
def test_every_section_says_what_it_is_for(section: str) -> None:
    assert (sections()[section].__doc__ or "").endswith(".")


def test_every_setting_is_in_the_table() -> None:
    assert set(table()) == set(values(Settings()))
    assert len(table()) == sum(len(kind.__struct_fields__) for kind in sections().values())


def test_the_default_file_gives_the_defaults(file: Path) -> None:
    text = configtext.default_toml()
    assert loaded(file, text) == Settings()
    given_keys = {f"{section}.{name}" for section, keys in tomllib.loads(text).items() for name in keys}
    assert given_keys == set(table())


def test_what_is_shown_is_a_file_that_gives_the_same(file: Path) -> None:
    text = '[server]\nmotd = "\\"hi\\"\\n\\u007f ü"\n[listen]\nunix = ["/a b"]\n[limits]\nflood_lines_per_s = 0.5\n'
    settings = loaded(file, text)
    assert loaded(file, configtext.show(settings)) == settings
    assert loaded(file, configtext.show(settings, {"server.motd": "parlour.toml:2"})) == settings


def test_what_is_shown_says_where_it_came_from(file: Path) -> None:
    file.write_text("[history]\npage = 7\n")
    resolved = resolve(file=file)
    lines = configtext.show(resolved.settings, resolved.origins).splitlines()
    assert "page = 7  # parlour.toml:2" in lines
    assert "on_join = 20  # default" in lines


@pytest.mark.parametrize("value", ["", 'a"b\\c\nd\x7f\x01', ["x", "y"], 3, 0.5], ids=repr)
def test_a_value_is_written_so_that_it_is_read_again(value: Any) -> None:
    assert tomllib.loads(f"value = {configtext.toml(value)}") == {"value": value}


def test_the_reference_page_is_that_of_the_table() -> None:
    path = Path(__file__).parents[2] / "docs" / "configuration.md"
    assert path.read_text(encoding="utf-8") == configtext.page(), "run `make docs`"
