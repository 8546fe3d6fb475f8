"""The command line: the same tasks as in the window, for scripts, servers and tests."""

from __future__ import annotations

import io
import json
import logging
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from core.commands.json_words import event_in_words
from core.commands.parser import make_parser
from core.commands.sub_command import DONE, FAILED, STOPPED
from core.dataset.columns import ColumnsUnknown
from core.dataset.folder_meaning import FoldersUnclear
from core.errors import JobStopped, UserError
from core.events import Event, Finished, Stopped
from core.jobs import Job
from core.process.log import start_logging
from core.process.tensorflow_start import prepare_tensorflow
from core.storage.disk import refusal_by_disk
from core.storage.temporary import clear_temporary_folders

SAY_FOLDERS = "Use --folders parts or --folders classes; a project keeps the answer."
SAY_COLUMNS = "On the command line that is --columns file=…,class=… or, of texts, --columns text=…,class=…."
OUTPUT_REFUSED = (
    "What this command prints cannot be written where it was sent: the disk is full, or gone. "
    "Send it elsewhere and start again. What was kept before is still there."
)
#: modules of this folder
PRINTING = ("command_line", "console", "console_comparison")

log = logging.getLogger(__name__)


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit status. Wrong usage leaves through SystemExit with status 2."""
    options = make_parser().parse_args(arguments)
    start_logging()
    prepare_tensorflow()
    clear_temporary_folders()
    _print_any_name()
    with _reporting(as_json=getattr(options, "json", False)) as report:
        job = Job(report)
        with _stopped_by_signals(job):
            try:
                report(Finished(results=options.command(options, job)))
                return int(getattr(options, "status", DONE))
            except JobStopped:
                report(Stopped(kept=getattr(options, "kept", "")))
                return STOPPED
            except FoldersUnclear as error:
                print(f"{error} {SAY_FOLDERS}", file=sys.stderr)
                return FAILED
            except ColumnsUnknown as error:
                print(f"{error} {SAY_COLUMNS}", file=sys.stderr)
                return FAILED
            except UserError as error:
                print(error, file=sys.stderr)
                return FAILED
            except BrokenPipeError:
                sys.stderr.close()  # whoever read our output has gone; Python would complain at exit
                return FAILED
            except Exception as error:
                log.exception("a command failed")
                if _is_of_printing(error):
                    print(OUTPUT_REFUSED, file=sys.stderr)
                    return FAILED
                if refusal := refusal_by_disk(error):
                    print(refusal, file=sys.stderr)
                    return FAILED
                print("Something went wrong. The log file in the user's state folder says more.", file=sys.stderr)
                return FAILED


# ---- reporting and stopping


@contextmanager
def _reporting(as_json: bool) -> Iterator[Callable[[Event], None]]:
    if as_json:
        yield _print_as_json
        return
    from core.commands.console import Console

    with Console() as console:
        yield console.show


def _print_any_name() -> None:
    """Names of files may hold what no encoding or not that of the terminal has: print it as in “\\udcf6”."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _is_of_printing(error: Exception) -> bool:
    """Return whether it is standard output, and no file, that could not be written: such an error names none."""
    if not isinstance(error, OSError) or error.filename is not None:
        return False
    place = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    return "rich" in place.parts or (place.parent == Path(__file__).parent and place.stem in PRINTING)


def _print_as_json(event: Event) -> None:
    print(json.dumps(event_in_words(event), ensure_ascii=False), flush=True)


@contextmanager
def _stopped_by_signals(job: Job) -> Iterator[None]:
    """Ctrl-C and SIGTERM stop the job in good order; a second Ctrl-C ends the program at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        job.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
