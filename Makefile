# make demo   set up, then check the bundled example catalog, whose defects make stacqc end with exit code 1
# make test   set up, then run linters, type checker and all tests
# make docs   set up, then build the documentation into site/; a warning or a dead link fails
# make pages  write what is made from the program into the documentation: pages of rules, output of commands
# make bench  set up with the peers, then measure
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: demo test lint docs pages bench clean

demo: $(VENV)/.installed
	@$(BIN)/stacqc check examples/isdeform/collection.json; \
	code=$$?; echo; echo "stacqc ended with exit code $$code"; test $$code -eq 1

test: lint $(VENV)/.database $(VENV)/.browser
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

pages: $(READY)
	$(BIN)/stacqc rules --write-docs docs/rules
	$(BIN)/python tests/pages.py README.md docs/*.md

bench: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python bench/run.py

$(VENV)/.installed: pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV) .
	touch $@

$(READY): pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV) '.[dev]'
	touch $@ $(VENV)/.installed

# Where these cannot be had, the tests that need it are skipped and say so; with CI=true they fail.
$(VENV)/.database: scripts/database.sh
	sh scripts/database.sh
	touch $@

$(VENV)/.browser: scripts/chromium.sh
	sh scripts/chromium.sh
	touch $@

clean:
	rm -rf $(VENV) site .mypy_cache .pytest_cache .ruff_cache
