"""A command whose output cannot be written says so, fails, and loses nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

MAIN = ROOT / "main.py"
FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["for a person", "as JSON"])
def test_a_full_disk_for_what_is_printed_is_told_from_one_for_files(tmp_path: Path, as_json: list[str]) -> None:
    with open(FULL, "w") as full:
        ended = subprocess.run(
            [sys.executable, str(MAIN), "sample", str(tmp_path / "sample"), *as_json],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("What this command prints cannot be written where it was sent")
    assert ended.stderr.count("\n") == 1
