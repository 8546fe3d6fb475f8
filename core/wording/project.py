"""What goes wrong with projects, runs and the files that they keep, in words."""

from __future__ import annotations

from core.wording.wording import Wording

UPDATE = "Update Frostline to use it."

PROJECT = {
    "blocked-by-audit": Wording(
        "The audit found errors in these images, so training has not begun: {errors:after semicolons}.",
        "Resolve them, or give a reason to train anyway.",
    ),
    "blocked-on-command-line": Wording(
        "{reason}",
        "See them with `audit`, which also resolves them (--resolve), or go on with --override-audit REASON.",
    ),
    "images-of-run-lost": Wording(
        "Of this run, {counted} can no longer be read.",
        "Put them back, or start a new run.",
    ),
    "disk-refused": Wording("{what}. {reason}", "{reason:hint}"),
    "card-of-later-version": Wording("The card of the backbone “{backbone}” is of a later version.", UPDATE),
    "run-stopped-by-later-version": Wording("The run was stopped by a later version of Frostline.", UPDATE),
    "run-of-later-version": Wording("The run “{run}” is of a later version: {reason}", UPDATE),
    "model-of-later-version": Wording("The model of “{run}” is of a later version.", UPDATE),
    "project-of-later-version": Wording("“{project}” is of a later version: {reason}", UPDATE),
    "list-of-images-unreadable": Wording(
        "{reason}",
        "Put it back as it was; or remove it, and all images are read anew: which ones were dropped or kept together "
        "is then forgotten.",
    ),
    "file-of-later-version": Wording("“{file}” was written by a later version of Frostline.", UPDATE),
    "list-of-later-version": Wording("The list of images was written by a later version of Frostline.", UPDATE),
    "file-damaged-or-unknown": Wording(
        "“{file}” cannot be read: it is damaged, or holds what this version does not know.",
        "{instead}",
    ),
    "kept-file-refused": Wording("{reason} Until then {meanwhile}.", "{reason:hint}"),
}
