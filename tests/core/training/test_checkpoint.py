"""Checkpoints: what is written is read back, two are kept, and a damaged one is never taken for a sound one."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.training.checkpoint import Checkpoint, last_checkpoint, write_checkpoint


def checkpoint(phase: int = 0, epoch: int = 1, batch: int = 2) -> Checkpoint:
    values = np.random.default_rng([phase, epoch, batch])
    arrays: dict[str, np.ndarray] = {
        "weights/backbone/block_1/kernel": values.normal(size=(3, 2)).astype(np.float32),
        "optimizer/0": np.array(7, np.int64),
        "weights/head/2": np.array([1, 2], np.uint32),
    }
    return Checkpoint(phase=phase, epoch=epoch, batch=batch, arrays=arrays, facts={"best_loss": float("inf"), "n": [1]})


def is_same(one: Checkpoint | None, other: Checkpoint) -> bool:
    return (
        one is not None
        and (one.phase, one.epoch, one.batch, one.facts) == (other.phase, other.epoch, other.batch, other.facts)
        and one.arrays.keys() == other.arrays.keys()
        and all(one.arrays[name].dtype == array.dtype for name, array in other.arrays.items())
        and all(np.array_equal(one.arrays[name], array) for name, array in other.arrays.items())
    )


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint())

    assert is_same(last_checkpoint(tmp_path), checkpoint())


def test_a_run_without_checkpoints_has_no_last_one(tmp_path: Path) -> None:
    assert last_checkpoint(tmp_path) is None
    assert last_checkpoint(tmp_path / "not there") is None


def test_the_last_two_are_kept(tmp_path: Path) -> None:
    for place in [(0, 0, 3), (0, 1, 0), (0, 10, 0), (1, 0, 5)]:
        write_checkpoint(tmp_path, checkpoint(*place))

    assert [file.name for file in files_in(tmp_path)] == ["00-00010-0000000.npz", "01-00000-0000005.npz"]
    assert is_same(last_checkpoint(tmp_path), checkpoint(1, 0, 5))


def test_a_damaged_checkpoint_gives_way_to_the_one_before_wherever_the_damage_is(tmp_path: Path) -> None:
    for epoch in (1, 2):
        write_checkpoint(tmp_path / "sound", checkpoint(epoch=epoch))
    newest = files_in(tmp_path / "sound")[-1]
    content = newest.read_bytes()
    draw = random.Random(1)
    shutil.copytree(tmp_path / "sound", tmp_path / "damaged")
    for place in draw.sample(range(len(content)), 300):
        flipped = content[place] ^ (1 << draw.randrange(8))
        (tmp_path / "damaged" / newest.name).write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])
        read = last_checkpoint(tmp_path / "damaged")
        # a flipped bit that changes nothing of what is read, as in a time stamp, is no damage
        assert is_same(read, checkpoint(epoch=1)) or is_same(read, checkpoint(epoch=2)), place


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_checkpoint_that_is_cut_off_gives_way_to_the_one_before(tmp_path: Path, share: float) -> None:
    for epoch in (1, 2):
        write_checkpoint(tmp_path, checkpoint(epoch=epoch))
    newest = files_in(tmp_path)[-1]
    newest.write_bytes(newest.read_bytes()[: int(newest.stat().st_size * share)])

    assert is_same(last_checkpoint(tmp_path), checkpoint(epoch=1))


def test_damaged_checkpoints_do_not_crowd_out_new_ones(tmp_path: Path) -> None:
    for epoch in (8, 9):
        write_checkpoint(tmp_path, checkpoint(epoch=epoch))
    for file in files_in(tmp_path):
        file.write_bytes(b"")

    write_checkpoint(tmp_path, checkpoint(epoch=1))

    assert is_same(last_checkpoint(tmp_path), checkpoint(epoch=1))


def test_what_was_half_written_when_the_program_was_killed_is_not_read(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint(epoch=1))
    (tmp_path / ".00-00002-0000000.npz.abc").write_bytes(b"half")

    assert is_same(last_checkpoint(tmp_path), checkpoint(epoch=1))
