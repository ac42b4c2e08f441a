# make demo   set up, then check the bundled example catalog (it has defects: exit code 1 is expected)
# make test   set up, then run linters, type checker and all tests
# make bench  set up with the peers, then measure
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: demo test lint bench clean

demo: $(READY)
	$(BIN)/stacqc check examples/isdeform/collection.json

test: lint $(VENV)/.database
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python bench/run.py

$(READY): pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV)
	touch $@

# Where this cannot be had, the tests that need it are skipped and say so; with CI=true they fail.
$(VENV)/.database: scripts/database.sh
	sh scripts/database.sh
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
