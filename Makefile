PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3.11
UV_VERSION := 0.13.9

export UV_PROJECT_ENVIRONMENT := .venv
py := .venv/bin/python

.PHONY: run test setup check check-translations check-containers messages clean

run: .venv/ready
	@KEROXIO_DEMONSTRATION=true exec $(py) manage.py up --host $(HOST) --port $(PORT)

test: .venv/ready
	@$(py) manage.py prepare
	@.venv/bin/pytest -n auto

setup: .venv/ready
	@$(py) manage.py prepare

# Made again when the lock file changes; uv takes what it has fetched before from its cache.
.venv/ready: uv.lock pyproject.toml
	@test -x $(py) || $(PYTHON) -m venv .venv
	@test -x .venv/bin/uv || $(py) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@.venv/bin/uv sync --frozen --inexact --quiet
	@touch $@

check: .venv/ready
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	$(py) manage.py makemigrations --check --dry-run

# Every text is marked, translated and none of the translations is stale.
check-translations: .venv/ready
	@$(py) manage.py translations --check

messages: .venv/ready
	@$(py) manage.py translations

check-containers: .venv/ready
	@.venv/bin/hadolint Dockerfile
	@.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

clean:
	rm -rf .venv var weights staticfiles
