"""What is checked is the same wherever it is checked, and stands in one place: `make lint` and `.ci/run`."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.places import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HOOKS = ROOT / ".pre-commit-config.yaml"


def parts_of_lint() -> list[str]:
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe is not None
    commands = recipe[1].replace("$(PYTHON)", ".venv/bin/python")
    return re.findall(r"@\.venv/bin/(.*)", commands)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_follows_its_schema(workflow: object) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(workflow)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_hooks_and_windows_run_every_part_of_lint() -> None:
    parts = parts_of_lint()
    assert len(parts) >= 5
    assert re.findall(r"entry: \.venv/bin/(.*)", HOOKS.read_text(encoding="utf-8")) == parts
    check = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert re.findall(r"run: \.venv/Scripts/(.*)", check)[: len(parts)] == parts


def test_lint_comes_before_a_change_is_taken() -> None:
    assert "make lint" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
