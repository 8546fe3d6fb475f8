"""The sample's sentences: notes on mishaps with devices on wards that do not exist, from a small grammar.

What decides the class is who or what was at fault, and no word says so: each cause is told in the same words of either
class, and often what was suspected first was wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
#: of each cause how it is told where the device was at fault, and where it was how the device was used
CAUSES = (
    ("the battery had been charged overnight and still held no charge",
     "the battery had been left off its charger and held no charge"),
    ("the cable was plugged in firmly, yet its inner wire had broken",
     "the cable was in order, yet had only been plugged in halfway"),
    ("the filter was new and fitted well, but its housing leaked",
     "the filter housing was sound, but an old filter was fitted"),
    ("the right settings had been entered and it changed them by itself",
     "the settings had been entered right, for another patient"),
    ("a valve inside had worn out although it had been serviced in time",
     "a valve had been left closed although the checklist says otherwise"),
    ("the sensor was placed correctly, but drifted within minutes",
     "the sensor worked well, but was placed over a dressing"),
    ("the software froze after an update that had been installed as described",
     "the software froze because its update had been broken off halfway"),
    ("the alarm limits had been set, and the loudspeaker was silent all the same",
     "the loudspeaker was working, and the alarm limits had been switched off"),
    ("the tubing was of the right type and its connector cracked in two",
     "the connector was intact and tubing of another type was forced on"),
    ("it had been kept dry, and moisture had still crept in through a poor seal",
     "its seal was good, and it had still been rinsed under the tap"),
    ("a wheel came off although it was pushed gently along the corridor",
     "a wheel came off when it was pulled hard across a door sill"),
    ("it stood free on all sides, and its fan had seized and let it run hot",
     "its fan was running freely, and a blanket over it let it run hot"),
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
    sentences = [f"{_one_of(times, draw)} {symptom}.", _one_of(FOUND, draw).format(cause=_cause(number, label))]
    if draw.random() < SHARE_SUSPECTED:
        other = (number + 1 + int(draw.integers(len(CAUSES) - 1))) % len(CAUSES)
        suspected = _cause(other, _one_of(CLASSES, draw))
        sentences.insert(1, _one_of(SUSPECTED, draw).format(cause=suspected))
    sentences.append(_one_of(ENDINGS, draw))
    return " ".join(sentences)


def _cause(number: int, label: str) -> str:
    return CAUSES[number][CLASSES.index(label)]


def _one_of(choices: Sequence[str], draw: np.random.Generator) -> str:
    return choices[int(draw.integers(len(choices)))]
