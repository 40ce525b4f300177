# summit-kg: what to do with a fresh clone. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint types imports check generated bench clean

help:
	@sed -n 's/^\([a-z]*\):.*## /\1: /p' Makefile

demo: $(VENV)/installed ## build the graph and ask who refused access to Bagram
	$(BIN)/summit-kg build
	$(BIN)/summit-kg query who-refused-access -p facility=Bagram

test: $(VENV)/developed ## run every test
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/developed ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed ## check types
	$(BIN)/mypy

imports: $(VENV)/developed ## check that data flows one way
	$(BIN)/lint-imports

check: test lint types imports ## everything that must pass before a change lands

generated: $(VENV)/developed ## write anew what is generated from ontology and data
	$(BIN)/python tools/generate_files.py
	$(BIN)/python tools/run_notebooks.py

bench: $(VENV)/developed ## measure speed and write the tables into README and docs/; takes an hour
	$(BIN)/python benchmarks/run.py --update
	$(BIN)/python benchmarks/export_rate.py --update docs/exports.md
	$(BIN)/python benchmarks/validation.py --update docs/shacl-engines.md
	$(BIN)/python benchmarks/description_logic.py --update docs/description-logic.md
	$(BIN)/python benchmarks/reasoning.py --update README.md docs/reasoning-engines.md

clean: ## remove the virtual environment and the store
	rm -rf $(VENV) .summit-kg

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/developed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $(VENV)/installed $@
