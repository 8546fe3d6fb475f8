"""The sample's sentences: notes on mishaps with devices on wards that do not exist, from a small grammar.

What decides the class is who or what was at fault. Each cause is told in so many ways that hardly a word comes often
enough to give the class away, and often what was suspected first was wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.modalities.text.sample_causes import CAUSES

#: the device itself, or how it was used
CLASSES = ("device", "usage")
DEVICES = (
    "infusion pump", "syringe pump", "feeding pump", "ventilator", "humidifier", "suction unit", "bed scale",
    "patient hoist", "warming blanket", "pulse oximeter", "telemetry monitor", "blood gas analyser", "defibrillator",
    "dialysis machine", "blood pressure monitor", "ultrasound scanner",
)  # fmt: skip
TIMES = (
    "During the night round", "Shortly after handover", "Early in the morning", "While a bed was being moved",
    "In the middle of a busy shift", "Just before visiting hours", "During a routine check",
    "Towards the end of the shift", "When the ward was being cleaned",
    "On the first day of its use",
)  # fmt: skip
SYMPTOMS = (
    "{the} {device} stopped without warning", "{the} {device} sounded its alarm again and again",
    "the display of {the} {device} went dark", "{the} {device} gave readings that made no sense",
    "{the} {device} would not start", "{the} {device} switched itself to standby",
    "{the} {device} delivered far less than it should", "an error code came up on {the} {device}",
)  # fmt: skip
FOUND = (
    "It turned out that {cause}.", "On inspection {cause}.", "The technician found that {cause}.",
    "A second look showed that {cause}.", "In the end it was clear that {cause}.",
)  # fmt: skip
#: what was thought first, which is told of the other class as often as not
SUSPECTED = (
    "At first staff believed that {cause}, which was not so.", "The first note said that {cause}, which proved wrong.",
    "Someone had guessed that {cause}, but this was ruled out.",
)  # fmt: skip
ENDINGS = (
    "A spare was brought from the next ward.", "No one came to harm.", "The patient was watched closely for an hour.",
    "The shift lead was informed.", "It was labelled and put aside.", "Treatment went on after a short break.",
    "The room was at 24 °C at the time.", "The note was written the same day – nothing was added later.",
    "The relatives, who were in the café, did not notice.", "It’s the second report of this kind this month.",
)  # fmt: skip
#: of notes in which something else was suspected first
SHARE_SUSPECTED = 0.35


def note(label: str, times: Sequence[str], draw: np.random.Generator) -> str:
    """Return a note of a class, by one who opens with one of these times."""
    device = _one_of(DEVICES, draw)
    symptom = _one_of(SYMPTOMS, draw).format(the=_one_of(("the", "a", "one"), draw), device=device)
    number = int(draw.integers(len(CAUSES)))
    sentences = [f"{_one_of(times, draw)} {symptom}.", _one_of(FOUND, draw).format(cause=_cause(number, label, draw))]
    if draw.random() < SHARE_SUSPECTED:
        other = (number + 1 + int(draw.integers(len(CAUSES) - 1))) % len(CAUSES)
        suspected = _cause(other, _one_of(CLASSES, draw), draw)
        sentences.insert(1, _one_of(SUSPECTED, draw).format(cause=suspected))
    sentences.append(_one_of(ENDINGS, draw))
    return " ".join(sentences)


def _cause(number: int, label: str, draw: np.random.Generator) -> str:
    return _one_of(CAUSES[number][CLASSES.index(label)], draw)


def _one_of(choices: Sequence[str], draw: np.random.Generator) -> str:
    return choices[int(draw.integers(len(choices)))]
