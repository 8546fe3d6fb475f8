"""DICOM kinds: which objects are pictures to train on, and what the others are, by their SOP class.

Segmentations and grids of doses hold pixels, too, and lie beside the slices that they were made of.
"""

from __future__ import annotations

from typing import Any

from core.messages import Message
from core.modalities.images.preprocessing import ImageProblem

#: by a word in the name of the SOP class; the first that fits counts
OBJECTS_WITHOUT_IMAGE = {
    "Media Storage Directory": Message("dicom-media-storage-directory"),
    "Presentation State": Message("dicom-presentation-state"),
    "Structured Display": Message("dicom-structured-display"),
    "Key Object": Message("dicom-key-object"),
    " SR ": Message("dicom-sr"),
    "Procedure Log": Message("dicom-sr"),
    "RT Structure Set": Message("dicom-rt-structure-set"),
    "RT Dose": Message("dicom-rt-dose"),
    "RT Plan": Message("dicom-rt-plan"),
    "RT Ion Plan": Message("dicom-rt-plan"),
    "RT ": Message("dicom-rt"),
    "Radiation": Message("dicom-rt"),
    "Surface": Message("dicom-surface"),
    "Segmentation": Message("dicom-segmentation"),
    "PDF": Message("dicom-pdf"),
    "Encapsulated": Message("dicom-encapsulated"),
    "Waveform": Message("dicom-waveform"),
    "Spectroscopy": Message("dicom-spectroscopy"),
    "Registration": Message("dicom-registration"),
    "Fiducials": Message("dicom-registration"),
    "Raw Data": Message("dicom-raw-data"),
    "Real World Value": Message("dicom-real-world-value"),
    "Tractography": Message("dicom-tractography"),
    "Annotations": Message("dicom-annotations"),
    "Thickness Map": Message("dicom-thickness-map"),
    "Topography Map": Message("dicom-thickness-map"),
    "Volume Analysis": Message("dicom-thickness-map"),
    "Measurements": Message("dicom-measurements"),
    "Protocol": Message("dicom-protocol"),
    "Overlay": Message("dicom-overlay"),
    "Curve": Message("dicom-curve"),
    "LUT": Message("dicom-lut"),
    "Palette": Message("dicom-lut"),
}
#: words in the names of those that are pictures: what is measured in each pixel may be learnt from, as ADC is
NAMES_OF_PICTURES = ("Image", "US Volume", "Parametric Map", "AIT Storage")
#: that came after pydicom's list
NEWER = {
    "1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
    "1.2.840.10008.5.1.4.1.1.66.8": "Height Map Segmentation Storage",
}
#: transfer syntaxes that came after it
NEWER_SYNTAXES = {
    "1.2.840.10008.1.2.1.98": "Encapsulated Uncompressed Explicit VR Little Endian",
    "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
}
#: of files that name no SOP class
CLASS_OF_MODALITY = {
    "SEG": "Segmentation Storage",
    "RTDOSE": "RT Dose Storage",
    "RTSTRUCT": "RT Structure Set Storage",
    "RTPLAN": "RT Plan Storage",
    "REG": "Spatial Registration Storage",
    "SR": "Comprehensive SR Storage",
    "PR": "Grayscale Softcopy Presentation State Storage",
    "KO": "Key Object Selection Document Storage",
    "DOC": "Encapsulated PDF Storage",
}
STORED = ("Storage", "Storage - Trial", "Storage SOP Class")


def check_is_picture(dataset: Any) -> None:
    """Raise ImageProblem, which says what it is, where the object is no picture, also where it has pixels."""
    name = _class_name(dataset)
    if any(word in name for word in NAMES_OF_PICTURES) or not name.endswith(STORED):
        return
    known = name.removesuffix(" - Trial").removesuffix(" Storage")
    what = next((what for word, what in OBJECTS_WITHOUT_IMAGE.items() if word in name), None)
    if what:
        raise ImageProblem(Message("dicom-object-is", what=what, name=known))
    raise ImageProblem(Message("dicom-object-called", name=known))


def without_pixels(dataset: Any) -> ImageProblem:
    """Return why there are no pixels, in an object that ought to be a picture or that says nothing of itself."""
    if "Image" in _class_name(dataset):
        return ImageProblem(Message("pixels-missing"))
    return ImageProblem(Message("dicom-object-without-image"))


def compression_not_read(transfer_syntax: str) -> ImageProblem:
    """Name the compression, where it is a known one."""
    from pydicom.uid import UID

    name = NEWER_SYNTAXES.get(transfer_syntax) or str(UID(transfer_syntax).name)
    if name in ("", transfer_syntax):
        return ImageProblem(Message("compression-unknown"))
    return ImageProblem(Message("compression-not-read", compression=name))


def _class_name(dataset: Any) -> str:
    """Return the name that pydicom has for the SOP class; that of a private one is its number."""
    from pydicom.uid import UID

    given = str(dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID") or "").strip()
    if not given:
        return CLASS_OF_MODALITY.get(str(dataset.get("Modality") or "").strip().upper(), "")
    return NEWER.get(given) or str(UID(given).name)
