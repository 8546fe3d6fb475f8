"""Acquisition: the few technical facts of an image file that are kept; none of them shows who the patient is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Acquisition:
    """Empty, or 0, where a file does not say. Only DICOM files say any of it; EXIF is not read."""

    #: maker and model
    device: str = ""
    #: between the centres of two rows, in millimetres
    spacing: float = 0.0
    #: peak voltage of the tube, in kilovolts
    kvp: float = 0.0
    #: in millimetres
    slice_thickness: float = 0.0
    body_part: str = ""
    #: photometric interpretation, as MONOCHROME2
    photometric: str = ""
    #: the window that the file gives, as “40/400”: centre and width
    window: str = ""
    #: whether text is burned into the pixels: “yes”, “no”, or "" where the file does not say
    burned_in: str = ""
