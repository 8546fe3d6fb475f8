"""Synthetic texts: what the check of an export gives to both sides, which nobody has written."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.modalities.text.read_texts import tokens_in_rows
from core.modalities.text.recipe import text_recipe
from core.modalities.text.tokens import tokens_for
from core.modalities.text.vocabulary import INSIDE
from core.storage.disk import named
from core.training.trained_model import TrainedModel

SEED, SENTENCES = 20, 12
#: what tokenizers differ in: accents, signs of their own, control characters, emoji, other scripts, very long words
HARD = (
    "Ünïcödé — “quoted”, №5; ½°C\u00a0x²",
    "北京 とうきょう 서울 עברית العربية",
    "tab\tand\u0007bell, zero\u200bwidth, [CLS] e\u0301",
    "👩‍⚕️ 12:30 3.5mg/kg " + "x" * 120,
)


class TextTrial:
    """The `Trial` of texts: given as strings, as tokens, and in a table."""

    def __init__(self, model: TrainedModel):
        self._model, self._recipe = model, text_recipe(model.preprocessing)
        self._sentences = _sentences(tokens_for(self._recipe).vocabulary.pieces, self._recipe.length)
        self._rows = tokens_in_rows(self._sentences, self._recipe)

    def write(self, scratch: Path) -> Sequence[Path]:
        """Write what core/export/text_trial.py reads. Return the files for predict.py."""
        table = scratch / "sentences.csv"
        with named(scratch):  # it may lie on another disk than the export
            (scratch / "sentences.json").write_text(json.dumps(self._sentences), encoding="utf-8")
            np.savez(scratch / "ids.npz", ids=self._rows[:, : self._recipe.length])
            with open(table, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("text",), *((sentence,) for sentence in self._sentences)])
        return [table]

    def expected(self) -> dict[str, np.ndarray]:
        """Return what Frostline predicts, by the name that the trial gives it."""
        values = self._model.predictions(self._rows)
        return dict.fromkeys(("sentences", "ids", "serving_sentences", "serving_ids", "files"), values)


def _sentences(pieces: Sequence[str], length: int) -> list[str]:
    """Return words of the vocabulary at random, in sentences from one word to more than are read, and hard ones."""
    draw = np.random.default_rng(SEED)
    words = [piece for piece in pieces if piece.isalnum() and not piece.startswith(INSIDE)]
    sizes = np.linspace(1, 2 * length, SENTENCES).astype(int)
    return [*(" ".join(draw.choice(words, size)) + "." for size in sizes), *HARD]
