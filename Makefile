# Everything runs in a virtual environment of the checkout; only Python >= 3.11, make and git are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types docs docs-check bench bench-batch clean

$(VENV)/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(VENV)/dev: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,dev]'
	touch $@

# exit 1 is right here: one report of the demo is cut short on purpose, and fusionflag says so
demo: $(VENV)/installed
	$(BIN)/fusionflag run fixtures/demo --sample-sheet fixtures/demo/cases.csv -o demo-out/ || test $$? -eq 1

test: $(VENV)/installed
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

docs: $(VENV)/installed
	$(BIN)/python scripts/make_docs.py

docs-check: $(VENV)/installed
	$(BIN)/python scripts/make_docs.py --check

bench: $(VENV)/installed
	$(BIN)/python benchmarks/bench.py

bench-batch: $(VENV)/installed
	$(BIN)/python benchmarks/batch.py $(SIZE)

clean:
	rm -rf build dist *.egg-info demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
