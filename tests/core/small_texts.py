"""A small encoder and small texts, on which the real engine trains in a second."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.modalities.text.vocabulary import NEEDED
from core.training.plan import Plan, usual_phases

BACKBONE = "small_encoder"
CLASSES = ("fault", "fine")
#: by which the classes are told apart
TELLING = (
    ("broken", "leaking", "torn", "loose", "cracked", "jammed", "burnt", "stuck"),
    ("clean", "tight", "smooth", "new", "quiet", "bright", "sound", "steady"),
)
OTHERS = (
    *("the", "a", "pump", "valve", "hose", "clamp", "screen", "cable", "was", "is", "and", "today", "again", "nurse"),
    *("saw", "found", "left", "right", "side", "of", "bed", "room", "very", "at", "night", "door", "##s", "."),
)
SUBJECTS_PER_CLASS = 20
TEXTS_PER_SUBJECT = 2


def write_encoder(folder: Path) -> Path:
    """Two layers of a transformer, for sentences of 16 tokens of a vocabulary of fifty, saved as TF2 Hub has them."""
    from core.backbones.card import write_card
    from tests.core.backbones.encoders import WORDS, card, encoder

    pieces = [*NEEDED, *TELLING[0], *TELLING[1], *OTHERS]
    pieces += [f"[unused{number}]" for number in range(WORDS - len(pieces))]
    encoder(folder)
    write_card(replace(card(), name=BACKBONE, title="A small encoder", licence="Apache-2.0"), folder)
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    return folder


def write_texts(folder: Path) -> Path:
    """A table of sentences of two classes, two of each subject, and an empty one."""
    table = folder / "texts.csv"
    rows = [
        (sentence(number, subject, place), label, f"{label}{subject}")
        for number, label in enumerate(CLASSES)
        for subject in range(SUBJECTS_PER_CLASS)
        for place in range(TEXTS_PER_SUBJECT)
    ]
    with open(table, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "class", "subject"), *rows, ("", CLASSES[0], "")])
    return table


def sentence(number: int, *seed: int) -> str:
    """Return one of this class, always the same."""
    draw = np.random.default_rng([number, *seed])
    words = [*draw.choice(TELLING[number], 3, replace=False), *draw.choice(OTHERS[:-2], 6, replace=False)]
    draw.shuffle(words)
    return " ".join(words) + "."


def small_text_plan(*unfreeze: str, epochs: int = 3, fine_tune_epochs: int = 2, **settings: Any) -> Plan:
    """Head, and then what is to be unfrozen, in batches of 8, fast enough that all weights move."""
    phases = usual_phases(
        unfreeze,
        epochs=epochs,
        fine_tune_epochs=fine_tune_epochs,
        learning_rate=3e-2,
        fine_tune_learning_rate=1e-3,
    )
    usual: dict[str, Any] = {"backbone": BACKBONE, "phases": phases, "batch_size": 8}
    return Plan(**usual | settings)
