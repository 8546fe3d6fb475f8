# Frostline. `make run` and `make test` set up what they need; `make help` lists the rest.

PYTHON := .venv/bin/python
SET_UP = python=$$(sh tools/find_python.sh) && "$$python" -m tools.set_up

LOCK = $(PYTHON) -m uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"

TESTS = $(PYTHON) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -m

.DEFAULT_GOAL := help
.PHONY: help run test test-slow bench bench-window bench-images package package-test screenshots translations lint lock nvidia set-up set-up-dev clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: set-up ## set up, then run Frostline
	@$(PYTHON) main.py

test: set-up-dev ## run the tests, and those of networks again without oneDNN
	@$(TESTS) "not slow and not package"
	@TF_ENABLE_ONEDNN_OPTS=0 $(TESTS) "numerical and not slow and not package"

test-slow: set-up-dev ## run the tests that take long
	@$(PYTHON) -m pytest -m slow

bench: set-up-dev ## measure side by side with the tutorial recipe
	@$(PYTHON) -m benchmarks

bench-window: set-up-dev ## measure how the window feels
	@$(PYTHON) -m tools.on_screen $(PYTHON) -m benchmarks.window

bench-images: set-up-dev ## measure reading DICOM files, and the audit
	@$(PYTHON) -m benchmarks.dicom
	@$(PYTHON) -m benchmarks.audit

package: set-up-dev ## make the packages that people install, in dist/
	@$(PYTHON) -m tools.package

package-test: set-up-dev ## test what `make package` has made
	@$(PYTHON) -m pytest tests/package -m package

screenshots: set-up-dev ## take pictures of all pages for the documentation
	@$(PYTHON) -m tools.on_screen $(PYTHON) -m tools.screenshots

translations: set-up-dev ## gather what the window says into resources/translations
	@$(PYTHON) -m tools.translations

lint: set-up-dev ## check style, types, and that imports run one way
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@$(PYTHON) -m tools.sizes
	@.venv/bin/lint-imports --no-logo --no-cache

nvidia: ## set up for an NVIDIA card on Linux, from now on
	@$(SET_UP) --nvidia

lock: set-up-dev ## lock the newest versions that requirements*.in allow
	@$(LOCK) --upgrade --universal --override requirements-overrides.txt requirements.in -o requirements.txt
	@$(LOCK) --upgrade --universal requirements-dev.in -o requirements-dev.txt
	@$(LOCK) --upgrade --python-platform x86_64-manylinux_2_34 requirements-nvidia.in -o requirements-nvidia.txt

set-up: ## what `make run` does first
	@$(SET_UP)

set-up-dev: ## what `make test` does first
	@$(SET_UP) --dev

clean: ## remove what set-up, tests and lint have made
	@rm -rf .venv resources/backbones/mobilenet_v2_100_224 resources/backbones/efficientnet_lite0 resources/backbones/all_minilm_l6_v2
	@rm -f resources/translations/*.qm resources/translations/*.built_from.txt
	@rm -rf .pytest_cache .mypy_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
