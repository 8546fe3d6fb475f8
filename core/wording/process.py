"""The words for what goes wrong with disks, processes and this computer."""

from __future__ import annotations

from core.wording.wording import Wording

PROCESS = {
    "processor-too-old": Wording(
        "This computer's processor is too old for TensorFlow: it lacks AVX.",
        "Use a newer computer. In a virtual machine, let it pass the features of its processor on.",
    ),
    "no-temporary-folder": Wording(
        "No folder for temporary files can be written to.",
        "Free some space, or let the environment variable TMPDIR name a folder that you may write to.",
    ),
    "file-not-allowed": Wording("“{file}” may not be opened or changed.", "Ask for permission, or choose another."),
    "disk-reports-error": Wording(
        "The disk on which “{folder}” lies reports an error.",
        "Check that it is connected and sound, and start again. What was kept before is still there.",
    ),
    "disk-gone": Wording("The disk on which “{folder}” lies is gone.", "Connect it again, and start again."),
    "folder-in-place-of-file": Wording(
        "“{file}” is a folder, where a file should be.",
        "Move it out of the way, or choose another name.",
    ),
    "something-in-the-way": Wording(
        "“{file}” cannot be written to: a file or folder stands in its way.",
        "Choose another name or folder.",
    ),
    "name-too-long": Wording("The name “{file}” is too long for its disk.", "Choose a shorter one."),
    "disk-full": Wording("The disk is full.", "Free some space and start again. What was kept before is still there."),
    "disk-of-folder-full": Wording(
        "The disk on which “{folder}” lies is full.",
        "Free some space and start again. What was kept before is still there.",
    ),
    "disk-read-only": Wording(
        "The disk is read-only.",
        "Choose another folder, or make this one writable. What was kept before is still there.",
    ),
    "disk-of-folder-read-only": Wording(
        "“{folder}” lies on a disk that is read-only.",
        "Choose another folder, or make this one writable. What was kept before is still there.",
    ),
    "failed": Wording("{what}.", "{what:hint}"),
    "failed-since": Wording("{what}: {reason}.", "{what:hint}"),
    "table-not-written": Wording(
        "The table “{table}” cannot be written",
        "Choose another place for it, or free some space. A spreadsheet may hold it open.",
    ),
    "model-not-exported": Wording(
        "The model cannot be exported to “{folder}”",
        "Choose another folder, or free some space.",
    ),
    "project-folder-unusable": Wording(
        "The project folder “{folder}” cannot be used",
        "Choose a folder that you may write to.",
    ),
}
