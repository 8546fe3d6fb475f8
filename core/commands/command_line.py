"""The command line: the same tasks as in the window, for scripts, servers and tests."""

from __future__ import annotations

import argparse
import io
import json
import logging
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from core import VERSION
from core.commands.import_arguments import add_import_arguments, wishes_of, with_hints
from core.commands.plan_arguments import add_backbone_argument, add_plan_arguments, add_training_arguments, plan_of
from core.commands.reading_arguments import add_reading_arguments, reading_of
from core.commands.resolve_arguments import add_resolve_argument, resolve_all
from core.dataset.columns import ColumnsUnknown
from core.dataset.folder_meaning import FoldersUnclear
from core.errors import JobStopped, UserError
from core.events import Event, Finished, RunBegun, Stopped
from core.jobs import Job
from core.process.log import start_logging
from core.process.notices import RESEARCH_USE_ONLY
from core.process.packaged import program_name
from core.process.tensorflow_start import prepare_tensorflow
from core.storage.disk import refusal_by_disk
from core.storage.files import write_bytes
from core.storage.temporary import clear_temporary_folders, temporary_folder

if TYPE_CHECKING:
    from core.evaluation.comparison import Comparison
    from core.training.run import Run

DONE, FAILED, STOPPED = 0, 1, 130
GO_ON = "Go on with: train --resume"
GO_ON_BEFORE_RUN = "The same command goes on."
RESOLVE = "See them with `audit`, which also resolves them (--resolve), or go on with --override-audit REASON."
SAY_FOLDERS = "Use --folders parts or --folders classes; a project keeps the answer."
DATA_HELP = "a folder, a table of file,class,… (CSV, .tsv, .xlsx), or a DICOMDIR"
OUTPUT_REFUSED = (
    "What this command prints cannot be written where it was sent: the disk is full, or gone. "
    "Send it elsewhere and start again. What was kept before is still there."
)
#: modules of this folder
PRINTING = ("command_line", "console", "console_comparison")
SAY_COLUMNS = "On the command line that is --columns file=…,class=…."
RUN_HELP = "a run's folder, or a project for its last run; behind either :fine-tuned or :head for that model of it"

