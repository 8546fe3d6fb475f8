"""The command that looks inside: what each layer of a network makes of an image, or of a text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.run_argument import RUN_HELP
from core.commands.spoken_of import run_spoken_of
from core.commands.sub_command import AddCommand
from core.dataset.table_stream import is_table_of_texts
from core.errors import UserError
from core.jobs import Job
from core.messages import Message

if TYPE_CHECKING:
    from core.training.run import Run

#: in place of a text: it is read from standard input, and stays out of the shell's history
FROM_INPUT = "-"


def add_inspect_command(command: AddCommand) -> None:
    inspect = command("inspect", _inspect, "what each layer of a network makes of an image or a text")
    inspect.add_argument("model", metavar="BACKBONE_OR_RUN", help=f"a backbone by its name, or {RUN_HELP}")
    inspect.add_argument(
        "image", type=Path, nargs="?", metavar="IMAGE", help="or a file that holds one text, or a table of texts"
    )
    texts = inspect.add_mutually_exclusive_group()
    texts.add_argument("--text", metavar="TEXT", help=f"a text; “{FROM_INPUT}” reads it from standard input")
    texts.add_argument(
        "--row",
        type=int,
        metavar="N",
        help="the text in this row of the table, or of a run’s own where none is given; the header is row 1",
    )
    inspect.add_argument("--frame", type=int, default=1, metavar="N", help="of a file with several (%(default)s)")
    inspect.add_argument("--layer", metavar="PATH", help="the channels of one layer (default: all layers in numbers)")
    inspect.add_argument("--class", dest="label", metavar="NAME", help="with the gradient of this class")


def _inspect(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    model = run_spoken_of(Path(options.model)) if _is_run(options.model) else options.model
    text = _text(options, model)
    if text is not None:
        return _inspect_text(options, model, text, job)
    if options.image is None:
        raise UserError(Message("nothing-to-inspect"))
    return _inspect_image(options, model, job)


def _inspect_image(options: argparse.Namespace, model: str | Run, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console_inspect
    from core.modalities.images.frame import Frame

    frame = Frame(options.image, options.frame - 1)
    if options.layer is None:
        facts = tasks.step_through(model, frame, job, options.label)
        if not options.json:
            console_inspect.print_steps(facts)
        return {"layers": [one.as_json() for one in facts]}
    seen = tasks.look_inside(model, frame, options.layer, job, label=options.label)
    if not options.json:
        console_inspect.print_layer(seen.facts, seen.statistics, seen.gradient)
    return {"layer": seen.as_json()}


def _inspect_text(options: argparse.Namespace, model: str | Run, text: str, job: Job) -> dict[str, Any]:
    """Where no class is asked for, tokens are explained for the one that is predicted."""
    from core import tasks
    from core.commands import console_inspect

    inside = tasks.look_into_text(model, text, job)
    explained = tasks.explain_text(model, text, job, options.label or inside.predicted)
    if not options.json:
        console_inspect.print_tokens(explained)
    if options.layer is None:
        facts = tasks.step_through_text(model, text, job, options.label)
        if not options.json:
            console_inspect.print_steps(facts)
        return {**explained.as_json(), "layers": [one.as_json() for one in facts]}
    seen = tasks.look_inside_text(model, text, options.layer, job, options.label)
    if not options.json:
        console_inspect.print_layer(seen.facts, seen.statistics, seen.contributions)
    return {**explained.as_json(), "layer": seen.as_json()}


def _text(options: argparse.Namespace, model: str | Run) -> str | None:
    """Return the text that is asked for; None where it is an image."""
    from core.project.texts import text_in_row

    if options.text is not None:
        return sys.stdin.read() if options.text == FROM_INPUT else str(options.text)
    if options.image is not None and _takes_texts(model):
        return _text_in(options.image, options.row, model)
    if options.row is None:
        return None
    if isinstance(model, str):
        raise UserError(Message("row-without-run"))
    return text_in_row(model, options.row)


def _text_in(file: Path, row: int | None, model: str | Run) -> str:
    """Return the text that a file holds, or a row of it where it is a table. Raise UserError for a table alone."""
    from core.project.texts import text_in_table, text_of_file

    if row is not None:
        return text_in_table(file, row, None if isinstance(model, str) else model)
    if is_table_of_texts(file):
        raise UserError(Message("row-of-table-to-be-said", table=file.name))
    return text_of_file(file)


def _takes_texts(model: str | Run) -> bool:
    from core.backbones.card import read_card
    from core.backbones.catalogue import find_backbone
    from core.modalities.text.options import KIND

    folder = find_backbone(model) if isinstance(model, str) else model.backbone_folder
    return read_card(folder).input.kind == KIND


def _is_run(name: str) -> bool:
    """Return whether it is a run, and not the name of a backbone."""
    path, colon, variant = name.rpartition(":")
    return Path(name).is_dir() or bool(colon and variant and Path(path).is_dir())
