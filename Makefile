# Everything a newcomer types. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help run test test-thorough test-peers test-redmine test-image bench bench-gadget bundle pictures lint clean
SHELL := /bin/bash

PORT ?= 8000
DATA ?= data
DEMO_PASSWORD ?= demo
PYTHON ?= python3
VENV := .venv
# Recipes read them from the environment: whatever quotes and blanks a password holds, the shell leaves it alone.
export PORT DATA DEMO_PASSWORD

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: $(VENV)/run.stamp ## a live stream on http://127.0.0.1:8000/demo/ (PORT=, DATA=, DEMO_PASSWORD=)
	@command -v git >/dev/null || { echo "The program git is missing; install it (Debian: apt-get install git) and run again." >&2; exit 1; }
	@env -u SECRET_KEY DATABASE_URL= REDIS_URL= ALLOWED_HOSTS=localhost,127.0.0.1 \
		DEMO=1 DEBUG=0 HTTPS=0 POLL_SECONDS=5 DATA_DIR="$$DATA" \
		$(VENV)/bin/python manage.py demo --port "$$PORT"

test: $(VENV)/test.stamp ## every check: lint, types, both databases, the bundle, a real browser
	@$(VENV)/bin/python -m tests $(ARGS)

test-thorough: $(VENV)/test.stamp ## each state, theme, language, width and page of the gadget and the admin, in a real browser
	@$(VENV)/bin/python -m tests thorough

test-peers: $(VENV)/test.stamp ## with programs that take their time: Buildbot, Celery, Streamlit, Dash, several servers, every command
	@$(VENV)/bin/python -m tests peers

test-redmine: $(VENV)/test.stamp ## the tests of Redmine with a real one (INSTALL=1 installs Debian's packages)
	@$(VENV)/bin/python -m tests redmine $(if $(INSTALL),install)

test-image: $(VENV)/test.stamp ## build the image, run its containers and boot the units of systemd (INSTALL=1 installs Debian's packages)
	@$(VENV)/bin/python -m tests image $(if $(INSTALL),install)

bench: $(VENV)/run.stamp ## how fast it is, as ratios side by side (SIZE=100k, ARGS=)
	@$(VENV)/bin/python -m bench $(if $(SIZE),--size $(SIZE)) $(ARGS)

bench-gadget: $(VENV)/test.stamp ## how soon the gadget shows its first item, beside a bare page (ROUNDS=30)
	@$(VENV)/bin/python -m bench.gadget $(ROUNDS)

bundle: ## build the gadget's JavaScript into static/ (needs Node)
	@cd gadget/frontend && npm ci --ignore-scripts --no-audit --no-fund && npm run build

pictures: $(VENV)/test.stamp ## take the screenshots of the docs from the running demo
	@$(VENV)/bin/python -m tests.e2e.pictures

lint: $(VENV)/test.stamp ## ruff and mypy only
	@$(VENV)/bin/python -m tests lint

clean: ## remove what make made; DATA stays
	rm -rf $(VENV) gadget/frontend/node_modules bench/.venv bench/data

# The stamps say which lock was installed: a second run starts at once, a changed lock installs again.
$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt | $(VENV)/bin/python
	@$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/run.stamp

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing; install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1); Activity Streams needs 3.11 or newer: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made; install venv (Debian: apt-get install python3-venv)." >&2; exit 1; }

define install
echo "Installing $(1) …"; $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) || { echo "The packages of $(1) could not be installed; is there a network?" >&2; exit 1; }
endef
