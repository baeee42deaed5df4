# Two commands do everything: `make figures` and `make test`. Each sets itself up.
PYTHON ?= python3
VENV ?= .venv
DATA ?= ../shared/data
# One process per core, each with whole files, so that what a file prepares is made once.
PARALLEL ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: figures report test evaluate lab lock

figures: $(READY) ## run all notebooks and write figures/
	@$(BIN)/python -m analysis figures

report: $(READY) ## write figures/report.html from the saved figures
	@$(BIN)/python -m analysis report

test: $(READY) ## style, types, tests, and the notebooks rerun against their saved outputs
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q $(PARALLEL)
	@$(BIN)/pytest -q $(PARALLEL) --nbval --nbval-current-env --nbval-cell-timeout=120 \
		--nbval-sanitize-with=tests/nbval-sanitize.cfg notebooks

evaluate: $(READY) ## date real texts beside dateparser and htmldate: make evaluate DATA=FOLDER
	@test -e "$(DATA)" || { echo "$(DATA): no such folder; make evaluate DATA=FOLDER" >&2; exit 1; }
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check dateparser htmldate
	@$(BIN)/python evaluation/dating.py "$(DATA)" --peers .venv-peers/bin/python

lab: $(READY) ## JupyterLab on the notebooks: this machine only, token required
	@$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --ServerApp.root_dir=. notebooks/01-corpus.ipynb

lock: ## pin every dependency anew, with hashes, for all platforms
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet uv
	@.venv-lock/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate \
		--python-version 3.11 --extra dev --extra sources --extra topics --custom-compile-command "make lock" \
		--output-file requirements.txt pyproject.toml
	@rm -r .venv-lock

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the pinned packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
