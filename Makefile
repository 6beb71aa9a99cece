# `make run` and `make test` work on a fresh machine with Python 3.11 or newer, pip and make.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
ARGS ?= fake

# Processes that share the tests, as many as CI has cores.
WORKERS ?= 2

# Every process that tests and benchmarks start would compile Ringback anew: a third of its start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all run demo test lint types imports drift suite coverage test-oldest-vcrpy bench bench-rivals fuzz soak restarts pauses \
	clients test-clients test-pre-commit test-chromium clients-table audit test-plugin test-page page-pictures docs docs-tables clean

# What CI runs. It installs runtimes of other languages from the distribution's packages.
all:
	.ci/run

# Two sets of packages: `make run` does not wait for those that only tests need.
$(VENV)/.runs: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# Both in one command, or pip forgets mitmproxy's constraints on packages that both need.
$(VENV)/.tests: $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

run: $(VENV)/.runs
	$(BIN)/ringback $(ARGS)

demo: $(VENV)/.tests
	$(BIN)/python tests/demo/demo.py

test: lint types imports drift suite

lint: $(VENV)/.tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.tests
	$(BIN)/mypy

imports: $(VENV)/.tests
	$(BIN)/lint-imports

# The fake must answer what ships as it was recorded.
drift: $(VENV)/.runs
	$(BIN)/ringback cassette drift --against fake cassettes docs/examples tests/plugin

# The tests alone, but for the suites that pytest runs in processes of its own (make test-plugin).
# For a second interpreter: make suite PYTHON=python3.13 VENV=.venv-3.13
suite: $(VENV)/.tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore tests/plugin

# All of them, measured and held to the gate in pyproject.toml; it takes half as long again.
coverage: $(VENV)/.tests
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Cassettes are checked with the oldest vcrpy that is supported, too; the suite has the newest.
OLDEST_VCRPY = $(VENV)/oldest-vcrpy
JUDGED = tests/addons/ringback/cassette/format/test_writer.py \
	tests/addons/ringback/cassette/matching/test_matchers.py tests/end_to_end/modes/test_vcrpy.py
test-oldest-vcrpy: $(VENV)/.tests
	$(BIN)/python -m pip install --quiet --no-deps --upgrade --target $(OLDEST_VCRPY) vcrpy==8.2.1
	PYTHONPATH=$(OLDEST_VCRPY) $(BIN)/python -m pytest -n 2 $(JUDGED)

# Figures, as ratios in one run, written to benchmarks/RESULTS.md; only some: ARGS="interception".
# pytest-recording is installed aside, or every run of pytest in this environment would load it.
ASIDE = $(VENV)/pytest-recording
bench: ARGS =
bench: $(VENV)/.tests
	$(BIN)/python -m pip install --quiet --no-deps --upgrade --target $(ASIDE) pytest-recording
	PYTHONPATH=$(ASIDE) $(BIN)/python benchmarks/run.py $(ARGS)

# The same for rivals from npm: WireMock's standalone jar (needs Java), mockttp and Prism.
bench-rivals: $(VENV)/.tests
	npm install --prefix .rivals --no-audit --no-fund --ignore-scripts \
		wiremock@3 mockttp@4 @stoplight/prism-cli@5
	$(BIN)/python benchmarks/run.py rivals

# The runtimes and libraries of the matrix of clients, from the distribution's packages and npm.
clients:
	tests/clients/install.sh

# Every client, unmodified, with no set-up, and the suites in other languages: needs the packages of
# `make clients`, takes two minutes.
test-clients: $(VENV)/.tests clients
	$(BIN)/python -m pytest -n 2 tests/clients/matrix.py tests/clients/constraints.py \
		tests/clients/suites.py tests/clients/signatures.py

# The hooks for pre-commit, run by it; it has an environment of its own.
test-pre-commit: $(VENV)/.tests
	$(PYTHON) -m venv $(VENV)/pre-commit
	$(VENV)/pre-commit/bin/python -m pip install --quiet pre-commit
	PATH="$(CURDIR)/$(VENV)/pre-commit/bin:$$PATH" $(BIN)/python -m pytest tests/clients/pre_commit.py

# An archive that Chromium's developer tools export, imported; needs Debian's package chromium. With
# WRITE_RESULTS=1 the archives are written anew that the fast tests import.
test-chromium: $(VENV)/.tests
	$(BIN)/python -m pytest tests/clients/chromium.py

# The same as test-clients, written down: which versions were tried, and the table of them in docs/clients.md.
clients-table: $(VENV)/.tests clients
	WRITE_RESULTS=1 $(BIN)/python -m pytest tests/clients/matrix.py
	$(BIN)/python tests/clients/table.py

# What Python's clients and twilio-node make of each fault, written down with its tables.
.PHONY: faults-table
faults-table: $(VENV)/.tests clients
	$(BIN)/python tests/clients/faults.py

# The page in Chromium, with an audit of its accessibility: needs the packages of `make clients`.
test-page: $(VENV)/.tests clients
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m pytest -n 2 tests/browser/page.py tests/browser/accessibility.py

# The pictures of the page in docs/.
page-pictures: $(VENV)/.tests clients
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m tests.browser.pictures

# Invalid input to every listener, for so many seconds; with another seed: ARGS="60 7"
fuzz: ARGS = 60
fuzz: $(VENV)/.tests
	$(BIN)/python tests/load/fuzz.py $(ARGS)

