"""Checkpoints: one immutable file each, from which a run goes on exactly as if it had never been interrupted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UserError
from core.messages import Message
from core.storage.arrays import read_arrays, write_arrays
from core.storage.files import written_beside
from core.storage.kept_json import LaterFormat, values_of
from core.storage.migrations import format_of
from core.storage.typed_values import read_as

#: the one before is kept for the case that the disk spoils the last
KEPT = 2
#: what its format goes by
KIND = "checkpoint.npz"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What comes next (phase, epoch, batch, each from 0), and all that decides how it goes on."""

    phase: int
    epoch: int
    batch: int
    #: weights, optimizer, seeds, best weights so far
    arrays: dict[str, np.ndarray]
    #: plain values: history, early stopping, sums over the epoch that is under way
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        return f"{self.phase:02d}-{self.epoch:05d}-{self.batch:07d}.npz"


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write beside, sync, rename; then drop all but the last two."""
    place = {"phase": checkpoint.phase, "epoch": checkpoint.epoch, "batch": checkpoint.batch}
    arrays = {f"array/{name}": array for name, array in checkpoint.arrays.items()}
    values = {"format": format_of(KIND)} | place | {"facts": checkpoint.facts, "names": list(arrays)}
    facts = np.frombuffer(json.dumps(values).encode("utf-8"), np.uint8)
    with written_beside(folder / checkpoint.file_name) as beside:
        write_arrays(beside, {"facts.json": facts} | arrays)
    # one that seems newer was damaged, or training would have gone on from it
    until_now = [file for file in _files(folder) if file.name <= checkpoint.file_name]
    for file in _files(folder):
        if file not in until_now[-KEPT:]:
            file.unlink(missing_ok=True)


def last_checkpoint(folder: Path) -> Checkpoint | None:
    """Return the newest sound checkpoint; None where there is none."""
    for file in reversed(_files(folder)):
        if checkpoint := _read(file):
            return checkpoint
    return None


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.npz") if not file.name.startswith("."))


def _read(file: Path) -> Checkpoint | None:
    """Return the checkpoint; None where the file is damaged: it has a checksum of each array, and the names of all."""
    try:
        stored = read_arrays(file)
        place = read_as(_Contents, values_of(stored.pop("facts.json").tobytes(), file.name, KIND), is_finite=False)
        if list(place.names) != list(stored):
            return None
        arrays = {name.removeprefix("array/"): array for name, array in stored.items()}
        return Checkpoint(phase=place.phase, epoch=place.epoch, batch=place.batch, facts=place.facts, arrays=arrays)
    except LaterFormat as error:
        raise UserError(Message("run-stopped-by-later-version")) from error
    except (OSError, ValueError, KeyError):
        return None


@dataclass(frozen=True, kw_only=True)
class _Contents:
    """What a checkpoint holds beside its arrays, and their names."""

    phase: int
    epoch: int
    batch: int
    facts: dict[str, Any]
    names: tuple[str, ...]
