"""Looks for names where none may be: in files of any kind, in what they hold packed, and in other writings of them."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

#: packed files in packed files in …
DEEPEST = 4


def leaks(
    folders: Iterable[Path],
    names: Iterable[str],
    codes: Mapping[str, Iterable[bytes]] | None = None,
    allowed: Collection[str] = ("file",),
) -> list[str]:
    """“place: name” for each name in a file's name or content below these folders.

    In a `dataset.csv` the columns `allowed` may hold names. `codes` are other bytes in which something can be read.
    """
    found = []
    spellings = {name: _spellings(name) for name in names}
    spellings |= {name: [code.lower() for code in ways] for name, ways in (codes or {}).items()}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder).as_posix()
            contents = [place.encode()]
            if path.is_file() and not path.is_symlink():
                contents += _unpacked(_content(path, allowed))
            for content in contents:
                small = content.lower()
                hits = [name for name, ways in spellings.items() if any(way in small for way in ways)]
                found += [f"{folder.name}/{place}: {name}" for name in hits]
    return found


def _content(path: Path, allowed: Collection[str]) -> bytes:
    if path.name != "dataset.csv":
        return path.read_bytes()
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return repr([{column: cell for column, cell in row.items() if column not in allowed} for row in rows]).encode()


def _unpacked(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The content itself, and that of archives and compressed streams in it."""
    yield content
    if depth < DEEPEST:
        for inner in _members(content):
            yield from _unpacked(inner, depth + 1)


def _members(content: bytes) -> Iterator[bytes]:
    stream = io.BytesIO(content)
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as archive:
            yield "\n".join(archive.namelist()).encode()
            yield from (archive.read(name) for name in archive.namelist())
        return
    for decompress in (gzip.decompress, lzma.decompress, zlib.decompress):
        try:
            yield decompress(content)
        except (OSError, EOFError, lzma.LZMAError, zlib.error):
            continue
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            yield "\n".join(archive.getnames()).encode()
            for member in archive:
                if member.isfile() and (file := archive.extractfile(member)):
                    yield file.read()
    except tarfile.TarError:
        return


def _spellings(name: str) -> list[bytes]:
    """In small letters; base64 hides a text in three ways, by where it begins."""
    plain = name.encode()
    encoded = [name.encode("utf-16-le"), name.encode("utf-16-be"), plain.hex().encode(), plain[::-1]]
    for text in (plain, name.encode("utf-16-le")):
        for before in range(3):
            code = base64.b64encode(b"\0" * before + text)
            encoded.append(code[(0, 2, 3)[before] : -4])  # without what depends on the neighbours
    encoded.append(json.dumps(name)[1:-1].encode())
    return [spelling.lower() for spelling in (plain, *encoded)]