# 200 connections and 200,000 requests in fake and in replay, 20,000 in record; each is checked. Then
# 10,000 webhooks to a receiver that is slow and fails by chance.
soak: ARGS = 200000
soak: $(VENV)/.tests
	$(BIN)/python tests/load/soak.py $(ARGS)
	$(BIN)/python tests/load/sessions.py $(ARGS)
	$(BIN)/python tests/load/webhooks.py

# Every body that is known to be slow, in every mode: how long nothing else has a turn.
pauses: $(VENV)/.tests
	$(BIN)/python -m pytest -s -n 0 tests/load/pauses.py

# A proxy with a state is killed so many times; what its clients have seen has to be there.
# ARGS="TIMES [sqlite|postgresql]"
.PHONY: kills test-state
kills: ARGS = 1000
kills: $(VENV)/.tests
	$(BIN)/python tests/load/kills.py $(ARGS)

# Eight proxies with one state behind HAProxy, of which one is killed every few seconds, and what
# clients and a receiver of webhooks have seen: ARGS="REQUESTS [postgresql|sqlite]". Needs the
# packages of `make clients`.
.PHONY: chaos
chaos: ARGS = 100000
chaos: $(VENV)/.tests
	$(BIN)/python tests/load/chaos.py $(ARGS)

# The tests of the fake with its state in a database: each request is answered by another copy of the
# model, of two by turns, or by one that has just started; then by proxies with --state.
# With fewer databases or kinds: make test-state STORES=sqlite KINDS=shared
STORES = sqlite postgresql
KINDS = shared restarted process
MODEL = tests/addons/ringback/twilio tests/addons/ringback/modes/faking \
	$(addprefix tests/fidelity/,test_sequences.py test_configuration_sequences.py \
	test_user_sequences.py test_consistency.py test_dump.py test_twilio_python.py)
PROCESSES = $(addprefix tests/end_to_end/,control sessions faults test_media.py test_login.py \
	modes/test_start_with.py modes/test_seed.py modes/test_other_hosts.py clients/test_clients.py) \
	$(addprefix tests/fidelity/,test_every_method.py test_desk.py test_parallel.py test_twilio_node.py)
TESTS_shared = $(MODEL)
TESTS_restarted = $(MODEL)
TESTS_process = $(PROCESSES)
test-state: $(foreach store,$(STORES),$(foreach kind,$(KINDS),test-state-$(store)-$(kind)))
test-state-%: $(VENV)/.tests
	RINGBACK_TEST_STORE=$(word 1,$(subst -, ,$*)) RINGBACK_TEST_STATE=$(word 2,$(subst -, ,$*)) \
		$(BIN)/python -m pytest -n 2 --dist worksteal $(TESTS_$(word 2,$(subst -, ,$*)))

# 200 starts and stops, in a thread and as a process, that leave nothing behind.
restarts: ARGS = 200
restarts: $(VENV)/.tests
	$(BIN)/python tests/load/restarts.py $(ARGS)

# Known vulnerabilities that have a fix which can be installed; the policy is in the script.
audit: $(VENV)/.tests
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet pip-audit
	$(BIN)/python tests/load/audit.py $(VENV)/audit/bin/pip-audit

# The documentation as a site, in site/; a broken link fails. It has packages of its own, which must
# not change those that are tested.
$(VENV)/docs/.docs: pyproject.toml
	$(PYTHON) -m venv $(VENV)/docs
	$(VENV)/docs/bin/python -m pip install --quiet --upgrade pip
	$(VENV)/docs/bin/python -m pip install --quiet --group docs
	touch $@

docs: $(VENV)/docs/.docs
	NO_MKDOCS_2_WARNING=1 $(VENV)/docs/bin/mkdocs build --quiet --strict

# The tables in docs/ that are made from the code.
docs-tables: $(VENV)/.tests
	$(BIN)/python tests/clients/table.py
	$(BIN)/python tests/documentation/coverage_table.py
	$(BIN)/python tests/documentation/test_architecture_tables.py
	$(BIN)/python -m tests.documentation.assistant_files

# Suites that use the plugin; then the built wheel, in separate environments with the oldest and the
# newest pytest.
test-plugin: $(VENV)/.tests
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/plugin
	$(BIN)/python tests/plugin/released.py

# Tools for what is distributed, which must not change the packages that are tested.
DISTRIBUTION = $(VENV)/distribution
$(DISTRIBUTION)/.distribution: pyproject.toml
	$(PYTHON) -m venv $(DISTRIBUTION)
	$(DISTRIBUTION)/bin/python -m pip install --quiet --upgrade pip
	$(DISTRIBUTION)/bin/python -m pip install --quiet --group distribution
	touch $@

.PHONY: release test-distribution

# The wheel and the sdist in dist/, checked and tried; nothing is signed or uploaded.
release: $(VENV)/.tests $(DISTRIBUTION)/.distribution
	$(BIN)/python -m tests.distribution.release $(DISTRIBUTION)/bin

# The image, compose.yaml, the GitHub Action and the workflow: checked by linters, and each step
# executed as far as that is possible without Docker and a runner. Run it as root.
test-distribution: $(VENV)/.tests $(DISTRIBUTION)/.distribution
	$(DISTRIBUTION)/bin/hadolint Dockerfile
	$(DISTRIBUTION)/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	$(DISTRIBUTION)/bin/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(DISTRIBUTION)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/python -m tests.distribution.image
	$(BIN)/python -m tests.distribution.action $(DISTRIBUTION)/bin/shellcheck

clean:
	rm -rf $(VENV) site .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
