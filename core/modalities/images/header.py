"""Header: what is known of an image file before its pixels are decoded."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.modalities.images.acquisition import Acquisition
from core.modalities.images.problems import check_pictures


@dataclass(frozen=True, kw_only=True)
class Header:
    """The header of a file; of one with several pictures, what holds for all of them."""

    #: as a person sees it
    width: int
    height: int
    #: per channel as stored, rounded up to 8, 16 or 32
    bits: int
    #: pictures in the file: frames of DICOM, pages of TIFF, slices of a volume along the axis asked for
    frames: int = 1
    #: as DICOM has them. They tell who the patient is: hash them at once, and never keep them.
    patient: str = ""
    site: str = ""
    #: value of the DICOM tag that was asked for
    label: str = ""
    acquisition: Acquisition = field(default_factory=Acquisition)

    def __post_init__(self) -> None:
        """Raise ImageProblem where there are more pictures than are read of one file."""
        check_pictures(self.frames)