log = logging.getLogger(__name__)


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit status. Wrong usage leaves through SystemExit with status 2."""
    options = _parser().parse_args(arguments)
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
                print("Something went wrong. The log file in the user's state folder tells more.", file=sys.stderr)
                return FAILED


# ---- commands: each gives its results as plain values; what a person reads, it prints itself


def _sample(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks

    return {"dataset": str(tasks.write_sample(options.folder, job))}


def _backbones(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console

    cards = tasks.list_backbones()
    if not options.json:
        console.print_backbones(cards)
    return {"backbones": [card.as_json() for card in cards]}


def _layers(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console

    tree = tasks.layer_tree(options.backbone)
    if not options.json:
        console.print_layers(options.backbone, tree)
    return {"backbone": options.backbone, "layers": tree.as_json()}


def _import_backbone(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console

    job.report = with_hints(job.report)
    card = tasks.import_backbone(options.path, job, options.name, **wishes_of(options))
    if not options.json:
        console.print_backbones([card])
    return {"backbone": card.as_json()}


def _audit(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console
    from core.project.project import Project

    with _project_or_none(options.project) as folder:
        project = Project(folder=folder)
        reading = reading_of(options, project)
        audit = tasks.audit(project, options.data, options.backbone, job, reading)
        audit = resolve_all(project, audit, options.resolve, options.backbone, job)
        if options.override:
            audit = tasks.override_audit(project, options.override)
        dataset = project.dataset
    if not options.json and dataset:
        console.print_audit(audit, dataset)
    options.status = FAILED if audit.is_blocking else DONE
    return {"verdict": audit.verdict.value, **audit.as_json()}


def _advise(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands.console_advice import print_advice
    from core.project.project import Project

    with _project_or_none(options.project) as folder:
        project = Project(folder=folder)
        advice = tasks.advise(project, options.data, job, reading_of(options, project))
    if not options.json:
        print_advice(advice)
    return advice.as_json()


@contextmanager
def _project_or_none(folder: Path | None) -> Iterator[Path]:
    """What is found without a project is printed, and kept nowhere."""
    if folder is not None:
        yield folder
        return
    with temporary_folder() as passing:
        yield passing / "project"


def _train(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.audit.findings import BlockedByAudit
    from core.project.project import Project

    project = Project(folder=options.project)
    if options.resume:
        options.kept = GO_ON
        return _results(tasks.resume(project, job))
    if options.data is None:
        raise UserError("Which images to train on?", hint="Give a folder with a folder per class, or a CSV.")
    plan = plan_of(options)
    options.kept = GO_ON_BEFORE_RUN
    job.report = _noting_run(options, job.report)
    try:
        reading = reading_of(options, project)
        return _results(tasks.train(project, options.data, plan, job, reading, options.override_audit))
    except BlockedByAudit as error:
        raise UserError(error.message, hint=RESOLVE) from error


def _noting_run(options: argparse.Namespace, report: Callable[[Event], None]) -> Callable[[Event], None]:
    """Return `report` that also notes that there is a run to go on with; before the images are ready there is none."""

    def report_and_note(event: Event) -> None:
        if isinstance(event, RunBegun):
            options.kept = GO_ON
        report(event)

    return report_and_note


def _find_rate(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console
    from core.project.project import Project

    plan = plan_of(options)
    phase = len(plan.phases) - 1
    with _project_or_none(options.project) as folder:
        project = Project(folder=folder)
        curve = tasks.find_learning_rate(project, options.data, plan, phase, job, reading_of(options, project))
    if not options.json:
        console.print_rates(curve)
    return curve.as_json()


def _evaluate(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console

    evaluation = tasks.evaluate(tasks.find_run(options.run), job)
    if not options.json:
        console.print_evaluation(evaluation)
    return evaluation.as_json()


def _compare(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.dataset.dataset import Split

    runs = [tasks.find_run(path) for path in options.runs]
    return _compared(tasks.compare(runs, job, Split(options.part)), options)


def _compare_approaches(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.audit.findings import BlockedByAudit
    from core.project.project import Project

    options.kept = GO_ON_BEFORE_RUN
    project = Project(folder=options.project)
    reading = reading_of(options, project)
    try:
        found = tasks.compare_approaches(project, options.data, plan_of(options), job, reading, options.override_audit)
    except BlockedByAudit as error:
        raise UserError(error.message, hint=RESOLVE) from error
    return _compared(found, options)


def _compared(comparison: Comparison, options: argparse.Namespace) -> dict[str, Any]:
    from core.commands import console_comparison
    from core.evaluation.comparison_csv import as_csv

    if options.csv:
        write_bytes(options.csv, as_csv(comparison))
    if not options.json:
        console_comparison.print_comparison(comparison)
    table = {"table": str(options.csv)} if options.csv else {}
    return {**table, **comparison.as_json()}


def _predict(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks

    options.kept = "No table was written."
    run = tasks.find_run(options.run)
    count = tasks.predict(run, options.paths, options.csv, job)
    return {"table": str(options.csv), **_of_model(run), **asdict(count)}


def _export(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.export.formats import ExportFormat

    run = tasks.find_run(options.run)
    report = tasks.export(run, options.folder, ExportFormat(options.format), job)
    return {
        "export": str(report.folder),
        **_of_model(run),
        "megabytes": report.megabytes,
        "largest_difference": report.largest_difference,
    }


def _of_model(run: Run) -> dict[str, Any]:
    """Which model was used."""
    kept = run.kept
    return {"run": run.address, "kept": asdict(kept) if kept else None, "origin_text": run.origin_text}


def _inspect(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console
    from core.modalities.images.thumbnail import Frame

    model = tasks.find_run(Path(options.model)) if _is_run(options.model) else options.model
    frame = Frame(options.image, options.frame - 1)
    if options.layer is None:
        facts = tasks.step_through(model, frame, job, options.label)
        if not options.json:
            console.print_steps(facts)
        return {"layers": [one.as_json() for one in facts]}
    seen = tasks.look_inside(model, frame, options.layer, job, label=options.label)
    if not options.json:
        console.print_layer(seen)
    return {"layer": seen.as_json()}


def _is_run(name: str) -> bool:
    """And not the name of a backbone."""
    path, colon, variant = name.rpartition(":")
    return Path(name).is_dir() or bool(colon and variant and Path(path).is_dir())


def _main_job(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core.commands import demo

    options.kept = GO_ON_BEFORE_RUN
    return _results(demo.train_on_sample(job))


def _results(run: Any) -> dict[str, Any]:
    best = [epoch for epoch in run.history if epoch.best][-1:]
    outcome = run.outcome
    return {
        "run": str(run.folder),
        "models": [model.address for model in run.models],
        "model": str(run.model_folder),
        "epochs": len(run.history),
        "validation_loss": best[0].validation_loss if best else None,
        "validation_accuracy": best[0].validation_accuracy if best else None,
        "outcome": outcome.as_json() if outcome else None,
        "kept_text": run.kept_text,
    }


# ---- reading the arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program_name(),
        description="Train image classifiers by transfer learning, offline.",
        epilog=RESEARCH_USE_ONLY,
    )
    parser.add_argument("--version", action="version", version=f"Frostline {VERSION}")
    parser.set_defaults(command=_main_job)
    commands = parser.add_subparsers(metavar="COMMAND")

    def command(name: str, function: Callable[..., dict[str, Any]], summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(command=function)
        added.add_argument("--json", action="store_true", help="print one event a line, as JSON")
        return added

    sample = command("sample", _sample, "write the synthetic sample dataset")
    sample.add_argument("folder", type=Path, metavar="DIR")

    command("backbones", _backbones, "list the backbones")

    layers = command("layers", _layers, "print a backbone's layer tree")
    layers.add_argument("backbone", metavar="BACKBONE")

    importing = command("import-backbone", _import_backbone, "add a SavedModel folder or a TF-Hub .tar.gz")
    importing.add_argument("path", type=Path, metavar="PATH")
    add_import_arguments(importing)

    _add_audit(command("audit", _audit, "look for what could make figures on these images lie"))
    _add_advise(command("advise", _advise, "which backbone to use, and how much of it to train, for these images"))
    _add_train(command("train", _train, "train on a folder per class, or on a CSV"))
    _add_find_rate(command("find-rate", _find_rate, "try rising learning rates, and suggest one"))

    evaluate = command("evaluate", _evaluate, "validation and test figures of a run")
    evaluate.add_argument("run", type=Path, metavar="RUN", help=RUN_HELP)

    compare = command("compare", _compare, "runs side by side, with paired tests against the first")
    compare.add_argument("runs", type=Path, nargs="+", metavar="RUN", help=f"{RUN_HELP}; the first is the reference")
    compare.add_argument(
        "--part",
        choices=["validation", "test"],
        default="validation",
        help="a look at the test set of each run that has had none is counted (%(default)s)",
    )
    _add_csv(compare)

    summary = "train the head alone and fine-tune on the same budget, and compare both"
    _add_compare_approaches(command("compare-approaches", _compare_approaches, summary))

    predict = command("predict", _predict, "classify images or folders into a table")
    predict.add_argument("run", type=Path, metavar="RUN", help=RUN_HELP)
    predict.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    predict.add_argument("--csv", type=Path, required=True, metavar="FILE", help="the table to write")

    inspect = command("inspect", _inspect, "what each layer of a network makes of an image")
    inspect.add_argument("model", metavar="BACKBONE_OR_RUN", help=f"a backbone by its name, or {RUN_HELP}")
    inspect.add_argument("image", type=Path, metavar="IMAGE")
    inspect.add_argument("--frame", type=int, default=1, metavar="N", help="of a file with several (%(default)s)")
    inspect.add_argument("--layer", metavar="PATH", help="the channels of one layer (default: all layers in figures)")
    inspect.add_argument("--class", dest="label", metavar="NAME", help="with the gradient of this class")

    export = command("export", _export, "write a run's model for use elsewhere")
    export.add_argument("run", type=Path, metavar="RUN", help=RUN_HELP)
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--format", choices=["saved-model"], default="saved-model", help="(%(default)s)")
    return parser


def _add_audit(audit: argparse.ArgumentParser) -> None:
    audit.add_argument("data", type=Path, metavar="DATA", help=DATA_HELP)
    audit.add_argument("--project", type=Path, metavar="DIR", help="where the findings are kept (default: nowhere)")
    add_backbone_argument(audit)
    add_resolve_argument(audit)
    audit.add_argument("--override", default="", metavar="REASON", help="why training may begin in spite of errors")
    add_reading_arguments(audit)


def _add_advise(advise: argparse.ArgumentParser) -> None:
    advise.add_argument("data", type=Path, metavar="DATA", help=DATA_HELP)
    advise.add_argument("--project", type=Path, metavar="DIR", help="where the advice is kept (default: nowhere)")
    add_reading_arguments(advise)


def _add_train(train: argparse.ArgumentParser) -> None:
    train.add_argument(
        "data", type=Path, nargs="?", metavar="DATA", help="a folder, a CSV of file,class,…, or a DICOMDIR"
    )
    add_training_arguments(train)
    train.add_argument("--resume", action="store_true", help="go on with the run that was interrupted")
    add_reading_arguments(train)


def _add_find_rate(finder: argparse.ArgumentParser) -> None:
    finder.add_argument("data", type=Path, metavar="DATA", help=DATA_HELP)
    finder.add_argument("--project", type=Path, metavar="DIR", help="whose caches are used (default: none)")
    add_plan_arguments(finder)
    add_reading_arguments(finder)


def _add_compare_approaches(approaches: argparse.ArgumentParser) -> None:
    approaches.add_argument("data", type=Path, metavar="DATA", help=DATA_HELP)
    add_training_arguments(approaches)
    _add_csv(approaches)
    add_reading_arguments(approaches)


def _add_csv(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("--csv", type=Path, metavar="FILE", help="also write the comparison as a table")


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
    """Whether it is standard output, and no file, that could not be written: such an error names none."""
    if not isinstance(error, OSError) or error.filename is not None:
        return False
    place = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    return "rich" in place.parts or (place.parent == Path(__file__).parent and place.stem in PRINTING)


def _print_as_json(event: Event) -> None:
    print(json.dumps(event.as_json(), ensure_ascii=False), flush=True)


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
