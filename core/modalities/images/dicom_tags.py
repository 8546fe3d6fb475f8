"""DICOM tags: as text, and the few facts of an image that are kept."""

from __future__ import annotations

from typing import Any

from core.modalities.images.acquisition import Acquisition
from core.modalities.images.dicom_grey import group_of
from core.modalities.images.dicom_numbers import first_number

#: what `acquisition_of` reads
ACQUISITION_TAGS = (
    "Manufacturer",
    "ManufacturerModelName",
    "PixelSpacing",
    "ImagerPixelSpacing",
    "KVP",
    "SliceThickness",
    "BodyPartExamined",
    "PhotometricInterpretation",
    "WindowCenter",
    "WindowWidth",
    "BurnedInAnnotation",
    "SharedFunctionalGroupsSequence",
)


def acquisition_of(dataset: Any) -> Acquisition:
    """Return the device, the geometry and the window; nothing of the patient, the place or the time."""
    spacing = first_number(_measures(dataset), "PixelSpacing") or first_number(dataset, "ImagerPixelSpacing")
    thickness = first_number(_measures(dataset), "SliceThickness")
    return Acquisition(
        device=_device(text_of(dataset, "Manufacturer"), text_of(dataset, "ManufacturerModelName")),
        spacing=spacing or 0.0,
        kvp=first_number(dataset, "KVP") or 0.0,
        slice_thickness=thickness or 0.0,
        body_part=text_of(dataset, "BodyPartExamined"),
        photometric=text_of(dataset, "PhotometricInterpretation"),
        window=_window_text(group_of(dataset, "FrameVOILUTSequence")),
        burned_in={"YES": "yes", "NO": "no"}.get(text_of(dataset, "BurnedInAnnotation").upper(), ""),
    )


def text_of(dataset: Any, keyword: str) -> str:
    """Return the value of an element as text, several values with backslashes between; "" where there is none."""
    try:
        value = dataset.get(keyword)
        if value is None or isinstance(value, bytes):
            return ""
        values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else value
        return "\\".join(" ".join(str(one).split()) for one in values)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return ""


def _measures(dataset: Any) -> Any:
    return group_of(dataset, "PixelMeasuresSequence")


def _device(maker: str, model: str) -> str:
    """Many models begin with their maker's name."""
    return model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip()


def _window_text(dataset: Any) -> str:
    centre, width = first_number(dataset, "WindowCenter"), first_number(dataset, "WindowWidth")
    return "" if centre is None or width is None else f"{centre:g}/{width:g}"
