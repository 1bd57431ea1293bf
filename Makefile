# Every job of the project. `make help` lists them; each makes what it needs first.
#
# On Linux, pip's torch comes with CUDA. For the much smaller CPU build, give the address of
# PyTorch's own index of CPU builds (PyTorch's installation page names it):
#   make run TORCH_INDEX=ADDRESS
#
# Tests run in as many processes as there are cores, at most four; WORKERS=0 keeps them in one, to debug.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
TORCH_INDEX ?=
WORKERS ?= auto
DATA ?= ../shared/data
TRAINING ?= /tmp/fovea-training

# Compiled modules are kept, also where an environment says not to: servers and exporters start many times.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
RUNTIME := runtime export weights torch
SCIENCE := $(shell find models -name '*.py' -not -path 'models/training/*') $(wildcard models/weights/*)
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help setup run run-ray test test-fast check bench bench-record wheel docker-check screenshots docs evaluate weights lab-weights clean

help: ## list the jobs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup: .venv/.runtime .venv/.dev ## make .venv and install what running and developing need

run: .venv/.engine ## start Fovea on http://localhost:7860 (the first run installs and builds what serving needs)
	@exec $(BIN)/python -m app serve

run-ray: .venv/.engine ## the same on Ray Serve: two web replicas, a model replica, Redis
	@exec scripts/run-ray

test: .venv/.dev .venv/.engine ## run the tests but the most thorough; the browser tests too where a Chromium is found
	@scripts/chromium || echo "No Chromium found: the browser tests will be skipped (make check installs Debian's)."
	$(PYTEST) -m "not thorough"

test-fast: .venv/.dev ## the tests that need no exported network and no browser, for the way to work
	$(PYTEST) -q $(addprefix --ignore=tests/,browser app/routes app/web app/tour) -m "not slow and not weights and not browser and not thorough"

check: .venv/.dev ## every test, lint and types: what must pass before a change lands
	@$(MAKE) --no-print-directory --jobs=3 lint programs .venv/.engine
	FOVEA_REQUIRE_BROWSER=1 $(PYTEST)

lint: .venv/.dev # format, style, types and which room may import which
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

programs: # what the tests start, from Debian's packages where it is not there
	@scripts/chromium --install
	@scripts/redis --install

bench: .venv/.dev .venv/.engine ## time the server against bare onnxruntime runs of the same passes
	$(BIN)/python -m benchmarks.bench

bench-record: .venv/.runtime ## keep what bench or evaluate measured, and write the tables from it
	$(BIN)/python -m benchmarks.record
	$(BIN)/python -m scripts.tables

wheel: .venv/.engine ## build dist/fovea-VERSION.whl with every exported graph inside
	$(BIN)/python -m scripts.export_all var/shipped
	FOVEA_WHEEL_GRAPHS=var/shipped $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

docker-check: .venv/.dev ## build the image with buildah (root, Debian), run it and ask it for a word's map
	scripts/docker-check

screenshots: .venv/.dev .venv/.engine ## take the pictures in docs/screenshots
	$(BIN)/python -m scripts.screenshots

docs: .venv/.runtime ## write the tables of README.md, README.zh-CN.md and MODEL_CARD.md anew
	$(BIN)/python -m scripts.tables

evaluate: .venv/.engine ## pointing accuracy and refusals on DATA/eval_dev.tar, with baselines
	$(BIN)/python -m benchmarks.accuracy $(DATA)/eval_dev.tar

weights: .venv/.engine ## train the fusion weights anew from DATA (hours on two cores)
	scripts/train-weights "$(DATA)" "$(TRAINING)"

lab-weights: .venv/.engine ## train the networks of the panels Shift and Fusion anew from DATA (hours on two cores)
	scripts/train-labs "$(DATA)" "$(TRAINING)"

clean: ## remove the virtual environment, exported graphs and caches; samples stay
	rm -rf .venv build dist var/engine var/shipped .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: files that say when a step was last done.

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Fovea needs Python 3.11 or newer: $(PYTHON) was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fovea needs Python 3.11 or newer; \
	$(PYTHON) is $$($(PYTHON) -V). Name another: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv ..."
	$(PYTHON) -m venv .venv

.venv/.runtime: .venv/bin/python scripts/install $(foreach lock,$(RUNTIME),requirements/$(lock).lock)
	@echo "Installing what serving needs; the first time this takes a few minutes ..."
	@TORCH_INDEX="$(TORCH_INDEX)" scripts/install $(BIN)/python $(RUNTIME)
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.lock
	@echo "Installing what developing needs ..."
	@scripts/install $(BIN)/python dev
	@touch $@

.venv/.engine: .venv/.runtime $(SCIENCE)
	@echo "Exporting the networks for onnxruntime; takes some minutes, once ..."
	$(BIN)/python -m app export
	@touch $@
