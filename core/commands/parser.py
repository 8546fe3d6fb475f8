"""The parser of the command line: every command with its arguments."""

from __future__ import annotations

import argparse

from core import VERSION
from core.commands.backbone_commands import add_backbone_commands
from core.commands.comparison_commands import add_comparison_commands
from core.commands.image_commands import add_image_commands
from core.commands.model_commands import add_model_commands
from core.commands.sub_command import Command
from core.commands.training_commands import add_training_commands, main_job
from core.process.notices import RESEARCH_USE_ONLY
from core.process.packaged import program_name


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; in what it has read `command` is the function to be run."""
    parser = argparse.ArgumentParser(
        prog=program_name(),
        description="Train classifiers of images and texts by transfer learning, offline.",
        epilog=RESEARCH_USE_ONLY,
    )
    parser.add_argument("--version", action="version", version=f"Frostline {VERSION}")
    parser.set_defaults(command=main_job)
    commands = parser.add_subparsers(metavar="COMMAND")

    def command(name: str, function: Command, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(command=function)
        added.add_argument("--json", action="store_true", help="print one event a line, as JSON")
        return added

    add_image_commands(command)
    add_backbone_commands(command)
    add_training_commands(command)
    add_comparison_commands(command)
    add_model_commands(command)
    return parser
