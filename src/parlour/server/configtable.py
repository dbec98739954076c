"""The settings as a table of rows: what is to be known of each, and what each is set to."""

from typing import Any, NamedTuple

from msgspec import NODEFAULT, inspect, structs, to_builtins

from parlour.server.sections import Section
from parlour.server.settings import Settings

FIXED = ("server.name", "server.network", "server.data", "history.durability")
"""Settings that hold until the server starts again; all others are taken over by a reload."""

SECRETS = frozenset({"server.password", "proxy.gateways"})
"""Settings whose values no message repeats."""


class Setting(NamedTuple):
    """One row of the table: `key` is `section.name`, `type` what msgspec converts a value to."""

    section: str
    name: str
    type: Any
    default: Any
    help: str
    allowed: str

    @property
    def key(self) -> str:
        """The setting's full name, as in `limits.flood_burst`."""
        return f"{self.section}.{self.name}"


def sections() -> dict[str, type[Section]]:
    """The sections by name, in the order of the file."""
    return {each.name: each.type for each in structs.fields(Settings)}


def table() -> dict[str, Setting]:
    """Every setting by its key, in the order of the file."""
    rows = {}
    for section, kind in sections().items():
        described = inspect.type_info(kind)
        assert isinstance(described, inspect.StructType)
        for each, shape in zip(structs.fields(kind), described.fields, strict=True):
            assert isinstance(shape.type, inspect.Metadata)
            help_text = (shape.type.extra_json_schema or {}).get("description", "")
            if f"{section}.{each.name}" in FIXED:
                help_text += " A change needs a restart."
            default = each.default if each.default_factory is NODEFAULT else each.default_factory()
            row = Setting(section, each.name, each.type, default, help_text, _allowed(shape.type.type))
            rows[row.key] = row
    return rows


def values(settings: Settings) -> dict[str, Any]:
    """The value of every setting by its key; lists are lists."""
    tree = to_builtins(settings, builtin_types=())
    return {key: _with_lists(tree[row.section][row.name]) for key, row in table().items()}


def _with_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_lists(each) for name, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _allowed(shape: inspect.Type) -> str:
    match shape:
        case inspect.IntType():
            return f"a whole number from {shape.ge} to {shape.le}"
        case inspect.BoolType():
            return "true or false"
        case inspect.FloatType():
            return f"a number from {shape.ge} to {shape.le}"
        case inspect.LiteralType():
            return "one of " + ", ".join(repr(value) for value in shape.values)
        case inspect.VarTupleType(inspect.StructType(cls=cls)):
            return f"a list of tables, each with {', '.join(each.name for each in structs.fields(cls))}"
        case inspect.VarTupleType():
            return "a list of texts"
        case inspect.DictType():
            return "a table of names, each with a list of texts"
        case inspect.StrType() if shape.min_length:
            return f"a text of {shape.min_length} to {shape.max_length} characters"
        case inspect.StrType():
            return f"a text of at most {shape.max_length} characters" if shape.max_length else "a text"
    raise TypeError(f"no words for the type {shape}")
