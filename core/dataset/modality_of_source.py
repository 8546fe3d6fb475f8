"""The modality of a source: which kind of data lies in the folder or file that the user chose."""

from __future__ import annotations

from pathlib import Path

from core.dataset.folder import Folder
from core.errors import UserError
from core.modalities.modalities import MODALITIES
from core.modalities.modality import Modality


def modality_of_source(source: Path) -> Modality:
    """Return the first that finds examples in a folder, or in a file. This is the one place where it is decided.

    Where none does it is the first of all: what it then refuses says what was looked for, and a table names files of
    images.
    """
    return next((modality for modality in MODALITIES if _holds(source, modality)), MODALITIES[0])


def _holds(source: Path, modality: Modality) -> bool:
    if not source.is_dir():
        return modality.files.is_example(source) or modality.files.is_contents(source)
    try:
        return Folder(source, modality.files).holds_examples
    except UserError:  # a folder in it may not be opened: who lists it is told so
        return False
