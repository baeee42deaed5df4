# Two commands do everything: `make figures` and `make test`. Each sets itself up.
PYTHON ?= python3
VENV ?= .venv
# Of lab and app: make lab PORT=9000 OPEN=--no-browser
PORT ?= 8888
OPEN ?=
SIZES ?= 10000 100000
DATA ?= ../shared/data
# Tools of the long campaigns, apart from the pinned packages. FUZZ is the number of runs of each target.
TOOLS := .venv-tools
FUZZ ?= 20000
N ?= 60
PYTHONS ?= python3.11 python3.12 python3.13
PROPERTIES := test_invariants or test_cleaning or test_dating or test_tokens or test_files or test_patterns
# One process per core, each with whole files, so that what a file prepares is made once.
PARALLEL ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: figures report site pictures test evaluate bench lab app lock
.PHONY: fuzz limits steps kills variants versions mutants audit licences sbom

figures: $(READY) ## run all notebooks and write figures/
	@$(BIN)/python -m analysis figures

report: $(READY) ## write figures/report.html from the saved figures
	@$(BIN)/python -m analysis report

site: $(READY) ## write figures/html: the notebooks as pages, to be read without Jupyter
	@$(BIN)/python -m analysis site

test: $(READY) ## style, types, tests, and the notebooks rerun against their saved outputs: without network
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/python tests/offline.py $(BIN)/pytest -q $(PARALLEL)
	@$(BIN)/python tests/offline.py $(BIN)/pytest -q $(PARALLEL) --nbval --nbval-current-env --nbval-cell-timeout=120 \
		--nbval-sanitize-with=tests/nbval-sanitize.cfg notebooks

pictures: $(READY) ## draw pictures/ anew, which README shows: needs Chromium
	@PICTURES=pictures $(BIN)/pytest -q -k readme_shows tests/browser

evaluate: $(READY) ## date real texts beside dateparser and htmldate: make evaluate DATA=FOLDER
	@test -e "$(DATA)" || { echo "$(DATA): no such folder; make evaluate DATA=FOLDER" >&2; exit 1; }
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check dateparser htmldate
	@$(BIN)/python evaluation/dating.py "$(DATA)" --peers .venv-peers/bin/python

bench: $(READY) ## time every step on made-up posts beside other tools: make bench SIZES="10000 100000"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check numba
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check \
		-r benchmarks/requirements.txt
	@$(BIN)/python benchmarks/bench.py $(SIZES) --peers .venv-bench/bin/python

fuzz: $(READY) $(TOOLS) ## the properties with many examples, then readers and dates guided by coverage
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -q $(PARALLEL) -m "not browser" -k "$(PROPERTIES)" tests
	@PYTHONPATH=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
		$(TOOLS)/bin/python evaluation/fuzz.py $(FUZZ)

steps: $(READY) ## instructions that hostile texts cost, under valgrind: about an hour
	@$(BIN)/python evaluation/steps.py

limits: $(READY) ## peak memory of the largest inputs: up to a million messages, 20 GB
	@$(BIN)/python evaluation/limits.py

kills: $(READY) ## kill reports and exports at random times, and starve them of memory: about half an hour
	@$(BIN)/python evaluation/kills.py

variants: $(READY) ## the same bytes under every hash seed, locale, time zone and order of a folder
	@$(BIN)/python evaluation/variants.py

versions: ## the tests under every Python there is: make versions PYTHONS="python3.11 python3.13"
	@for python in $(PYTHONS); do command -v $$python > /dev/null || { echo "$$python: not here"; continue; }; \
		$(MAKE) --no-print-directory test PYTHON=$$python VENV=.venv-$$python || exit 1; done

mutants: $(READY) ## break the code at random and see whether a test tells: make mutants N=100
	@$(BIN)/python evaluation/mutants.py $(N)

audit: $(TOOLS) ## known weaknesses of the pinned packages
	@$(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.txt || { \
		echo "audit: a weakness is known, or the database was not reached (see above)" >&2; exit 1; }

licences: $(READY) $(TOOLS) ## write licences.csv: name, version and licence of every pinned package
	@names=$$(grep -oE '^[A-Za-z0-9._-]+==' requirements.txt | tr -d = | sort -u); \
	$(TOOLS)/bin/pip-licenses --python=$(BIN)/python --format=csv --with-system --output-file=licences.csv \
		--packages $$names > /dev/null

sbom: $(READY) $(TOOLS) ## write build/sbom.json, what the environment is made of (CycloneDX)
	@mkdir -p build
	@$(TOOLS)/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
		--output-file build/sbom.json $(BIN)/python
	@echo build/sbom.json

$(TOOLS):
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check \
		atheris cyclonedx-bom pip-audit pip-licenses

lab: $(READY) ## JupyterLab on the notebooks: this machine only, token required
	@# what JupyterLab adds when it saves stays out of git diff, see .gitattributes
	@git config filter.notebook.clean "$(BIN)/python -m analysis clean-notebook" 2>/dev/null || true
	@token=$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(16))'); \
	echo "http://127.0.0.1:$(PORT)/lab/tree/notebooks/01-corpus.ipynb?token=$$token"; \
	JUPYTER_CONFIG_PATH=.jupyter JUPYTER_TOKEN=$$token $(BIN)/python -W ignore -m jupyterlab \
		--log-level=ERROR --LabApp.log_level=ERROR --KernelManager.transport=ipc \
		--ServerApp.ip=127.0.0.1 --ServerApp.port=$(PORT) --ServerApp.port_retries=0 \
		--ServerApp.root_dir=. $(OPEN) notebooks/01-corpus.ipynb

app: $(READY) ## the search page of notebook 06 without JupyterLab: this machine only, no token
	@echo "http://127.0.0.1:$(PORT)/"
	@JUPYTER_PATH=.jupyter $(BIN)/python -W ignore -m voila --Voila.log_level=ERROR \
		--KernelManager.transport=ipc --template=offline --Voila.ip=127.0.0.1 \
		--port=$(PORT) --Voila.port_retries=0 $(OPEN) notebooks/06-explore.ipynb

lock: ## pin every dependency anew, with hashes, for all platforms
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet uv
	@.venv-lock/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate \
		--python-version 3.11 --extra app --extra changes --extra dev --extra scale --extra sources --extra topics \
		--custom-compile-command "make lock" \
		--output-file requirements.txt pyproject.toml
	@rm -r .venv-lock

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the pinned packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
