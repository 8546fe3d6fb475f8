"""The words for what is wrong with what was typed on the command line."""

from __future__ import annotations

from core.wording.wording import Wording

COMMANDS = {
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
