"""How many examples a property is tried with."""

import os


def examples(count: int) -> int:
    """So many as there are in `make test`; a quarter of them in `make check`, which is to take less than a minute."""
    return count // 4 if os.environ.get("HYPOTHESIS_PROFILE") == "quick" else count
