SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TRAIN := .venv/train
MINUTES ?= 90
# One more than there are processors: many tests wait for another process.
WORKERS ?= $(shell echo $$(($$(nproc) + 1)))

.PHONY: help setup demo chat check test unit live wheel bench bench-context bench-pool bench-store bench-retrieval verify eval-model train stop clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## make .venv with Holdfast and its development tools

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Holdfast needs Python 3.11 or later: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY) ## start the local engine, index the documentation, answer one question
	@$(BIN)/agent index README.md docs CONTRIBUTING.md models/README.md
	@$(BIN)/python examples/demo.py

chat: $(READY) ## talk with the agent on the local engine
	@$(BIN)/agent chat

check: $(READY) ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

unit: $(READY) ## tests that need no engine
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m 'not live'

live: $(READY) ## tests on the local engine, or on the one at AGENT_URL
	$(BIN)/python -m pytest -m live

wheel: $(READY) ## build the wheel and test it away from the checkout
	scripts/test-wheel

# The types need one core and the wheel's installation another.
test: $(READY) ## everything that CI runs
	$(MAKE) --jobs=2 --output-sync=target check wheel
	$(MAKE) unit
	$(MAKE) live

bench-context: $(READY) ## replay real sessions: what compaction costs, beside other policies
	$(BIN)/python benchmarks/context.py

bench-store: $(READY) ## what the session store costs: opening, appending, 20 processes on one store
	PYTHONPATH=. $(BIN)/python benchmarks/store.py

bench-retrieval: $(READY) ## what the knowledge index finds, and how fast
	PYTHONPATH=. $(BIN)/python benchmarks/retrieval.py
	PYTHONPATH=. $(BIN)/python benchmarks/retrieval_scale.py

bench-pool: $(READY) ## many sessions on a small KV cache: the pool beside unlimited and fixed concurrency
	$(BIN)/python benchmarks/pool.py
	$(BIN)/python benchmarks/pool_sessions.py

bench: $(READY) bench-context bench-store bench-retrieval ## the figures in the documentation
	$(BIN)/python benchmarks/dispatch.py
	$(BIN)/python benchmarks/engine_start.py
	$(BIN)/python benchmarks/prefix.py
	$(BIN)/python benchmarks/turn_cost.py
	$(BIN)/python benchmarks/long_sessions.py
	$(BIN)/python benchmarks/retrieval_window.py
	$(BIN)/python benchmarks/zero_stall.py
	$(BIN)/python benchmarks/ten_steps.py --page docs/ten-steps.md

verify: $(READY) ## the long proofs in full, written down in benchmarks/verified.md; hours
	$(BIN)/python scripts/verify.py $(PARTS)

eval-model: $(READY) ## measure the bundled model through vLLM: models/evaluation.md
	$(BIN)/python -m agent.models.training.evaluate

train: $(TRAIN)/.ready ## train the bundled model for MINUTES into build/holdfast-tiny
	$(TRAIN)/bin/python -m agent.models.training.train --minutes $(MINUTES) --output build/holdfast-tiny

$(TRAIN)/.ready: $(READY)
	$(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	@touch $@

stop: ## end the local engine
	@$(BIN)/agent serve --stop

clean: ## remove everything that these commands made
	@if [ -x $(BIN)/agent ]; then $(BIN)/agent serve --stop || true; fi
	rm -rf .venv .agent build dist ./*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
