"""The program as a user starts it."""

from __future__ import annotations

import os
import subprocess

from tests.places import ROOT

MAIN = str(ROOT / "main.py")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
