"""A section of the configuration, of which the settings are made."""

from msgspec import Struct

Texts = tuple[str, ...]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the configuration file."""
