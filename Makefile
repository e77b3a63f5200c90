# Few words to work; `make` alone lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
OUT := out
# uv installs in seconds; where it is missing it is bootstrapped into the virtual environment by pip.
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
PIN := -c requirements.lock

.DEFAULT_GOAL := help
.PHONY: help setup demo lab test check types bench lock clean

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

# The widgets' JavaScript is checked with TypeScript and axe-core; users need neither, nor Node.js.
$(VENV)/.node: tests/esm/package.json tests/esm/package-lock.json $(VENV)/.python
	@if command -v npm >/dev/null 2>&1; then echo "· what checks the widgets' JavaScript" && npm ci --prefix tests/esm --silent --no-audit --no-fund; \
	elif [ -n "$$CI" ]; then echo "Node.js with npm is missing: install the packages nodejs and npm" && exit 1; \
	else echo "· Node.js with npm is missing: the widgets' JavaScript is not type-checked, accessibility rules are not run"; fi
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

test: $(VENV)/.test $(VENV)/.node ## set up what the tests need and run them all, quick layers first
	@bash tests/run $(ARGS)

check: $(VENV)/.test $(VENV)/.node ## format, lint, types (Python and JavaScript) and the import table
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@if [ -x tests/esm/node_modules/.bin/tsc ]; then npm run --prefix tests/esm --silent types; fi
	@$(BIN)/python -m pytest -q -n0 -p no:randomly tests/test_imports.py

types: $(VENV)/.run ## write the events again as declarations for the widgets
	@$(BIN)/python -m director_kernel.widgets.typedefs > widgets/events.d.ts

bench: $(VENV)/.bench ## measure against peers and limits; writes bench/results.json
	@$(BIN)/python -m bench $(ARGS)

lock: $(VENV)/.python ## pin every version again
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --all-extras --group test --group check --group bench pyproject.toml -o requirements.lock

clean: ## remove what was made here (never a workspace)
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
