"""WorkerPool, with the limits of images: whatever a file does to its reader, it costs that file only."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.errors import JobStopped
from core.jobs import Job
from core.messages import Message, as_written
from core.modalities.images.decoding import DecodePool, ImageLimits
from core.process.worker_pool import Failure
from core.wording.catalogue import text_of
from tests.places import ROOT


def double(number: int) -> int:
    return 2 * number


def die_at_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def crash_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    return number


def hang_at_three(number: int) -> int:
    while number == 3:
        pass
    return number


def wait_a_little_at_three(number: int) -> int:
    time.sleep(1.5 if number == 3 else 0)
    return number


def wait_without_end_at_three(number: int) -> int:
    while number == 3:
        time.sleep(1)
    return number


def take_much_memory_at_three(number: int) -> int:
    return len(bytearray(4 << 30)) if number == 3 else number


def fail_at_three(number: int) -> int:
    return 1 // (number - 3)


def name_of_worker(_: object) -> int:
    return os.getpid()


def threads_and_tensorflow(_: object) -> tuple[str | None, bool]:
    return os.environ.get("OMP_NUM_THREADS"), any("tensorflow" in name for name in sys.modules)


def results(pool: DecodePool, function: object, count: int = 8) -> list[Any]:
    return [result for _, result in pool.map(function, range(count), Job())]  # type: ignore[arg-type]


def test_results_come_in_order_beside_their_items(pool: DecodePool) -> None:
    assert list(pool.map(double, range(100), Job())) == [(number, 2 * number) for number in range(100)]


def test_no_process_starts_before_it_is_needed() -> None:
    with DecodePool() as pool:
        assert list(pool.map(double, [], Job())) == []
        assert not pool.is_running


def test_the_same_workers_serve_again(pool: DecodePool) -> None:
    assert set(results(pool, name_of_worker, 20)) & set(results(pool, name_of_worker, 20))


def test_a_closed_pool_starts_again() -> None:
    with DecodePool(workers=1) as pool:
        assert results(pool, double, 1) == [0]
        pool.close()
        assert not pool.is_running
        assert results(pool, double, 1) == [0]


def test_an_endless_source_is_taken_only_a_little_ahead(pool: DecodePool) -> None:
    taken = 0

    def numbers() -> Iterator[int]:
        nonlocal taken
        for number in itertools.count():
            taken = number
            yield number

    for number, _ in pool.map(double, numbers(), Job()):
        assert taken - number <= 8
        if number == 50:
            break


@pytest.mark.parametrize("function", [die_at_three, crash_at_three])
def test_a_worker_that_dies_costs_its_image_only(pool: DecodePool, function: object) -> None:
    found = results(pool, function)
    assert isinstance(found[3], Failure)
    assert "crash" in text_of(found[3].reason)
    assert found[:3] + found[4:] == [0, 1, 2, 4, 5, 6, 7]


def test_a_worker_that_hangs_costs_its_image_only() -> None:
    with DecodePool(ImageLimits(seconds=3), workers=2) as pool:
        found = results(pool, hang_at_three)
    assert found == [0, 1, 2, Failure(Message("takes-too-long", seconds=3)), 4, 5, 6, 7]


def test_an_image_may_wait_for_a_busy_computer_longer_than_it_may_compute() -> None:
    with DecodePool(ImageLimits(seconds=0.5), workers=1) as pool:
        assert results(pool, wait_a_little_at_three) == list(range(8))


def test_a_worker_that_waits_without_end_costs_its_image_only() -> None:
    with DecodePool(ImageLimits(seconds=0.5), workers=1) as pool:
        found = results(pool, wait_without_end_at_three)
    assert found == [0, 1, 2, Failure(Message("takes-too-long", seconds=0.5)), 4, 5, 6, 7]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps to a limit of memory")
def test_an_image_that_takes_too_much_memory_costs_itself_only() -> None:
    with DecodePool(ImageLimits(megabytes=300), workers=1) as pool:
        found = results(pool, take_much_memory_at_three)
    assert found == [0, 1, 2, Failure(Message("takes-too-much-memory", megabytes=300)), 4, 5, 6, 7]


def test_a_mistake_in_the_program_is_not_taken_for_a_bad_image(pool: DecodePool) -> None:
    with pytest.raises(ZeroDivisionError):
        results(pool, fail_at_three)


def test_workers_run_one_thread_and_no_tensorflow(pool: DecodePool) -> None:
    assert results(pool, threads_and_tensorflow, 1) == [("1", False)]


def test_stopping_takes_effect_while_an_image_hangs() -> None:
    job = Job()
    with DecodePool(ImageLimits(seconds=1000), workers=1) as pool:  # a second one would be idle by then, or not
        going = pool.map(hang_at_three, range(8), job)
        assert [next(going)[0] for _ in range(3)] == [0, 1, 2]
        job.stop()
        with pytest.raises(JobStopped):
            next(going)
        assert not pool.is_running


def test_a_paused_job_goes_on_where_it_was(pool: DecodePool) -> None:
    job = Job()
    found = []
    for number, _ in job.steps(as_written("work"), pool.map(double, range(20), job), 20):
        found.append(number)
        if number == 5:
            job.pause()
            threading.Thread(target=job.resume).start()
    assert found == list(range(20))


INTERRUPTED = """
import os, signal, sys, time
from core.modalities.images.decoding import DecodePool
from core.jobs import Job
from core.errors import JobStopped
job = Job()
signal.signal(signal.SIGINT, lambda *_: job.stop())
if __name__ == "__main__":
    with DecodePool(workers=2) as pool:
        try:
            for number, _ in pool.map(time.sleep, iter(lambda: 0.01, None), job):
                os.killpg(0, signal.SIGINT)
                job.checkpoint()
        except JobStopped:
            print("stopped")
