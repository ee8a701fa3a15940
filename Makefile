# Everything a person or CI does with the project. The environment is made in .venv from the locked files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
Q ?=
QUIET := --quiet --disable-pip-version-check

.PHONY: run test check ask bench chaos coverage mutants fuzz evaluate image-test compose-test proxy-test soak bench-eligibility serve-env test-env browser clean fix lock

run: $(VENV)/serving
	@$(BIN)/huiqi run

ask: $(VENV)/serving
	@$(BIN)/huiqi ask "$(Q)"

test: $(VENV)/developing browser
	@$(BIN)/python -m pytest -n auto --maxprocesses=4 --dist worksteal

# Writes the report of our own questions into the docs.
evaluate: $(VENV)/serving
	@$(BIN)/huiqi evaluate tests/questions/own.jsonl tests/questions/fresh.jsonl tests/questions/unseen.jsonl tests/questions/later.jsonl tests/questions/newest.jsonl tests/questions/blind.jsonl tests/questions/broad.jsonl tests/questions/kinds.jsonl --as-of 2026-11-22 > docs/reference/evaluation.md
	@$(BIN)/python -m scripts.write_report

check: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/yamllint --strict knowledge intents bot
	$(BIN)/huiqi check
	@$(BIN)/python -m scripts.write_names --check

# Builds the image and runs it, where buildah and podman are; BASE names another base image.
image-test: $(VENV)/developing
	@$(BIN)/python -m scripts.image_test $(BASE)

# Starts deploy/compose.yaml with podman, on the image of `make image-test`.
compose-test: $(VENV)/developing
	@$(BIN)/python -m scripts.compose_test

# The webhook and the page behind nginx and Caddy as the how-to sets them up, where both are installed.
proxy-test: $(VENV)/developing
	@$(BIN)/python -m scripts.proxy_test

# Judging: its speed, the order of questions, and the nine standing rules beside two peers; writes the page on it.
PEERS := benchmarks/eligibility/peers
bench-eligibility: $(VENV)/benchmarking $(PEERS)/node_modules
	@$(BIN)/python -m benchmarks.eligibility --write docs/reference/benchmarks/eligibility.md

$(PEERS)/node_modules: $(PEERS)/package-lock.json
	@npm ci --prefix $(PEERS) --no-audit --no-fund --silent
	@touch $@

# Ten minutes of load; SECONDS and RATE (messages a second) change that.
soak: $(VENV)/developing
	@$(BIN)/python -m scripts.soak $(SECONDS) $(RATE)

# Delivery beside stock clients, in one run on loopback: docs/reference/benchmarks/delivery.md.
bench: $(VENV)/developing
	@$(BIN)/python -m benchmarks.delivery --write docs/reference/benchmarks/delivery.md
	@$(BIN)/python -m scripts.write_report

# Twenty kills in each mode, the other faults, replicas and proxies, on loopback; ended after fifteen minutes.
chaos: $(VENV)/developing
	@HUIQI_TEST_KILLS=20 timeout --kill-after=20 900 $(BIN)/python -m pytest --timeout=300 tests/telegram/test_kills.py tests/telegram/test_faults.py \
		tests/telegram/test_flood.py tests/telegram/test_replicas.py tests/telegram/test_proxy.py tests/telegram/test_answering_process.py

# Branch coverage of the two pure packages by their own tests; fails under 95 % of either.
PURE := tests/knowledge tests/intents tests/reading tests/dialogues tests/questions tests/operations/test_diff.py \
	tests/operations/test_links.py tests/operations/test_subscriptions.py
coverage: $(VENV)/developing
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -n auto --maxprocesses=4 --dist worksteal $(PURE)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --include "knowledge/*"
	@$(BIN)/coverage report --include "intents/*"

# Changes the rules of judging and deciding one spot at a time, and shows the changes that no test notices.
mutants: $(VENV)/developing
	@$(BIN)/mutmut run --max-children $(PROCESSES)
	@$(BIN)/mutmut results

# Fresh random examples for every property of the tests, MINUTES long on PROCESSES cores.
MINUTES ?= 60
PROCESSES ?= 2
fuzz: $(VENV)/developing
	@$(BIN)/python -m scripts.fuzz $(MINUTES) $(PROCESSES)

fix: $(VENV)/developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/python -m scripts.write_names

# Chromium for the tests of the pages, from Debian's packages.
browser:
	@scripts/browser.sh

# Understanding against other ways of finding a measure, at four sizes; writes its page in docs/.
.PHONY: bench-understanding
bench-understanding: $(VENV)/benchmarking
	@$(BIN)/python -m benchmarks.understanding --write docs/reference/benchmarks/understanding.md

lock: $(VENV)/developing
	@$(BIN)/python -m pip install $(QUIET) uv
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header -q -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --group bench -c requirements-dev.lock --universal --generate-hashes --no-header -q -o requirements-bench.lock

clean:
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache

$(VENV)/serving: requirements.lock pyproject.toml
	@scripts/install.sh "$(PYTHON)" "$(VENV)" requirements.lock
	@touch $@

$(VENV)/developing: requirements-dev.lock pyproject.toml
	@scripts/install.sh "$(PYTHON)" "$(VENV)" requirements-dev.lock
	@touch $@ $(VENV)/serving

$(VENV)/benchmarking: requirements-bench.lock $(VENV)/developing
	@$(BIN)/python -m pip install $(QUIET) --require-hashes --requirement requirements-bench.lock
	@touch $@
