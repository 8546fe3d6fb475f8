"""RowStore: what was written is read, and what was damaged is noticed."""

from __future__ import annotations

import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.errors import JobStopped
from core.jobs import Job
from core.storage.row_store import RowStore
from tests.places import ROOT

PIXELS = np.dtype((np.uint8, (4, 5, 3)))
TENSORS = np.dtype([("first", np.float32, (7, 7, 2)), ("second", np.float16, (3,))])


def key(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def keys(count: int) -> list[str]:
    return [key(number) for number in range(count)]


def pixels(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 4, 5, 3), np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def run_python(program: str, *arguments: object) -> str:
    """What a program printed that ran in a process of its own, however that ended."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT).stdout


def filled(folder: Path, count: int = 10) -> np.ndarray:
    rows = pixels(count)
    with RowStore(folder, PIXELS) as store:
        store.append(keys(count), rows)
    return rows


def damage(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 0xFF
    path.write_bytes(content)


def test_rows_come_back_in_the_order_asked_also_in_a_later_opening(folder: Path) -> None:
    rows = filled(folder)
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == []
        np.testing.assert_array_equal(store.read([key(7), key(2), key(7)]), rows[[7, 2, 7]])


def test_rows_of_several_tensors_come_back(folder: Path) -> None:
    rows = np.zeros(3, TENSORS)
    rows["first"][1] = 1.5
    rows["second"][2] = [1, 2, 3]
    with RowStore(folder, TENSORS) as store:
        store.append(keys(3), rows)
        read = store.read([key(2), key(1)])
    np.testing.assert_array_equal(read["first"], rows["first"][[2, 1]])
    np.testing.assert_array_equal(read["second"], rows["second"][[2, 1]])


def test_a_copy_is_returned_and_can_be_changed(folder: Path) -> None:
    rows = filled(folder)
    with RowStore(folder, PIXELS) as store:
        store.read([key(0)])[:] = 0
        np.testing.assert_array_equal(store.read([key(0)])[0], rows[0])


def test_reading_nothing_gives_nothing(folder: Path) -> None:
    with RowStore(folder, PIXELS) as store:
        assert store.read([]).shape == (0, 4, 5, 3)
        assert store.missing([]) == []


def test_a_row_that_is_not_there_cannot_be_read(folder: Path) -> None:
    with RowStore(folder, PIXELS) as store, pytest.raises(KeyError):
        store.read([key(1)])


def test_rows_of_another_shape_are_refused(folder: Path) -> None:
    with RowStore(folder, PIXELS) as store, pytest.raises(ValueError, match="do not fit"):
        store.append([key(0)], np.zeros((1, 5, 5, 3), np.uint8))


def test_missing_names_each_key_once_and_in_order(folder: Path) -> None:
    filled(folder, 2)
    with RowStore(folder, PIXELS) as store:
        assert store.missing([key(5), key(0), key(4), key(5)]) == [key(5), key(4)]


def test_a_key_that_is_there_keeps_its_row(folder: Path) -> None:
    rows = filled(folder, 2)
    with RowStore(folder, PIXELS) as store:
        store.append(keys(3), pixels(3, seed=1))
        np.testing.assert_array_equal(store.read(keys(2)), rows)
        assert len(store) == 3


def test_a_damaged_row_is_noticed_and_its_place_used_again(folder: Path) -> None:
    rows = filled(folder)
    size = (folder / "rows.bin").stat().st_size
    damage(folder / "rows.bin", 3 * PIXELS.itemsize + 1)
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == [key(3)]
        store.append([key(3)], rows[3:4])
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == []
        np.testing.assert_array_equal(store.read(keys(10)), rows)
    assert (folder / "rows.bin").stat().st_size == size


def test_a_damaged_record_costs_its_row_only(folder: Path) -> None:
    rows = filled(folder)
    damage(folder / "index.bin", 4 * 40 + 2)
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == [key(4)]
        store.append([key(4)], rows[4:5])
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == []
        np.testing.assert_array_equal(store.read(keys(10)), rows)


@pytest.mark.parametrize("cut", range(0, 41, 5))
def test_a_half_written_index_is_continued(folder: Path, cut: int) -> None:
    rows = filled(folder)
    index = folder / "index.bin"
    index.write_bytes(index.read_bytes()[: 9 * 40 + cut])
    with RowStore(folder, PIXELS) as store:
        store.append(store.missing(keys(10)), rows[9:] if cut < 40 else rows[:0])
        np.testing.assert_array_equal(store.read(keys(10)), rows)
    assert index.stat().st_size == 400


@pytest.mark.parametrize("cut", range(0, PIXELS.itemsize, 7))
def test_half_written_rows_are_continued(folder: Path, cut: int) -> None:
    rows = filled(folder)
    file = folder / "rows.bin"
    file.write_bytes(file.read_bytes()[: 8 * PIXELS.itemsize + cut])
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == [key(8), key(9)]
        store.append([key(8), key(9)], rows[8:])
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(10)) == []
        np.testing.assert_array_equal(store.read(keys(10)), rows)


def test_a_store_of_another_type_is_begun_anew(folder: Path) -> None:
    filled(folder)
    with RowStore(folder, TENSORS) as store:
        assert store.missing(keys(2)) == keys(2)
        store.append(keys(2), np.zeros(2, TENSORS))
    with RowStore(folder, TENSORS) as store:
        assert store.missing(keys(2)) == []


@pytest.mark.parametrize("content", ["", "{", '{"version": 0}'])
def test_a_store_with_an_unknown_header_is_begun_anew(folder: Path, content: str) -> None:
    filled(folder)
    (folder / "header.json").write_text(content, encoding="utf-8")
    with RowStore(folder, PIXELS) as store:
        assert store.missing(keys(1)) == keys(1)


def test_checking_can_be_stopped(folder: Path) -> None:
    filled(folder)
    job = Job()
    job.stop()
    with RowStore(folder, PIXELS) as store, pytest.raises(JobStopped):
        store.missing(keys(10), job)


def test_one_thread_reads_while_another_appends(folder: Path) -> None:
    rows = pixels(500)
    wrong: list[int] = []
    with RowStore(folder, PIXELS) as store:
        store.append(keys(1), rows[:1])

        def read_the_last() -> None:
            while len(store) < 500:
                last = len(store) - 1
                if not np.array_equal(store.read([key(last), key(0)]), rows[[last, 0]]):
                    wrong.append(last)

        reader = threading.Thread(target=read_the_last)
        reader.start()
        for number in range(1, 500):
            store.append([key(number)], rows[number : number + 1])
        reader.join()
    assert wrong == []


FILL_THE_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from core.errors import UserError
from core.storage.row_store import RowStore
resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))
with RowStore(Path(sys.argv[1]), np.dtype((np.uint8, (100_000,)))) as store:
    for number in range(5):
        try:
            store.append([f"{number:064x}"], np.full((1, 100_000), number, np.uint8))
        except UserError as error:
            print(error)
            break
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of a file")
def test_a_full_disk_is_told_and_what_was_kept_stays_sound(folder: Path) -> None:
    assert run_python(FILL_THE_DISK, folder).startswith(f"The disk on which “{folder}” lies is full.")
    with RowStore(folder, np.dtype((np.uint8, (100_000,)))) as store:
        assert len(store) == 2
        assert store.missing([f"{number:064x}" for number in range(3)]) == [f"{2:064x}"]
        store.append([f"{2:064x}"], np.full((1, 100_000), 2, np.uint8))
        np.testing.assert_array_equal(store.read([f"{2:064x}"]), np.full((1, 100_000), 2, np.uint8))


KILL_WHILE_APPENDING = """
import os, sys
from pathlib import Path
import numpy as np
from core.storage.row_store import RowStore
store = RowStore(Path(sys.argv[1]), np.dtype((np.uint8, (1000,))))
for number in range(int(sys.argv[2])):
    store.append([f"{number:064x}"], np.full((1, 1000), number % 256, np.uint8))
os._exit(9)
"""


def test_a_killed_writer_loses_no_finished_row(folder: Path) -> None:
    run_python(KILL_WHILE_APPENDING, folder, 300)
    with RowStore(folder, np.dtype((np.uint8, (1000,)))) as store:
        names = [f"{number:064x}" for number in range(300)]
        assert store.missing(names) == []
        np.testing.assert_array_equal(store.read(names)[:, 0], np.arange(300) % 256)


MEASURE_READING = """
import resource, sys
from pathlib import Path
import numpy as np
from core.storage.row_store import RowStore
names = [f"{number:064x}" for number in range(1200)]
with RowStore(Path(sys.argv[1]), np.dtype((np.uint8, (150_528,)))) as store:
    store.read(names[:8])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert store.missing(names) == []
    for start in range(0, 1200, 8):
        store.read(names[start : start + 8])
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the unit of the measure is Linux's")
def test_reading_much_more_than_it_holds_takes_no_more_memory(folder: Path) -> None:
    with RowStore(folder, np.dtype((np.uint8, (150_528,)))) as store:
        for number in range(1200):
            store.append([f"{number:064x}"], np.full((1, 150_528), number % 256, np.uint8))
    assert int(run_python(MEASURE_READING, folder)) < 60  # megabytes, of the 172 that were read twice
