# make run starts the portal; make help lists the rest.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
MANAGE := PORTAL_ENV=embedded $(BIN)/python manage.py
WORKERS ?= 2
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The portal needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Use: make run PYTHON=python3.12" >&2; exit 1; }
	@mkdir -p .venv 2>/dev/null || { echo "Cannot write in $(CURDIR)." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making the virtual environment ..."; $(PYTHON) -m venv .venv 2>/dev/null || { \
		$(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --quiet --python $(BIN)/python install pip; }; }
	@echo "Installing the pinned packages ..."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --only-binary :all: --requirement requirements.txt
	@touch $@

.venv/tests-installed: tests/requirements.txt .venv/installed
	@echo "Installing the test packages ..."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --only-binary :all: --requirement tests/requirements.txt
	@touch $@

.PHONY: run
run: .venv/installed ## Start the portal with its reference and trial data (PORT=8000)
	@PORTAL_ENV=embedded exec $(BIN)/python manage.py serve --setup --port $(PORT)

.PHONY: catalogue
catalogue: .venv/installed
	@$(MANAGE) compile_catalogue

.PHONY: test
test: .venv/tests-installed catalogue ## Everything but slow tests on SQLite, the marked ones on PostgreSQL and Redis, a browser smoke test
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "not browser and not slow"
	@$(BIN)/python -m tests.services $(BIN)/python -m pytest -q -n $(WORKERS) -m "both and not browser and not slow"
	@$(BIN)/python -m pytest -q tests/browser/test_smoke.py

.PHONY: test-all
test-all: export PORTAL_REQUIRE_ALL = 1
test-all: .venv/tests-installed catalogue ## Everything on both databases, in a real browser (how pages look once); nothing may be skipped
	@$(BIN)/python -m tests.services --sqlite $(BIN)/python -m pytest -q -n $(WORKERS)
	@$(BIN)/python -m tests.services $(BIN)/python -m pytest -q -n $(WORKERS) -m "not looks"

.PHONY: bench
bench: .venv/tests-installed catalogue ## Time the portal beside what it is compared with, on both databases (NAMES="planning sending")
	@$(BIN)/python -m tests.benchmarks $(NAMES)
	@$(BIN)/python -m tests.services $(BIN)/python -m tests.benchmarks $(NAMES)

MINUTES ?= 4
.PHONY: chaos
chaos: .venv/tests-installed catalogue ## Kill everything at random while reminders go out, on both databases, and count what arrived (MINUTES=1)
	@$(BIN)/python -m tests.chaos --minutes $(MINUTES)

.PHONY: lint
lint: .venv/tests-installed ## Style, types, layers, templates, migrations, translations
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Not formatted: run make format."; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --lint --quiet templates
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) update_catalogue --check

.PHONY: format
format: .venv/tests-installed ## Format the Python files
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format --quiet

.PHONY: messages
messages: .venv/installed ## Bring the Russian catalogue up to date and compile it
	@$(MANAGE) update_catalogue
	@$(MANAGE) compile_catalogue

.PHONY: clean
clean: ## Remove the environment and all caches; var/ with the data stays
	@rm -rf .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f locale/*/LC_MESSAGES/*.mo
