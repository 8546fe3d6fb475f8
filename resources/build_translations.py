"""Compile what Qt reads from the texts in `translations`: `python -m resources.build_translations`, part of set-up.

English is a translation as well: of what is counted, whose source has “image(s)” where a person reads one or the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import PySide6

from core.storage.files import sha256_of_file, write_text
from resources import TRANSLATIONS

#: beside what is compiled: the hash of the text that it was compiled from
BUILT_FROM_ENDING = ".built_from.txt"


def build_missing_translations(folder: Path = TRANSLATIONS) -> list[str]:
    """Compile what is missing or older than its text; return the names. Raise CalledProcessError where that fails."""
    missing = [source for source in sorted(folder.glob("*.ts")) if not _is_up_to_date(source)]
    for source in missing:
        compile_translation(source, source.with_suffix(".qm"))
        write_text(source.with_suffix(BUILT_FROM_ENDING), _hash(source))
    return [source.stem for source in missing]


def compile_translation(source: Path, target: Path) -> None:
    """Write what Qt reads. Raise CalledProcessError where the source is not one of Qt's."""
    beside = target.with_suffix(f".{os.getpid()}.part")
    command = [qt_tool("lrelease"), "-silent", str(source), "-qm", str(beside)]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    beside.replace(target)


def qt_tool(name: str) -> str:
    """Return the path of one of the programs that come with PySide6."""
    return str(Path(PySide6.__file__).parent / (f"{name}.exe" if sys.platform == "win32" else name))


def _is_up_to_date(source: Path) -> bool:
    built_from = source.with_suffix(BUILT_FROM_ENDING)
    if not source.with_suffix(".qm").is_file() or not built_from.is_file():
        return False
    return built_from.read_text(encoding="utf-8") == _hash(source)


def _hash(source: Path) -> str:
    return sha256_of_file(source)


if __name__ == "__main__":
    build_missing_translations()
