# Each target sets up what it needs: .venv is made on first use and checked in no time later.
# Another Python: make PYTHON=python3.12 ...  (without PYTHON, a .venv that is there is kept)

PYTHON ?= python3
SETUP := $(PYTHON) tools/bootstrap.py $(if $(filter file,$(origin PYTHON)),--keep-python)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup book html pdf print test stress lab bench clean distclean

help:
	@echo "make book       execute what changed; write _build/html/index.html and _build/book.pdf"
	@echo "make test       run every test, the notebooks included"
	@echo "make lab        open JupyterLab on chapter 0"
	@echo "make html       the web site alone"
	@echo "make pdf        the PDF alone"
	@echo "make print      the PDF for paper, by XeLaTeX where TeX is installed"
	@echo "make stress     shake the book: faults, perturbations, other Pythons; about an hour"
	@echo "make bench      measure the network against its peers"
	@echo "make setup      install the environment .venv alone"
	@echo "make clean      remove what was built; make distclean removes .venv too"

setup:
	@$(SETUP)

book html pdf print: setup
	@$(BIN)/bpbook $@

test: setup
	@$(BIN)/python -m pytest -n 2 --dist=loadfile -q

lab: setup
	@$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/chapters/00_start.ipynb

# make stress ROWS="--only book --again" runs some rows; ROWS=--list names them
stress: setup
	@$(BIN)/python -m tests.stress $(ROWS)

bench: setup
	@$(BIN)/python -m benchmarks

clean:
	@rm -rf _build
	@echo "removed _build; .venv stays (make distclean removes it too)"

distclean: clean
	@rm -rf .venv
	@echo "removed .venv"
