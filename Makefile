PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV_VERSION := 0.13.9
PORT ?= 8000
AT_START := typer yaml pypdfium2 pypdfium2_raw  # what the command imports each time: compiled once, also where Python may write no bytecode

.PHONY: help setup run sample test test-all lint types check pictures bench docs lock clean

help:            ## list the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 12

setup: .venv/.ready  ## make .venv with everything in it

.venv/.ready: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src/shebao $(AT_START:%=$(BIN)/../lib/python3*/site-packages/%)
	$(BIN)/python -m shebao.fields.data_files
	$(BIN)/python -m shebao.cli.audit.expressions
	touch $@

lock:            ## resolve pyproject.toml into requirements.lock
	test -x $(BIN)/uv || ($(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet "uv==$(UV_VERSION)")
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --all-extras --group dev --group bench pyproject.toml -o requirements.lock

lint: setup      ## style and import rules
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/lint-imports --no-cache

types: setup     ## strict type check
	$(BIN)/mypy

test: lint types ## linter, types, import rules and tests
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-all: lint types  ## the same with the slow suites
	$(BIN)/python -m pytest -n 2

run: setup       ## the website with demo data on http://127.0.0.1:8000; make run PORT=9000 for another port
	@$(BIN)/shebao serve --demo --port $(PORT)

sample: setup    ## audit the sample report, compose and audit a whole report; see build/
	@mkdir -p build
	@$(BIN)/shebao audit examples/sample-report.pdf; test $$? -le 1
	@$(BIN)/shebao audit examples/sample-report.pdf --format html --output build/sample-report.html; test $$? -le 1
	@$(BIN)/shebao compose examples/accounts/city-centre-2023 --final --output build/sample-disclosure
	@$(BIN)/shebao audit build/sample-disclosure/*.pdf
	@echo "审核结果：build/sample-report.html；编成的报告：build/sample-disclosure/"

docs: setup      ## write what is generated in docs/
	$(BIN)/python -m shebao.rendering.catalogue docs/rules.zh.md
	$(BIN)/python -m shebao.policy.parameters.catalogue docs/policy-parameters.zh.md
	$(BIN)/python -m shebao.policy.guide docs/policy-cases.zh.md
	$(BIN)/python -m shebao.policy.missing docs/policy-missing.zh.md
	$(BIN)/python -m shebao.composing.data docs/report.schema.json
	$(BIN)/python -m shebao.operations.governance.catalogue docs/checks.zh.md
	$(BIN)/python -m shebao.services.output docs/services.zh.md
	$(BIN)/python -m shebao.server.service.protection docs/protection.zh.md
	$(BIN)/python -m shebao.server.operations.supervision.retention docs/retention.zh.md

pictures: setup  ## pictures of the website for the guides, made by the browser tests, in build/pictures
	BROWSER_PICTURES=build/pictures $(BIN)/python -m pytest tests/server/browser

bench: setup     ## measure speed and memory
	$(BIN)/python -m bench

clean:           ## remove what was built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache
