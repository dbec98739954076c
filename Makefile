# Two commands do everything: `make serve` starts a server, `make test` runs every test. Both build .venv first.

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
# A stamp is written only after its step has succeeded, so that a second make installs nothing again.
RUNTIME := .venv/.runtime-installed
DEVELOP := .venv/.develop-installed

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

.PHONY: help serve venv check test bench docs pictures format clean
.DEFAULT_GOAL := help

help:
	@echo "make serve    start a server (ARGS='6667 --data DIR' are handed to parlour serve)"
	@echo "make test     run every test"
	@echo "make check    formatting, lint, types, import rules and the fast tests, in under a minute"
	@echo "make bench    measure the server"
	@echo "make docs     write the reference pages that are made from tables"
	@echo "make pictures draw the client's screens for the documentation"
	@echo "make format   format the code"
	@echo "make venv     only build .venv, with .venv/bin/parlour"
	@echo "make clean    remove what was built"

serve: $(RUNTIME)
	@exec $(BIN)/parlour serve $(ARGS)

venv: $(RUNTIME)

check: $(DEVELOP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict src tests bench docs
	$(BIN)/lint-imports --no-logo
	HYPOTHESIS_PROFILE=quick $(BIN)/pytest -q -n auto -m "not slow and not clients"

test: $(DEVELOP)
	@tests/install-tools </dev/null
	$(BIN)/pytest -q -rs

bench: $(RUNTIME)
	$(BIN)/python bench/run.py $(ARGS)

docs: $(RUNTIME)
	$(BIN)/python -m parlour.server.configtext > docs/configuration.md.new
	mv docs/configuration.md.new docs/configuration.md
	$(BIN)/python -m parlour.protocols.irc.reference > docs/ircv3.md.new
	mv docs/ircv3.md.new docs/ircv3.md
	$(BIN)/python -m parlour.protocols.text.reference < docs/plain-text.md > docs/plain-text.md.new
	mv docs/plain-text.md.new docs/plain-text.md
	for page in chat chat-json; do \
	    $(BIN)/python -m parlour.client.reference < docs/$$page.md > docs/$$page.md.new \
	        && mv docs/$$page.md.new docs/$$page.md || exit 1; \
	done

pictures: $(DEVELOP)
	$(BIN)/python docs/draw.py

format: $(DEVELOP)
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@for python in "$(PYTHON)" python3.13 python3.12 python3.11; do \
	    "$$python" -c '$(SUPPORTED)' >/dev/null 2>&1 || continue; \
	    echo "Building .venv with $$("$$python" --version)"; \
	    "$$python" -m venv --clear .venv && exit 0; \
	    rm -rf .venv; \
	    echo "Python could not build .venv; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	done; \
	echo "Parlour needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is none of them; name one: make PYTHON=/path/to/python3.12" >&2; \
	exit 1

$(RUNTIME): pyproject.toml | $(BIN)/python
	@echo "Installing Parlour into .venv"
	@$(PIP) --editable .
	@touch $@

# The tools include all that runs, so that one installation serves both stamps.
$(DEVELOP): pyproject.toml | $(BIN)/python
	@echo "Installing Parlour and the tools for its tests into .venv"
	@$(PIP) --editable '.[dev]'
	@touch $(RUNTIME) $@
