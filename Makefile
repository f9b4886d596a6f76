# Two commands do everything: `make demo` and `make test`. `make check` is what runs before a change goes in.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= outputs

.PHONY: demo test check lint format types docs wheel plugin bench bench-quality bench-scale screenshots clean gazetteer

demo: gazetteer
	@$(BIN)/geomap run examples --records examples/records.csv -o $(OUT)
	@echo "Open the map: $(OUT)/map.html"

test: $(VENV)/.dev gazetteer
	$(BIN)/python -m pytest

check: lint types docs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev
	$(BIN)/ruff check --fix -q .
	$(BIN)/ruff format -q .

types: $(VENV)/.dev
	$(BIN)/mypy

docs: $(VENV)/.dev
	$(BIN)/python docs/build.py --check

# EVAL is the folder with the development sets; they are not part of geomap.
EVAL ?= $(GEOMAP_EVAL)
bench-quality: $(VENV)/.dev gazetteer
	GEOMAP_EVAL=$(EVAL) $(BIN)/python benchmarks/quality/coverage.py
	GEOMAP_EVAL=$(EVAL) $(BIN)/python benchmarks/quality/bench_geoparse.py
	GEOMAP_EVAL=$(EVAL) $(BIN)/python benchmarks/quality/bench_ucdp.py
	GEOMAP_EVAL=$(EVAL) $(BIN)/python benchmarks/quality/bench_incidents.py

bench: $(VENV)/.dev gazetteer
	$(BIN)/python benchmarks/speed/bench_gazetteer.py
	$(BIN)/python benchmarks/speed/bench_geoparse.py
	$(BIN)/python benchmarks/speed/bench_merge.py
	$(BIN)/python benchmarks/speed/bench_export.py
	$(BIN)/python benchmarks/speed/bench_map.py

# Any number of reports: the whole job beside bare spaCy, and over Dask. `make bench-scale SIZES=1000` for a quick look.
SIZES ?= 1000,10000,100000
bench-scale: $(VENV)/.dev gazetteer
	$(BIN)/python benchmarks/scale/bench_scale.py --sizes $(SIZES) --dask
	$(BIN)/python benchmarks/scale/bench_kills.py

screenshots: $(VENV)/.dev demo
	$(BIN)/python docs/screenshots.py $(OUT)

plugin: $(VENV)/.dev
	$(BIN)/python qgis_plugin/make_zip.py dist/geomap_processing.zip

wheel: $(VENV)/.dev
	$(BIN)/python -m build --wheel --outdir dist .

gazetteer: $(VENV)/.base
	@$(BIN)/geomap gazetteer build --if-needed >/dev/null

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "geomap needs Python 3.11 or newer; say which: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "cannot make $(VENV); on Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.base: pyproject.toml | $(VENV)/bin/python
	@echo "Installing geomap into $(VENV) (a minute or two, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.base
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
