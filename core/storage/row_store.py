"""RowStore: rows of one fixed type, kept on disk by key, appended once and read from memory maps any number of times.

A folder holds `header.json`, `rows.bin` (the rows, one after the other) and `index.bin` (one record a row: its key, the
checksum of the row, the checksum of the record). The record is written after the row, so that whatever was interrupted
is seen to be unfinished, and its place is used again.
"""

from __future__ import annotations

import json
import mmap
import os
import threading
import zlib
from collections.abc import Iterable, Sequence
from io import FileIO
from pathlib import Path
from typing import Any, Self

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.storage.disk import named, refused_by_disk
from core.storage.files import write_json
from core.storage.kept_json import read_kept

VERSION = 1
CHECK_STEP = Message("checking-the-cache")
#: 32 of the key, 4 of the row's CRC-32, 4 of the CRC-32 of those 36
RECORD_BYTES = 40
BYTES_BETWEEN_SYNCS = 64 << 20
#: mapped pages count as this process's memory: they are let go after so many bytes
BYTES_BETWEEN_RELEASES = 32 << 20
#: the kernel maps up to so many bytes around each place that is read
BYTES_AROUND_A_READ = 64 << 10
BYTES_PER_CHECK = 8 << 20


class RowStore:
    """Rows of `dtype`, which may have a shape of its own or named fields; keys are hexadecimal sha256.

    Threads may read while one appends. That only one process writes is for the caller to see to.
    """

    def __init__(self, folder: Path, dtype: np.dtype):
        self.folder, self.dtype = folder, np.dtype(dtype)
        self._lock = threading.RLock()
        self._slots: dict[bytes, int] = {}
        self._free: list[int] = []
        self._slot_count = 0
        self._verified: set[int] = set()
        self._map: np.memmap | None = None
        self._unsynced = self._mapped_bytes = 0
        self._syncing: threading.Thread | None = None
        self._sync_error: OSError | None = None
        with refused_by_disk(), named(self.folder):
            self._make_folder_fit()
        self._rows = FileIO(folder / "rows.bin", "r+")
        self._index = FileIO(folder / "index.bin", "r+")
        self._read_index()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, key: str) -> bool:
        return bytes.fromhex(key) in self._slots

    def missing(self, keys: Iterable[str], job: Job | None = None, step: Message = CHECK_STEP) -> list[str]:
        """Return those of `keys` that have no sound row, once each, in order.

        Each row is read and compared with its checksum once in an opening; a damaged one is forgotten.
        """
        wanted = {key: bytes.fromhex(key) for key in keys}
        with self._lock:
            present = {self._slots[key]: key for key in wanted.values() if key in self._slots}
        unverified = [(slot, key) for slot, key in sorted(present.items()) if slot not in self._verified]
        self._verify(unverified, job or Job(), step)
        return [name for name, key in wanted.items() if key not in self._slots]

    def append(self, keys: Sequence[str], rows: np.ndarray) -> None:
        """Keep one row a key; a key that is there already keeps its row. Raise UserError when the disk is full."""
        rows = np.ascontiguousarray(rows)
        expected = np.empty(len(keys), self.dtype)
        if rows.shape != expected.shape or rows.dtype != expected.dtype:
            raise ValueError(f"rows of {rows.dtype} {rows.shape} do not fit {expected.dtype} {expected.shape}")
        with self._lock, refused_by_disk(), named(self.folder):
            for key, row in zip(keys, rows, strict=True):
                if bytes.fromhex(key) not in self._slots:
                    self._write(bytes.fromhex(key), row.tobytes())
            if self._unsynced >= BYTES_BETWEEN_SYNCS:
                self._sync_meanwhile()

    def read(self, keys: Sequence[str]) -> np.ndarray:
        """Return a copy of the rows in the order of `keys`: [n] of the store's type.

        Raise KeyError for a missing one.
        """
        with self._lock:
            slots = np.fromiter((self._slots[bytes.fromhex(key)] for key in keys), np.int64, len(keys))
            mapped = self._mapped()
        rows = np.empty(len(keys), self.dtype)
        if mapped is not None:
            on_disk = np.asarray(mapped)
            for place in np.argsort(slots, kind="stable"):  # forward through the file, for the sake of slow disks
                rows[place] = on_disk[slots[place]]
            self._release_now_and_then(mapped, len(keys))
        return rows

    def sync(self) -> None:
        """Make all rows so far survive a power cut."""
        with self._lock:
            self._end_sync()
            os.fsync(self._rows.fileno())
            os.fsync(self._index.fileno())
            self._unsynced = 0

    def close(self) -> None:
        with self._lock:
            if self._rows.closed:
                return
            with refused_by_disk(), named(self.folder):
                self._end_sync()
                if self._unsynced:
                    self.sync()
            self._rows.close()
            self._index.close()
            self._map = None

    def _sync_meanwhile(self) -> None:
        """While the disk is at it, more rows are computed: waiting for it cost a good part of preparing images."""
        self._end_sync()
        self._unsynced = 0
        self._syncing = threading.Thread(target=self._sync_files, name="sync rows", daemon=True)
        self._syncing.start()

    def _sync_files(self) -> None:
        try:
            os.fsync(self._rows.fileno())
            os.fsync(self._index.fileno())
        except OSError as error:
            self._sync_error = error

    def _end_sync(self) -> None:
        """Raise the OSError that a sync in the background ended with."""
        if self._syncing:
            self._syncing.join()
            self._syncing = None
        if self._sync_error:
            error, self._sync_error = self._sync_error, None
            raise error

    def _make_folder_fit(self) -> None:
        """Start anew where the folder holds rows of another type or of another version of this program."""
        self.folder.mkdir(parents=True, exist_ok=True)
        header = {"version": VERSION, "row": _description(self.dtype)}
        files = [self.folder / "rows.bin", self.folder / "index.bin"]
        if _read_json(self.folder / "header.json") == header and all(file.is_file() for file in files):
            return
        (self.folder / "header.json").unlink(missing_ok=True)  # a header never stands beside rows that it does not fit
        for file in files:
            file.write_bytes(b"")
        write_json(self.folder / "header.json", header)

    def _read_index(self) -> None:
        content = (self.folder / "index.bin").read_bytes()
        row_count = os.fstat(self._rows.fileno()).st_size // self.dtype.itemsize
        self._slot_count = min(len(content) // RECORD_BYTES, row_count)
        for slot in range(self._slot_count):
            record = content[slot * RECORD_BYTES : (slot + 1) * RECORD_BYTES]
            key = record[:32]
            if _is_sound(record) and key not in self._slots:
                self._slots[key] = slot
            else:
                self._free.append(slot)

    def _verify(self, rows: Sequence[tuple[int, bytes]], job: Job, step: Message) -> None:
        if not rows:
            return
        chunk = max(1, BYTES_PER_CHECK // self.dtype.itemsize)
        starts = range(0, len(rows), chunk)
        for start in job.steps(step, starts, len(starts)):
            with self._lock:
                for slot, key in rows[start : start + chunk]:
                    self._verify_row(slot, key)

    def _verify_row(self, slot: int, key: bytes) -> None:
        row = _read_at(self._rows, slot * self.dtype.itemsize, self.dtype.itemsize)
        if _record(key, row) == _read_at(self._index, slot * RECORD_BYTES, RECORD_BYTES):
            self._verified.add(slot)
        else:
            _write_at(self._index, slot * RECORD_BYTES, bytes(RECORD_BYTES))
            del self._slots[key]
            self._free.append(slot)

    def _write(self, key: bytes, row: bytes) -> None:
        slot = self._free[-1] if self._free else self._slot_count
        _write_at(self._rows, slot * self.dtype.itemsize, row)
        _write_at(self._index, slot * RECORD_BYTES, _record(key, row))
        if self._free:
            self._free.pop()
        else:
            self._slot_count += 1
        self._slots[key] = slot
        self._verified.add(slot)
        self._unsynced += len(row)

    def _mapped(self) -> np.memmap | None:
        """Return the rows as an array that covers all of them; None while there is none."""
        if not self._slot_count:
            return None
        if self._map is None or len(self._map) < self._slot_count:
            self._map = np.memmap(self.folder / "rows.bin", self.dtype, "r", shape=(self._slot_count,))
        return self._map

    def _release_now_and_then(self, mapped: np.memmap, rows: int) -> None:
        self._mapped_bytes += rows * (self.dtype.itemsize + BYTES_AROUND_A_READ)
        if self._mapped_bytes >= BYTES_BETWEEN_RELEASES:
            self._mapped_bytes = 0
            _release(mapped)


def _release(mapped: np.memmap) -> None:
    """Let go of mapped pages; they stay in the system's cache. Windows trims a process for itself."""
    pages = getattr(mapped, "_mmap", None)
    if pages is not None and hasattr(mmap, "MADV_DONTNEED"):
        pages.madvise(mmap.MADV_DONTNEED)


def _record(key: bytes, row: bytes) -> bytes:
    start = key + zlib.crc32(row).to_bytes(4, "little")
    return start + zlib.crc32(start).to_bytes(4, "little")


def _is_sound(record: bytes) -> bool:
    return zlib.crc32(record[:36]) == int.from_bytes(record[36:], "little")


def _write_at(file: FileIO, offset: int, content: bytes) -> None:
    file.seek(offset)
    left = memoryview(content)
    while left:  # a disk that fills up takes a part, and refuses the next
        left = left[file.write(left) :]


def _read_at(file: FileIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _description(dtype: np.dtype) -> Any:
    """Return the type as plain JSON values."""
    base, shape = dtype.subdtype or (dtype, ())
    return json.loads(json.dumps([np.lib.format.dtype_to_descr(base), shape]))


def _read_json(path: Path) -> Any:
    try:
        return read_kept(path)
    except (OSError, ValueError):
        return None
