# Everything runs in .venv; the only thing needed beforehand is Python 3.11 or newer with venv.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
DEMO ?= demo
PORT ?= 8000

.PHONY: help demo test slow check format setup lock clean

help:  ## what there is to do
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

demo: .venv/run.stamp  ## the demo company, served: prints the address and how to sign in
	$(BIN)/klantbeeld demo --folder $(DEMO) --port $(PORT)

test: .venv/dev.stamp  ## the whole suite; skips say why
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m "not slow"

slow: .venv/dev.stamp  ## the checks that take minutes
	$(BIN)/python -m pytest -m slow

check: .venv/dev.stamp  ## formatting, lint, strict types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/dev.stamp  ## puts the formatting right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: .venv/dev.stamp  ## the environment alone

# Hashes are required for everything that is installed; the project itself builds offline.
.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Klantbeeld needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

lock:  ## pins the newest versions, with hashes (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade pyproject.toml --extra demo -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade pyproject.toml --extra demo --extra dev -o requirements/dev.txt

clean:  ## removes the environment and what tools left behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis screenshots
