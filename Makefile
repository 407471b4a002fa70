# Two commands do everything on a fresh machine: `make film` and `make test`.
#   make film STORY=my_story.txt OUT=my_film.mp4 ARGS="--aspect 9:16"

STORY ?= examples/ruby_and_the_red_kite.txt
OUT   ?= film.mp4
ARGS  ?=
PYTHON ?= python3
VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: film test lint types imports unit browser bench clean

film: $(VENV)/installed
	$(BIN)/storyagent make "$(STORY)" -o "$(OUT)" $(ARGS)

test: lint types imports unit

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

imports: $(VENV)/installed-dev
	$(BIN)/lint-imports --no-cache

unit: $(VENV)/installed-dev browser
	$(BIN)/python -m pytest

# The report's test opens it in a real browser.
browser:
	@command -v chromium >/dev/null || { \
	  sudo=$$(command -v sudo || true); \
	  { $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  { echo "make test needs Chromium: install the package chromium and run again" >&2; exit 1; }; }

bench: $(VENV)/installed-bench
	$(BIN)/python benchmarks/film.py
	$(BIN)/python benchmarks/stitch.py
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/planning.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/toolgraph.py
	PYTHONPATH=. $(BIN)/python benchmarks/guidance.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "storyagent needs Python 3.11 or newer; choose one with: make PYTHON=python3.12 film" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python cannot make a virtual environment here; on Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
