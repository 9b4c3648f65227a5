# `make run` opens the app and `make test` runs every check; both set up what they need first.
# On Windows, or without make: the same commands stand in README.md.

PYTHON ?= python3
BIN := .venv/bin

# How many tests run at once: each has a browser, a server and a database of its own.
WORKERS ?= 2

.PHONY: setup run test tests format lint layout rules types rooms bench clean

setup:
	$(PYTHON) dev/setup.py

run: setup
	$(BIN)/geo-app serve

test:
	$(PYTHON) dev/setup.py --browser --postgres
	$(MAKE) --jobs=3 types layout rules rooms tests

# Browser tests wait a third of their time, which the types take in the meantime.
tests:
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --nbmake notebooks tests

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: setup
	$(MAKE) --jobs=2 types layout rules rooms

types:
	$(BIN)/mypy

layout:
	$(BIN)/ruff format --check .

rules:
	$(BIN)/ruff check .

rooms:
	$(BIN)/lint-imports

# What the engine is compared with stands in a lock of its own.
bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--require-hashes -r requirements-bench.lock
	$(BIN)/python -m bench start
	$(BIN)/python -m bench reach
	$(BIN)/python -m bench proposal

# Everything that the set-up and the tools made; what people made stays.
clean:
	rm -rf .venv node_modules static/vendor build dist
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
