# Portevoix: the two commands are `make run` and `make test`. Python 3.11 and make are enough.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
# Read by the settings too: links in mail lead to the port that answers.
export PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench messages requirements clean

help:                ## list the commands
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.base $(VENV)/.messages ## prepare the environment only
$(VENV)/.base: requirements/base.txt config/environment.py
	@$(PYTHON) config/environment.py base
$(VENV)/.dev: requirements/dev.txt config/environment.py
	@$(PYTHON) config/environment.py dev
# A new translation is compiled even when no requirement changed.
$(VENV)/.messages: $(wildcard locale/*/LC_MESSAGES/*.po) | $(VENV)/.base
	@$(PYTHON) config/environment.py compile

run: $(VENV)/.base $(VENV)/.messages ## start the demo: web, worker and scheduler in one process
	@exec $(PY) manage.py serve --port $(PORT)

test: $(VENV)/.dev $(VENV)/.messages ## run all tests (SQLite, no service needed)
	@$(PY) -m pytest -n auto $(ARGS)

check: $(VENV)/.dev  ## lint, types, migrations, translations, templates
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m djlint templates --lint --quiet
	@$(PY) manage.py check_messages

fix: $(VENV)/.dev    ## mend what a machine can mend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: $(VENV)/.dev $(VENV)/.messages ## measure pages against their floors (docs/performance.md)
	@$(PY) -m benchmarks $(ARGS)

messages: $(VENV)/.dev ## collect the texts to translate (needs GNU gettext)
	@$(PY) manage.py makemessages --all --no-location --no-obsolete --ignore ".venv/*" --ignore "var/*" --ignore "staticfiles/*" --ignore "tests/*" --ignore "benchmarks/*"
	@$(PYTHON) config/environment.py compile

requirements:        ## pin and hash the dependencies (needs uv)
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header requirements/base.in -o requirements/base.txt
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header requirements/dev.in -o requirements/dev.txt

clean:               ## forget the environment and the demo's data
	rm -rf $(VENV) var staticfiles
