"""For all tests."""

import os

from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("parlour", deadline=None)
# `make check` is to take less than a minute; `make test` looks longer.
settings.register_profile("quick", deadline=None, max_examples=25)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "parlour"))
