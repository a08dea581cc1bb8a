# Every target sets up what it needs in .venv; a machine needs Python 3.11 to 3.13 and make, nothing
# else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

COURSE := $(BIN)/ketamine-course

.PHONY: book pdf epub site lint check ready test coverage mutants pseudo test-pythons lab serve slides notebooks bench links reading lock release-check clean

book: $(READY)  ## build the course to _build/html/index.html
	$(COURSE) book

pdf: book  ## the whole course as one PDF, in _build/pdf
	$(COURSE) pdf

epub: book  ## the whole course as an EPUB, in _build/epub
	$(COURSE) epub

site: $(READY)  ## the book with PDF and EPUB to download
	$(COURSE) site

lint: $(READY)  ## formats, lint and types of Python, JavaScript and CSS
	$(COURSE) lint

check: $(READY)  ## what a contributor runs all the time: lint, unit tests, doctests, contract
	$(COURSE) check

ready: $(READY)  ## get what the tests need from this machine, or name it (tests/needs.toml)
	$(COURSE) ready

test: $(READY)  ## everything that CI runs
	$(COURSE) test

coverage: $(READY)  ## which lines of Python, and which parts of the scripts, no test reaches
	$(COURSE) coverage

test-pythons:  ## the quick checks and the notebooks under each Python that the course promises
	./tests/pythons.sh

mutants: $(READY)  ## changes to the code that no test notices (see tests/mutants)
	$(COURSE) mutants

pseudo: $(READY)  ## the book in two made-up languages, where a word that isn't marked shows
	$(COURSE) pseudo

lab: $(READY)  ## JupyterLab on the course, with lesson 01 open
	$(COURSE) lab

serve: book  ## the built book on this machine only; LAN=1 lets a room in
	$(COURSE) serve $(if $(LAN),--lan)

slides: $(READY)  ## each lesson as a talk, to _build/slides/index.html
	$(COURSE) slides

notebooks: $(READY)  ## run the lessons again and write their outputs in place
	$(COURSE) notebooks

bench: book  ## how fast and how heavy a lesson's page is
	$(COURSE) bench

links: book  ## whether the pages that the book links to are still there (needs a network)
	$(COURSE) links

reading: $(READY)  ## how long each lesson takes and how hard it reads
	$(COURSE) reading

lock: $(READY)  ## renew requirements.txt from pyproject.toml
	$(COURSE) lock

release-check: $(READY)  ## what speaks against releasing this version as it is
	$(BIN)/ketamine-course release-check

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
