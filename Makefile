# make run      opens the window on the first lesson; make run ARGS="gru" opens another
# make test     runs the tests; make test ARGS="tests/engine -x" some of them, -n0 on one core
# make check    lint and strict types
# make bench    benchmarks; they need a quiet machine, and first fetch PyTorch and JAX to compare with
# make texts    collects all texts that can be translated in build/texts.ts, for Qt Linguist
# make clean    removes what these made
# The first of them sets up a private environment in .venv, with Python 3.11 or newer; PYTHON=python3.12 names one.

ARGS =
IN_ENVIRONMENT = .venv/bin/python

.PHONY: run test check bench texts clean environment

run: environment
	@$(IN_ENVIRONMENT) -m simulator $(ARGS)

test: environment
	@$(IN_ENVIRONMENT) -m pytest -n auto $(ARGS)

check: environment
	@$(IN_ENVIRONMENT) -m ruff check
	@$(IN_ENVIRONMENT) -m mypy

bench:
	@PYTHON='$(PYTHON)' sh packaging/python.sh packaging/setup_environment.py bench
	@$(IN_ENVIRONMENT) -m pytest tests/benchmarks -o python_files='bench_*.py' -o python_functions='bench_*' --quiet $(ARGS)

texts: environment
	@$(IN_ENVIRONMENT) packaging/collect_texts.py build/texts.ts

clean:
	rm -rf .venv build dist out .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@PYTHON='$(PYTHON)' sh packaging/python.sh packaging/setup_environment.py
