"""The words for what is wrong with what was typed on the command line."""

from __future__ import annotations

from core.wording.wording import Wording

COMMANDS = {
    "say-folders": Wording("Use --folders parts or --folders classes; a project keeps the answer."),
    "say-columns": Wording(
        "On the command line that is --columns file=…,class=… or, of texts, --columns text=…,class=…."
    ),
    "output-refused": Wording(
        "What this command prints cannot be written where it was sent: the disk is full, or gone.",
        "Send it elsewhere and start again. What was kept before is still there.",
    ),
    "went-wrong": Wording("Something went wrong.", "The log file in the user's state folder says more."),
    "train-without-images": Wording("Which images to train on?", "Give a folder with a folder per class, or a CSV."),
    "incremental-without-block": Wording("Incremental unfreezing needs at least one block."),
    "no-rule-for-subjects": Wording(
        "“{text}” is no rule for subjects.",
        "Give one of {sources:listed}, or a pattern with {{subject}}.",
    ),
    "no-window": Wording(
        "“{text}” is no window.",
        "Write CENTRE/WIDTH as in 40/400, file, or one of {presets:listed}.",
    ),
    "nothing-to-resolve": Wording(
        "The audit found nothing about the class “{label}” for which this could be done.",
        "There is no class about which it can be done.",
    ),
    "nothing-to-resolve-about-class": Wording(
        "The audit found nothing about the class “{label}” for which this could be done.",
        "Classes about which it can be done: {known:quoted}.",
    ),
}
