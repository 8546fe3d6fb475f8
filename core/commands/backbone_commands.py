"""Commands on backbones: which there are, what their layers are, and importing one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.commands.import_arguments import add_import_arguments, wishes_of, with_hints
from core.commands.sub_command import AddCommand
from core.jobs import Job


def add_backbone_commands(command: AddCommand) -> None:
    command("backbones", _backbones, "list the backbones")
    layers = command("layers", _layers, "print a backbone's layer tree")
    layers.add_argument("backbone", metavar="BACKBONE")
    importing = command("import-backbone", _import_backbone, "add a SavedModel folder or a TF-Hub .tar.gz")
    importing.add_argument("path", type=Path, metavar="PATH")
    add_import_arguments(importing)


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
    kind = next(card.input.kind for card in tasks.list_backbones() if card.name == options.backbone)
    if not options.json:
        console.print_layers(options.backbone, kind, tree)
    return {"backbone": options.backbone, "kind": kind, "layers": tree.as_json()}


def _import_backbone(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console

    job.report = with_hints(job.report)
    card = tasks.import_backbone(options.path, job, options.name, wishes_of(options))
    if not options.json:
        console.print_backbones([card])
    return {"backbone": card.as_json()}
