# Every target sets up what it needs in .venv; a machine needs Python 3.11 to 3.13 and make, nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

PYTEST := $(BIN)/python -m pytest -n 2
UNIT := tests/unit ketamine_course --doctest-modules
# Far from this place and in the plainest of languages: neither may matter.
ELSEWHERE := TZ=Pacific/Kiritimati LC_ALL=C
# Unit tests come in another order with each commit, and in the same on every machine.
ORDER ?= $(shell git rev-list --count HEAD 2>/dev/null || echo 1)

BUILD := $(BIN)/jupyter-book build . -W -n --keep-going

.PHONY: book pdf epub site lint check ready test coverage mutants test-pythons lab serve slides notebooks bench links reading lock clean

book: $(READY)  ## build the course to _build/html/index.html
	$(BUILD)
	@echo
	@echo "The course is in _build/html/index.html. Open that file in a browser, or run 'make serve'."
	@test -f _build/html/sitemap.xml || echo "It doesn't know its address, so it has no sitemap or canonical links: see 'Publish it' in the README."

pdf: book  ## the whole course as one PDF, in _build/pdf
	$(BIN)/python -m ketamine_course.publish.pdf

epub: book  ## the whole course as an EPUB, in _build/epub
	$(BIN)/python -m ketamine_course.publish.epub

site: pdf epub  ## the book with PDF and EPUB to download
	$(BUILD)

lint: $(READY)  ## formats, lint and types of Python, JavaScript and CSS
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/biome check --error-on-warnings
	$(BIN)/mypy

check: lint  ## what a contributor runs all the time: lint, unit tests, doctests, contract
	$(PYTEST) $(UNIT) tests/notebooks/test_contract.py

ready: $(READY)  ## get what the tests need from this machine, or name it (tests/needs.toml)
	$(BIN)/python -m tests.ready

test: ready lint site  ## everything that CI runs
	$(ELSEWHERE) $(PYTEST) $(UNIT) --random-order --random-order-seed=$(ORDER)
	$(ELSEWHERE) $(PYTEST) tests notebooks --ignore tests/unit --nbval

coverage: ready site  ## which lines of Python, and which parts of the scripts, no test reaches
	rm -rf _build/coverage
	COVERAGE_FILE=_build/coverage/python KETAMINE_COURSE_COVERAGE=_build/coverage $(PYTEST) tests notebooks --nbval \
		--doctest-modules ketamine_course --cov --cov-report=term:skip-covered
	$(BIN)/python -m tests.browser.script_coverage _build/coverage

test-pythons:  ## the quick checks and the notebooks under each Python that the course promises
	./tests/pythons.sh

mutants: $(READY)  ## changes to the code that no test notices (see tests/mutants)
	$(BIN)/python -m tests.mutants

lab: $(READY)  ## JupyterLab on the course, with lesson 01 open
	$(BIN)/jupyter lab --notebook-dir=. notebooks/01-introduction.ipynb

serve: book  ## the built book on this machine only; LAN=1 lets a room in
	$(BIN)/python -m ketamine_course.publish.serve $(if $(LAN),--lan)

slides: $(READY)  ## each lesson as a talk, to _build/slides/index.html
	$(BIN)/python -m ketamine_course.publish.slides

notebooks: $(READY)  ## run the lessons again and write their outputs in place
	$(BIN)/python -m ketamine_course.publish.notebooks

bench: book  ## how fast and how heavy a lesson's page is
	$(BIN)/python benchmarks/page_load.py
	$(BIN)/python benchmarks/models.py
	$(BIN)/python benchmarks/room.py

links: book  ## whether the pages that the book links to are still there (needs a network)
	$(BIN)/python -m ketamine_course.publish.links

reading: $(READY)  ## how long each lesson takes and how hard it reads
	$(BIN)/python -m ketamine_course.publish.reading

lock: $(READY)  ## renew requirements.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --extra test --extra check --upgrade --no-header --no-annotate --no-emit-index-url \
		--output-file requirements.txt pyproject.toml
	echo "-e ." >> requirements.txt

clean:  ## remove what was built and installed
	rm -rf _build .venv .venv-*

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "The course needs Python 3.11 to 3.13. Name one: make PYTHON=/path/to/python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@# Otherwise JupyterLab asks everybody whether to fetch news from the internet.
	$(BIN)/jupyter labextension disable --level=sys_prefix "@jupyterlab/apputils-extension:announcements"
	touch $(READY)
