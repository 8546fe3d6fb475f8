"""The words for what goes wrong with projects, runs and the files that they keep."""

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
    "put-back-looks": Wording(
        "Put it back as it was; or remove it, if you can say yourself how often the test set was viewed."
    ),
    "put-back-audit-of-run": Wording(
        "It lies in the folder “{folder}” and says why the run began: put it back as it was."
    ),
    "kept-file-refused": Wording("{reason} Until then {meanwhile}.", "{reason:hint}"),
    "images-lost-for-advice": Wording("Some images can no longer be read."),
    "no-layers-to-fine-tune": Wording("No layers are to be fine-tuned.", "Choose the layers to unfreeze first."),
    "split-fixed-copies": Wording(
        "The split stays as it is once a run has begun, so that runs can be compared.",
        "Drop the copies, or make a new project.",
    ),
    "given-parts-divide-images": Wording(
        "Your folders or table put these images into several parts.",
        "Change that and rescan, or drop the copies.",
    ),
    "classes-fixed": Wording(
        "Classes stay as they are once a run has begun, so that runs can be compared.",
        "Make a new project to change them.",
    ),
    "source-fixed": Wording(
        "A run has begun on the images of this project.",
        "To train on others, make a new project.",
    ),
    "reading-fixed": Wording(
        "Subjects and classes stay as they are once a run has begun, so that runs can be compared.",
        "Make a new project to identify them in another way.",
    ),
    "split-seed-out-of-range": Wording("The seed of the split must be a whole number from 0 to 4,294,967,295."),
    "project-file-lost": Wording(
        "The project.json of “{project}” is missing or empty, though the project holds runs, or images that were "
        "dropped or kept together.",
        "Put it back as it was, or choose a new folder for the project.",
    ),
    "project-folder-not-empty": Wording("The folder “{folder}” is not empty.", "Choose a new folder for the project."),
    "run-cannot-be-deleted": Wording("The run “{run}” cannot be deleted.", "Close the programs that use its files."),
    "project-folder-not-unicode": Wording(
        "The name of the project folder “{folder}” is not in Unicode.",
        "TensorFlow cannot work there: rename the folder, or choose another one.",
    ),
    "project-in-use": Wording("Another Frostline is working in this project.", "Wait until it is done, or stop it."),
    "project-open-elsewhere": Wording("The project “{folder}” is open in another window.", "Go on there, or close it."),
    "not-a-project": Wording(
        "“{folder}” is not a Frostline project.",
        "Choose the folder of a project, or make a new one.",
    ),
    "task-before-project": Wording(
        "A task is running.",
        "Wait until it is done, or stop it, and open the project then.",
    ),
    "no-project": Wording(
        "“{project}” is not a Frostline project.",
        "Its project.json is missing or damaged{detail}: put it back as it was.",
    ),
    "no-images-chosen": Wording("No images were chosen yet.", "Choose a folder of images first."),
    "nothing-to-split": Wording("There are no images to split yet.", "Choose a folder of images first."),
    "split-fixed": Wording(
        "The split stays as it is once a run has begun, so that runs can be compared.",
        "Make a new project for another split.",
    ),
    "images-changed-since-audit": Wording("The images have changed since they were audited.", "Run the audit again."),
    "no-images-dropped": Wording("No images were dropped."),
    "override-without-reason": Wording(
        "Why train anyway, in spite of the errors?",
        "Write a reason: the run keeps it.",
    ),
    "no-audit-yet": Wording("There was no audit yet.", "Run the audit first."),
    "no-backbone-yet": Wording("There is no backbone yet.", "Import one first."),
    "no-interrupted-run": Wording("There is no interrupted run in this project.", "Start a new one without --resume."),
    "project-without-finished-run": Wording("The project “{project}” has no finished run yet.", "Train first."),
}
