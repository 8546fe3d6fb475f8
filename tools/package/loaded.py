"""What of the package a whole job loads: `python -m tools.package.loaded`, after `make package`.

The window's job and the command line's run from the packaged program under `strace`, which notes every file that any
of its processes opens. What lies in the package and was never opened is listed, largest first, by folder. Then the same
runs from the source, to see whether a module that the package leaves out is imported where it can be had.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools.on_screen import display
from tools.package import FOLDER, ROOT
from tools.package.contents import EXCLUDED_MODULES
from tools.system_packages import TRACE_NEEDS, install_missing_packages

OPENED = re.compile(r'open(?:at)?\(.*?"([^"]+)".*\) = \d+')
PARTS_OF_A_PLACE = 3
ROWS = 60


def opened_files(program: Sequence[str], home: Path, display_name: str) -> set[Path]:
    """Return every file that the program opened in a whole job."""
    opened: set[Path] = set()
    environment = {"HOME": str(home), "DISPLAY": display_name, "LANG": "C.UTF-8"}
    for number, command in enumerate(whole_job(home)):
        trace = home / f"trace-{number}"
        strace = ["strace", "-f", "-qq", "--seccomp-bpf", "-s", "4096", "-e", "trace=open,openat", "-o", str(trace)]
        subprocess.run([*strace, *program, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        with open(trace, encoding="utf-8", errors="replace") as lines:
            matches = filter(None, map(OPENED.search, lines))
            opened.update(Path(os.path.realpath(name)) for name in {match.group(1) for match in matches})
    return opened


def whole_job(folder: Path) -> list[list[str]]:
    """Return the commands, from the sample to an exported model."""
    images, project, run = folder / "sample", folder / "project", folder / "project" / "runs" / "run-001"
    table, here = str(images / "sample.csv"), ["--project", str(project), "--backbone", "efficientnet_lite0"]
    train = ["--epochs", "2", "--unfreeze", "last:1", "--fine-tune-epochs", "1", "--augmentation", "light"]
    return [
        ["--self-test", str(folder / "window")],
        ["sample", str(images)],
        ["backbones"],
        ["layers", "efficientnet_lite0"],
        ["audit", table, *here, "--resolve", "drop-all", "--resolve", "keep-together"],
        ["train", table, *here, *train],
        ["evaluate", str(run), "--json"],
        ["predict", str(run), str(images), "--csv", str(folder / "predictions.csv")],
        ["export", str(run), str(folder / "export"), "--format", "saved-model"],
    ]


def never_opened(folder: Path, opened: Iterable[Path]) -> Counter[str]:
    """Return bytes by place in the package."""
    known = set(opened)
    sizes: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink() and file not in known:
            place = file.relative_to(folder / "_internal") if "_internal" in file.parts else file.relative_to(folder)
            sizes["/".join(place.parts[:PARTS_OF_A_PLACE])] += file.stat().st_size
    return sizes


def module_of(file: Path) -> str:
    """Return the module that a file in a folder of packages belongs to, as far down as the left-out ones are listed."""
    parts = file.parts
    if "site-packages" in parts:
        parts = parts[parts.index("site-packages") + 1 :]
    elif f"python3.{sys.version_info.minor}" in parts:
        parts = parts[parts.index(f"python3.{sys.version_info.minor}") + 1 :]
    two = ".".join(parts[:2])
    return two if two in EXCLUDED_MODULES else parts[0].partition(".")[0]


def _opened(program: Sequence[str]) -> set[Path]:
    with tempfile.TemporaryDirectory() as temporary, display() as display_name:
        return opened_files(program, Path(temporary), display_name)


def main() -> int:
    install_missing_packages(TRACE_NEEDS)
    opened, of_source = _opened([str(FOLDER / "frostline")]), _opened([sys.executable, str(ROOT / "main.py")])
    table = Table("never opened", "MB")
    for place, size in never_opened(FOLDER.resolve(), opened).most_common(ROWS):
        table.add_row(place, f"{size / 1e6:.2f}")
    Console().print(table)
    imported = sorted(set(EXCLUDED_MODULES) & set(map(module_of, of_source)))
    print("left out, and imported from the source where they are installed:", ", ".join(imported) or "none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
