"""The sample's files: what they are called, to whom and to which class they belong, and what is wrong with some."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SUBJECTS = 60
IMAGES_PER_SUBJECT = 4
CLASSES = ("normal", "nodule")


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """What a device writes into all of its files."""

    maker: str
    model: str
    #: where it stands
    site: str
    modality: str
    sop_class: str
    photometric: str
    #: peak voltage of the tube, in kilovolts
    kvp: int
    #: between the centres of two pixels, in millimetres
    spacing: float
    #: of the names of its files
    ending: str


AURORA = Scanner(
    maker="Polar Imaging",
    model="Aurora DR",
    site="Sample Hospital North",
    modality="DX",
    sop_class="1.2.840.10008.5.1.4.1.1.1.1",
    photometric="MONOCHROME2",
    kvp=120,
    spacing=1.6,
    ending=".dcm",
)
FJORD = Scanner(
    maker="Fjord Medical",
    model="F-200",
    site="Sample Hospital South",
    modality="CR",
    sop_class="1.2.840.10008.5.1.4.1.1.1",
    photometric="MONOCHROME1",
    kvp=125,
    spacing=1.4,
    ending="",
)


@dataclass(frozen=True)
class SampleFile:
    """The place of a file: under which subject it stands, and as which file of it. Both are counted from 1."""

    subject: int
    number: int

    @property
    def file(self) -> str:
        return f"images/PAT{self.subject:02d}/IM{self.number:06d}{self.device.ending}"

    @property
    def patient(self) -> str:
        """Return the PatientID."""
        return f"FROST-{self.subject:04d}"

    @property
    def label(self) -> str:
        return CLASSES[(self.subject - 1) % 2]

    @property
    def device(self) -> Scanner:
        """Subjects come in pairs, a normal one and one with nodules, and each pair is from one device."""
        return (AURORA, FJORD)[(self.subject - 1) // 2 % 2]


class Problem(StrEnum):
    """What is wrong with a file that is hidden in the sample."""

    MIRRORED = "mirrored"
    TURNED = "turned"
    COPIED = "copied"
    TWO_LABELS = "two-labels"
    CUT_OFF = "cut-off"
    NO_IMAGE = "no-image"
    LETTER = "letter"


SENTENCE = {
    Problem.MIRRORED: "{file} of {patient} is {other} of {other_patient}, brighter and mirrored.",
    Problem.TURNED: "{file} of {patient} is {other} of {other_patient}, brighter and turned by 90 degrees.",
    Problem.COPIED: "{file} is an exact copy of {other}.",
    Problem.TWO_LABELS: "{file} is an exact copy of {other}, but listed as {label} instead of {other_label}.",
    Problem.CUT_OFF: "{file} is {other} once more, but cut off: the end of it is missing.",
    Problem.NO_IMAGE: "{file} is a report, with nothing to see in it.",
    Problem.LETTER: "{file} has a letter burned into it.",
}


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A problem that is hidden in the sample, for the user to find."""

    problem: Problem
    place: SampleFile
    #: the image that it is made of, unless it is an image like the others
    other: SampleFile | None = None
    letter: str = ""

    @property
    def label(self) -> str:
        """Return the class that the table gives."""
        own = self.place.label
        return next(label for label in CLASSES if label != own) if self.problem == Problem.TWO_LABELS else own

    @property
    def sentence(self) -> str:
        other = self.other or self.place
        return SENTENCE[self.problem].format(
            file=self.place.file,
            patient=self.place.patient,
            label=self.label,
            other=other.file,
            other_patient=other.patient,
            other_label=other.label,
        )


HIDDEN = (
    Hidden(problem=Problem.MIRRORED, place=SampleFile(23, 5), other=SampleFile(5, 2)),
    Hidden(problem=Problem.TURNED, place=SampleFile(38, 5), other=SampleFile(12, 3)),
    Hidden(problem=Problem.MIRRORED, place=SampleFile(17, 5), other=SampleFile(13, 1)),
    Hidden(problem=Problem.TWO_LABELS, place=SampleFile(33, 5), other=SampleFile(33, 2)),
    Hidden(problem=Problem.COPIED, place=SampleFile(28, 5), other=SampleFile(28, 1)),
    Hidden(problem=Problem.CUT_OFF, place=SampleFile(26, 5), other=SampleFile(26, 2)),
    Hidden(problem=Problem.NO_IMAGE, place=SampleFile(51, 5), other=SampleFile(51, 1)),
    Hidden(problem=Problem.LETTER, place=SampleFile(7, 3), letter="R"),
    Hidden(problem=Problem.LETTER, place=SampleFile(10, 1), letter="L"),
)