"""

NEVER_CLOSED = """
import time
from core.modalities.images.decoding import DecodePool
from core.jobs import Job
if __name__ == "__main__":
    pool = DecodePool(workers=2)
    for _ in pool.map(time.sleep, [0.0] * 4, Job()):
        pass
    print([process.pid for process in __import__("psutil").Process().children(recursive=True)])
"""


def run_script(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, str(folder / "script.py")],
        capture_output=True, text=True, check=False, env=environment, start_new_session=True, timeout=200,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C in another way")
def test_interrupting_prints_nothing_from_the_workers(tmp_path: Path) -> None:
    ended = run_script(INTERRUPTED, tmp_path)
    assert (ended.stdout, ended.stderr) == ("stopped\n", "")


def test_a_program_that_forgets_to_close_the_pool_still_ends_with_its_workers(tmp_path: Path) -> None:
    ended = run_script(NEVER_CLOSED, tmp_path)
    assert ended.stderr == ""
    workers = [int(number) for number in ended.stdout.strip("[]\n").split(", ")]
    assert workers
    left = [psutil.Process(worker) for worker in workers if psutil.pid_exists(worker)]
    assert psutil.wait_procs(left, timeout=120)[1] == []


LOUD = """
import os, warnings
from core.modalities.images.decoding import DecodePool
from core.jobs import Job
def shout(number):
    os.write(2, b"libtiff: Warning, unknown field in patient.tif")
    warnings.warn("overflow in cast")
    print("said by a library", flush=True, file=__import__("sys").stderr)
    return number
if __name__ == "__main__":
    with DecodePool(workers=1) as pool:
        print([result for _, result in pool.map(shout, range(3), Job())])
"""


def test_what_libraries_print_of_a_file_does_not_reach_the_terminal(tmp_path: Path) -> None:
    ended = run_script(LOUD, tmp_path)
    assert (ended.stdout, ended.stderr) == ("[0, 1, 2]\n", "")


UNGUARDED = """
from core.modalities.images.decoding import DecodePool
from core.errors import UserError
from core.jobs import Job
try:
    list(DecodePool(workers=1).map(abs, [1], Job()))
except UserError as error:
    print(error)
"""


def test_workers_that_cannot_start_are_told_and_not_tried_for_ever(tmp_path: Path) -> None:
    assert "end as soon as they start" in run_script(UNGUARDED, tmp_path).stdout
