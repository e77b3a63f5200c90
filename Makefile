# Few words to work; `make` alone lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
OUT := out
# uv installs in seconds; where it is missing it is bootstrapped into the virtual environment by pip.
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
PIN := -c requirements.lock

.DEFAULT_GOAL := help
.PHONY: help setup demo lab test check bench lock clean

help: ## list what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

$(VENV)/.python:
	@echo "· virtual environment in $(VENV)"
	@if command -v uv >/dev/null 2>&1; then uv venv -q --seed --allow-existing $(VENV); else python3 -m venv $(VENV) && $(BIN)/python -m pip install --progress-bar off -q uv; fi
	@touch $@

$(VENV)/.run: $(VENV)/.python pyproject.toml requirements.lock
	@echo "· packages the product needs (pinned with hashes in requirements.lock)"
	@$(UV) pip install --python $(BIN)/python $(PIN) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@echo "· packages the tests need"
	@$(UV) pip install --python $(BIN)/python $(PIN) -e . --group test --group check
	@touch $@

$(VENV)/.bench: $(VENV)/.run
	@echo "· peers to measure against"
	@$(UV) pip install --python $(BIN)/python $(PIN) -e . --group test --group bench
	@touch $@

setup: $(VENV)/.run ## install everything the product needs into .venv

demo: $(VENV)/.run ## from a brief to a finished reel: runs the quickstart notebook and says where everything is
	@mkdir -p $(OUT)
	@echo "· running notebooks/00_quickstart.ipynb"
	@cd $(OUT) && DIRECTOR_PROGRESS=plain PYDEVD_DISABLE_FILE_VALIDATION=1 ../$(BIN)/papermill --no-progress-bar --stdout-file /dev/stdout ../notebooks/00_quickstart.ipynb quickstart.ipynb 2>quickstart.log || { tail -30 quickstart.log; exit 1; }
	@echo
	@$(BIN)/director --workspace $(OUT)/director open --list
	@echo "notebook       $(OUT)/quickstart.ipynb"

lab: $(VENV)/.run ## open JupyterLab on the quickstart
	@$(BIN)/jupyter lab notebooks/00_quickstart.ipynb

test: $(VENV)/.test ## set up what the tests need and run them all, quick layers first
	@bash tests/run $(ARGS)

check: $(VENV)/.test ## format, lint, types and the import table
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -n0 -p no:randomly tests/test_imports.py

bench: $(VENV)/.bench ## measure against peers and limits; writes bench/results.json
	@$(BIN)/python -m bench $(ARGS)

lock: $(VENV)/.python ## pin every version again
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --all-extras --group test --group check --group bench pyproject.toml -o requirements.lock

clean: ## remove what was made here (never a workspace)
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
