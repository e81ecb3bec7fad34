# The commands of the site: `make help` lists them. Each one makes what it needs.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--root-user-action=ignore --require-hashes -r

# What `check --deploy` is to judge is a real site's configuration, not this machine's.
PRODUCTION := DEBUG=off HTTPS=on ALLOWED_HOSTS=example.org SITE_URL=https://example.org \
	EMAIL_URL=smtp://localhost DEFAULT_FROM_EMAIL=noreply@example.org \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') HASH_KEY=only-for-this-check \
	MIRRORS_KEY=only-for-this-check DONOR_KEY=only-for-this-check STRIPE_SANDBOX=off

export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: run prepare dev test test-stripe check bench help lock venv installed installed-dev

run: installed  ## the whole site at http://127.0.0.1:$PORT/ (8000), until Ctrl-C
	@exec $(BIN)/python -m config.serve

dev: installed-dev  ## the same database, reloading code as it changes, with Django's error pages
	@exec $(BIN)/python -m config.serve dev

prepare: installed  ## a real site's database, translations and static files, before its start and after an upgrade
	@exec $(BIN)/python manage.py prepare

test: installed-dev  ## all tests, two at a time; ARGS="-k word" chooses some
	@$(BIN)/python -m pytest -n 2 $(ARGS)

test-stripe: installed-dev  ## the donations' journeys at Stripe itself, in the test account of STRIPE_TEST_KEY
	@$(BIN)/python -m pytest -rs tests/donations/test_journeys.py $(ARGS)

check: installed-dev  ## format, lint, types, layers, migrations, translations, deployment settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	@echo "manage.py makemigrations, translations, check --deploy"
	@$(PRODUCTION) && export DEBUG HTTPS ALLOWED_HOSTS SITE_URL EMAIL_URL DEFAULT_FROM_EMAIL SECRET_KEY HASH_KEY \
		MIRRORS_KEY DONOR_KEY STRIPE_SANDBOX && \
		$(BIN)/python manage.py makemigrations --check --dry-run && \
		$(BIN)/python manage.py translations --check && \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: installed-dev  ## measure; prints a table and writes var/bench.json
	@$(BIN)/python -m tests.bench $(ARGS)

lock: venv  ## compile the lock files from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH" >&2; exit 1; }
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--python-version 3.11 pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--python-version 3.11 pyproject.toml --group dev -o requirements/dev.txt

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1\t/p' Makefile

venv:
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		test -n "$(PYTHON)" || \
			{ echo "Veche needs Python 3.11 or newer: install it, or name it as in make run PYTHON=/path/to/python3" >&2; exit 1; }; \
		$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || \
			{ echo "$(PYTHON) can't make .venv here: is its venv module installed (Debian: python3-venv), is the disk full?" >&2; exit 1; }; \
	}

# A copy of the lock beside what was installed from it tells whether it changed.
installed: venv
	@cmp -s requirements/run.txt .venv/run.txt || { \
		echo "Installing the dependencies…" && \
		$(INSTALL) requirements/run.txt && cp requirements/run.txt .venv/run.txt; }

installed-dev: installed
	@cmp -s requirements/dev.txt .venv/dev.txt || { \
		echo "Installing the tools for development…" && \
		$(INSTALL) requirements/dev.txt && cp requirements/dev.txt .venv/dev.txt; }
