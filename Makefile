# `make run` builds the graph and shows it answer; `make test` passes what has to pass before a change
# is merged, `make quick` the part of it that takes a minute, `make slow` what takes many.
# Every target makes .venv by itself, from a lock with hashes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST ?= --numprocesses auto --quiet
STAMP := $(VENV)/.installed
COMPILED := src/bioprod_graph/language/catalogues
CATALOGUES := $(patsubst messages/%.po,$(COMPILED)/%.mo,$(wildcard messages/*.po))
SCRIPTS := src/bioprod_graph/site/web/NOTICES.txt
READY := $(STAMP) $(CATALOGUES) $(SCRIPTS)
QUICK := tests/unit tests/contract tests/oxishacl --ignore=tests/unit/commands --ignore=tests/unit/test_cli.py \
	-m "not (slow or built or browser or java)"

# Tests start the program hundreds of times: it is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run serve quick test coverage slow build bench lint docs addresses messages lock wheel dump clean

run: build ## build the graph, ask it three questions, explain one answer, draw the network, publish the site
	$(BIN)/bioprod query recommendations-by-axis
	$(BIN)/bioprod query figures-claimed
	$(BIN)/bioprod explain event/assises-idf-2021 bioprod:organizedBy organization/genopole
	$(BIN)/bioprod draw
	$(BIN)/bioprod publish build/site

serve: $(READY) ## serve the site and a SPARQL endpoint on this machine; what is missing is built and published
	$(BIN)/bioprod serve

build: $(READY) ## build the dataset into build/current
	$(BIN)/bioprod build

quick: $(READY) ## style, and what each module and the house as a whole are held to
	$(BIN)/ruff check --quiet .
	$(BIN)/python -m pytest $(PYTEST) $(QUICK)

test: lint $(READY) ## lint, then all tests but the slow ones
	$(BIN)/python -m pytest $(PYTEST)

coverage: $(READY) ## the same tests and the share of branches that they take, for twice the time
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

slow: $(READY) ## the slow tests: kills, soaks, peers, damage in every place
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-spark.txt
	$(BIN)/python -m pytest $(PYTEST) -m slow

bench: $(READY) ## measure what is promised on speed, against the plain way
	$(BIN)/python -m benchmarks

lint: $(STAMP) ## style, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(READY) ## write the generated reference
	$(BIN)/python -m tools.reference

addresses: $(READY) ## write the rules that lead from identifiers to the site
	$(BIN)/python -m tools.addresses

messages: $(STAMP) ## bring messages/*.po in step with the program; tell what is left to translate
	$(BIN)/python -m tools.messages

wheel: $(READY) ## build the wheel, which carries ontology, data and queries
	$(BIN)/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist .

dump: build ## keep the dataset of this version in releases/
	$(BIN)/python -m tools.dump

# The lock names versions and digests, and no address to fetch them from.
lock: $(STAMP)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra spark --group slow --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --constraints requirements.txt --output-file requirements-spark.txt
	$(BIN)/uv pip compile --group pyproject.toml:node --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --output-file web/node.txt

clean:
	rm -rf build dist $(VENV) .coverage*

$(STAMP): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Node is taken from the path, else from PyPI; without either, pages have no engine, and this says so.
$(SCRIPTS): web/package-lock.json $(wildcard web/src/*.js) | $(STAMP)
	command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement web/node.txt || true
	$(BIN)/python hatch_build.py

$(COMPILED)/%.mo: messages/%.po | $(STAMP)
	$(BIN)/python hatch_build.py
