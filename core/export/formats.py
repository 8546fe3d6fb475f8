"""The formats in which a trained model can be exported, and what all else must know of each. Needs no TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ExportFormat(StrEnum):
    """The formats, each by the name that the command line gives it."""

    SAVED_MODEL = "saved-model"

    @property
    def facts(self) -> FormatFacts:
        """Return what the check, the command line and the window go by."""
        return FACTS[self]


@dataclass(frozen=True, kw_only=True)
class FormatFacts:
    """What an export consists of, and what it takes to run it."""

    #: as those who made the format call it
    title: str
    #: the entries of the exported folder that hold the model itself
    entries: frozenset[str]
    #: by the kind of data, the module whose `Runner` runs the model without Frostline: in predict.py and in the check
    runners: Mapping[str, str]
    #: what `runner` imports, by the names that people know; beside NumPy, and Pillow for images
    packages: tuple[str, ...]
    #: loads the model in a program of one's own, where `folder` stands for the folder
    line_of_code: str

    def code(self, folder: str) -> str:
        """Return the line that loads the model in `folder`."""
        return self.line_of_code.format(folder=folder)


FACTS = {
    ExportFormat.SAVED_MODEL: FormatFacts(
        title="TensorFlow SavedModel",
        entries=frozenset({"saved_model.pb", "fingerprint.pb", "variables", "assets"}),
        runners={"images": "core.export.saved_model_runner", "text": "core.export.text_saved_model_runner"},
        packages=("TensorFlow",),
        line_of_code="model = tf.saved_model.load({folder!r})",
    ),
}
