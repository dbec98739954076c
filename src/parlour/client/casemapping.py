"""How names are compared: which letters are one. Source: https://modern.ircdocs.horse/#casemapping-parameter"""

from collections.abc import Callable

from parlour.core.names import fold as fold_ascii

_STRICT = str.maketrans("[]\\", "{}|")
_RFC1459 = str.maketrans("[]\\^", "{}|~")


def fold_rfc1459(name: str) -> str:
    """In RFC 1459 []\\^ are the capitals of {}|~."""
    return fold_ascii(name).translate(_RFC1459)


def fold_strict(name: str) -> str:
    """The same without ^ and ~, as RFC 1459 itself has it."""
    return fold_ascii(name).translate(_STRICT)


FOLDS: dict[str, Callable[[str], str]] = {
    "ascii": fold_ascii,
    "rfc1459": fold_rfc1459,
    "rfc1459-strict": fold_strict,
    "strict-rfc1459": fold_strict,
}
