# What can be done in this checkout. `make` alone lists it.
# Every target makes what it needs: the virtual environment comes from the lock files, and what
# the system lacks is installed or named by tools/ensure.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PYTEST_ARGS ?= -n 2
UV_VERSION := 0.13.8

.DEFAULT_GOAL := help
.PHONY: help run test test-parity bench build-proxy build-wheel fmt lint docs lock clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done

# A stamp is the proof that the environment holds what its lock file says.
$(VENV)/.stamp-base: requirements/base.lock pyproject.toml tools/ensure
	@sh tools/ensure base "$(VENV)" "$(PYTHON)"

$(VENV)/.stamp-dev: requirements/dev.lock requirements/base.lock pyproject.toml tools/ensure
	@sh tools/ensure dev "$(VENV)" "$(PYTHON)"

run: $(VENV)/.stamp-base ## Show Weft at work on a bundled conversation
	@$(BIN)/weft demo

test: $(VENV)/.stamp-dev ## Run the tests, with real processes, a real Redis server and nginx
	@sh tools/ensure redis "$(VENV)" "$(PYTHON)"
	@sh tools/ensure proxy "$(VENV)" "$(PYTHON)"
	@sh tools/ensure tools "$(VENV)" "$(PYTHON)"
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-parity: $(VENV)/.stamp-dev ## Compare every golden fixture with what the code does now
	$(BIN)/weft parity run --strict

bench: $(VENV)/.stamp-dev ## Measure the store, the engine, the exchange, the proxy and the footprint
	@sh tools/ensure redis "$(VENV)" "$(PYTHON)"
	@sh tools/ensure proxy "$(VENV)" "$(PYTHON)"
	$(BIN)/python bench/footprint.py
	$(BIN)/python bench/engine.py --page docs/benchmarks/engine.md
	$(BIN)/python bench/library.py --page docs/benchmarks/library.md
	$(BIN)/python bench/exchange.py --page docs/benchmarks/exchange.md
	$(BIN)/python bench/recall.py
	$(BIN)/python bench/recall_request.py
	$(BIN)/python bench/streams.py
	$(BIN)/python bench/wire.py --quick

build-proxy: $(VENV)/.stamp-base ## Build `weft proxy` as one file into dist/, and run it once
	$(BIN)/python tools/build_proxy.py dist/weft-proxy.pyz

build-wheel: $(VENV)/.stamp-dev ## Build the wheel and the source archive into dist/, and look inside
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .
	$(BIN)/python tools/check_wheel.py dist

fmt: $(VENV)/.stamp-dev ## Format the code and apply safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python tools/house.py docs/house.svg

lint: $(VENV)/.stamp-dev ## Check format, style, types, the order of packages, sizes and words
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/check_sizes.py
	$(BIN)/python tools/check_words.py

docs: $(VENV)/.stamp-dev ## Build the documentation into site/
	$(BIN)/python tools/house.py docs/house.svg
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	$(BIN)/python tools/check_site.py site

lock: ## Resolve the dependencies anew and write the lock files
	@sh tools/lock "$(PYTHON)" "$(UV_VERSION)"

clean: ## Remove what was built, and the virtual environment
	rm -rf build dist site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis $(VENV)
