"""Real disks, small or read-only: a command says so and goes on after there is room. Needs the right to mount."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

MAIN = ROOT / "main.py"
#: mounts what $1 says on $2, runs the rest, makes room, and runs it again
ON_A_DISK = """
options=$1; disk=$2; shift 2
mount --make-rprivate / && mount -t tmpfs -o "$options" none "$disk" || exit 99
"$@"; echo "status $?"
mount -o remount,rw,size=64m "$disk"
"$@"; echo "status $?"
"""


@pytest.mark.parametrize(("options", "said"), [("size=64k", "is full"), ("ro", "that is read-only")])
def test_a_command_says_what_is_wrong_with_a_disk_and_goes_on_after(tmp_path: Path, options: str, said: str) -> None:
    unshare = shutil.which("unshare") if sys.platform == "linux" else None
    may_mount = unshare and subprocess.run([unshare, "-m", "true"], check=False).returncode == 0
    if not may_mount:
        pytest.skip("needs the right to mount disks (Linux, as root)")
    command = [sys.executable, str(MAIN), "sample", str(tmp_path / "sample")]
    ended = subprocess.run(
        ["unshare", "-m", "bash", "-c", ON_A_DISK, "bash", options, str(tmp_path), *command],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if ended.returncode == 99:
        pytest.skip("needs the right to mount disks (Linux, as root)")
    statuses = [line for line in ended.stdout.splitlines() if line.startswith("status")]
    assert statuses == ["status 1", "status 0"]
    assert said in ended.stderr
    assert f"“{tmp_path}" in ended.stderr
    assert "Something went wrong" not in ended.stderr
