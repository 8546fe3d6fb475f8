"""OwnProcess: whatever a call does, it costs a sentence."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.errors import JobStopped, UserError
from core.events import Event, Noticed
from core.jobs import Job
from core.messages import as_written
from core.process.own_process import CallFailed, Crashed, OwnProcess, ProcessLimits, TookTooLong, TookTooMuchMemory
from core.wording.catalogue import words_of


def whose(job: Job) -> int:
    return os.getpid()


def reports(job: Job, texts: list[str]) -> None:
    for text in texts:
        job.notice(as_written(text))


def refuses(job: Job) -> None:
    raise UserError(as_written("It is no good.", "Take another."))


def fails(job: Job) -> None:
    raise KeyError("patient")


def crashes(job: Job) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def ends(job: Job) -> None:
    os._exit(3)


def never_ends(job: Job) -> None:
    job.notice(as_written("begun"))
    while True:
        pass


def reports_now_and_then(job: Job) -> str:
    for _ in range(8):
        time.sleep(0.4)
        job.notice(as_written("alive"))
    return "done"


def takes_memory_at_once(job: Job) -> int:
    return len(bytearray(1 << 40))


def takes_memory_bit_by_bit(job: Job) -> int:
    taken = []
    while True:
        taken.append(os.urandom(1 << 20))


def prints_to_standard_error(job: Job) -> None:
    os.write(2, b"terminate called after throwing an instance of\n")


@pytest.fixture(scope="module")
def process() -> Iterator[OwnProcess]:
    with OwnProcess() as process:
        yield process


SMALL = ProcessLimits(megabytes=200, seconds=2.5)


def test_it_runs_elsewhere_and_stays_for_the_next_call(process: OwnProcess) -> None:
    first = process.run(whose, {}, Job())
    assert first == process.run(whose, {}, Job()) == process.process_id
    assert first != os.getpid()


def test_what_it_reports_arrives(process: OwnProcess) -> None:
    events: list[Event] = []
    process.run(reports, {"texts": ["a", "b"]}, Job(events.append))
    assert events == [Noticed(message=as_written("a")), Noticed(message=as_written("b"))]


def test_a_refusal_arrives_as_it_is_and_costs_no_process(process: OwnProcess) -> None:
    before = process.run(whose, {}, Job())
    with pytest.raises(UserError, match="no good") as refusal:
        process.run(refuses, {}, Job())
    assert words_of(refusal.value.message).hint == "Take another."
    assert process.process_id == before


def test_a_fault_of_ours_tells_its_place_and_no_names(process: OwnProcess) -> None:
    with pytest.raises(CallFailed, match=r"in fails") as fault:
        process.run(fails, {}, Job())
    assert "patient" not in str(fault.value)


@pytest.mark.parametrize(("function", "how"), [(crashes, "SIGSEGV"), (ends, "exit status 3")])
def test_a_crash_costs_one_call(process: OwnProcess, function: Any, how: str) -> None:
    with pytest.raises(Crashed, match=how):
        process.run(function, {}, Job())
    assert process.run(whose, {}, Job())


def test_a_call_without_end_is_ended(process: OwnProcess) -> None:
    with pytest.raises(TookTooLong):
        process.run(never_ends, {}, Job(), SMALL)
    assert process.process_id is None


def test_a_call_that_reports_may_go_on(process: OwnProcess) -> None:
    assert process.run(reports_now_and_then, {}, Job(), SMALL) == "done"


@pytest.mark.parametrize("function", [takes_memory_at_once, takes_memory_bit_by_bit])
def test_a_call_that_takes_all_memory_is_ended(process: OwnProcess, function: Any) -> None:
    with pytest.raises(TookTooMuchMemory):
        process.run(function, {}, Job(), ProcessLimits(megabytes=200))
    assert process.run(whose, {}, Job())


def test_stop_ends_a_call_at_any_moment(process: OwnProcess) -> None:
    process.run(whose, {}, Job())
    number = process.process_id
    job = Job()
    job.report = lambda event: job.stop()  # it has begun
    with pytest.raises(JobStopped):
        process.run(never_ends, {}, job)
    assert number is not None
    assert not psutil.pid_exists(number)


def test_a_paused_call_stands_still_and_its_time_does_not_run(process: OwnProcess) -> None:
    process.run(whose, {}, Job())
    job = Job()
    job.pause()
    watched = psutil.Process(process.process_id)
    stood_still = []

    def look() -> None:
        while watched.status() != psutil.STATUS_STOPPED:
            time.sleep(0.01)
        stood_still.append(True)
        time.sleep(1.5 * SMALL.seconds)
        job.resume()

    threading.Thread(target=look).start()
    assert process.run(reports_now_and_then, {}, job, SMALL) == "done"
    assert stood_still


def test_nothing_is_printed_and_nothing_lies_about_after_a_crash(
    process: OwnProcess, capfd: pytest.CaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with OwnProcess() as fresh:
        fresh.run(prints_to_standard_error, {}, Job())
        with pytest.raises(Crashed):
            fresh.run(crashes, {}, Job())
    assert capfd.readouterr().err == ""
    assert not list(tmp_path.iterdir())
