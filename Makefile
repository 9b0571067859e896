.DEFAULT_GOAL := help
.PHONY: help setup run demo test cover check bench wheel lock clean
MAKEFLAGS += --no-print-directory

PORT ?= 8000
BIN := .venv/bin
PIN := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-strip-extras --custom-compile-command "make lock"
export PYTHON

help: ## say what can be made (this)
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 14

setup: ## make .venv with everything in it, developer tools included (PYTHON=python3.12 picks the interpreter)
	@scripts/setup

run: setup ## serve on 127.0.0.1:8000 with the data in instance/ (PORT=8123 serves elsewhere)
	@$(BIN)/flask --app wsgi serve --port $(PORT)

demo: setup ## the same with a database of its own, filled with sample content
	@$(BIN)/flask --app wsgi serve --port $(PORT) --demo

test: setup ## run every test, installing what they need if allowed to (ARGS="-k words" picks some)
	@scripts/machine
	@$(BIN)/pytest --numprocesses auto --dist worksteal $(ARGS)

cover: setup ## run every test and say which lines none of them reaches: takes twice as long
	@scripts/machine
	@$(BIN)/pytest --cov $(if $(ARGS),,--cov-fail-under=98) --numprocesses auto --dist worksteal $(ARGS)

check: setup ## lint, formatting, types, import contracts and the rules of the house
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest --quiet tests/test_house_rules.py tests/test_promises.py

bench: setup ## measure, and print one table (ARGS=workbook picks some)
	@$(BIN)/python -m bench $(ARGS)

wheel: setup ## make the package for a server, in dist/
	@$(BIN)/uv build --quiet --wheel --no-build-isolation --out-dir dist

lock: setup ## pin every dependency of pyproject.toml with its hashes (ARGS=--upgrade takes newer ones)
	@$(PIN) $(ARGS) --output-file requirements.lock
	@$(PIN) $(ARGS) --output-file requirements-dev.lock --group dev

clean: ## remove what can be made again; instance/ and its data stay
	@rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	@rm -rf tests/machines/javascript/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
