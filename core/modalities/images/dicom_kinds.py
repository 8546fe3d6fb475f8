"""DICOM kinds: which objects are pictures to train on, and what the others are, by their SOP class.

Segmentations and grids of doses hold pixels, too, and lie beside the slices that they were made of.
"""

from __future__ import annotations

from typing import Any

from core.modalities.images.preprocessing import ImageProblem

#: by a word in the name of the SOP class; the first that fits counts
OBJECTS_WITHOUT_IMAGE = {
    "Media Storage Directory": "the table of contents of a medium (DICOMDIR)",
    "Presentation State": "a presentation state, which tells how to show an image",
    "Structured Display": "a layout of images on a screen",
    "Key Object": "a list of important images",
    " SR ": "a structured report",
    "Procedure Log": "a structured report",
    "RT Structure Set": "a set of structures for radiotherapy",
    "RT Dose": "a grid of radiation doses",
    "RT Plan": "a plan for radiotherapy",
    "RT Ion Plan": "a plan for radiotherapy",
    "RT ": "a record of radiotherapy",
    "Radiation": "a record of radiotherapy",
    "Surface": "a surface",
    "Segmentation": "a segmentation, which marks regions of other images",
    "PDF": "a document (PDF)",
    "Encapsulated": "a document",
    "Waveform": "a waveform, such as an ECG",
    "Spectroscopy": "a spectrum",
    "Registration": "a registration of images to each other",
    "Fiducials": "a registration of images to each other",
    "Raw Data": "raw data of a scanner",
    "Real World Value": "a mapping of values to units",
    "Tractography": "a set of tracts",
    "Annotations": "a set of annotations",
    "Thickness Map": "a map of measurements",
    "Topography Map": "a map of measurements",
    "Volume Analysis": "a map of measurements",
    "Measurements": "a table of measurements",
    "Protocol": "a protocol of a scanner",
    "Overlay": "an overlay of other images",
    "Curve": "a curve",
    "LUT": "a table of colours or shades",
    "Palette": "a table of colours or shades",
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
    """Raises ImageProblem, which says what it is, where the object is no picture, also where it has pixels."""
    name = _class_name(dataset)
    if any(word in name for word in NAMES_OF_PICTURES) or not name.endswith(STORED):
        return
    known = name.removesuffix(" - Trial").removesuffix(" Storage")
    what = next((what for word, what in OBJECTS_WITHOUT_IMAGE.items() if word in name), "")
    raise ImageProblem(f"This DICOM object holds no image: it is {what} ({known})." if what else _unnamed(known))


def without_pixels(dataset: Any) -> ImageProblem:
    """Why there are none, in an object that ought to be a picture or that says nothing of itself."""
    if "Image" in _class_name(dataset):
        return ImageProblem("The file is cut off: its pixels are missing.")
    return ImageProblem("This DICOM object holds no image.")


def compression_not_read(transfer_syntax: str) -> ImageProblem:
    """Names the compression, where it is a known one."""
    from pydicom.uid import UID

    name = NEWER_SYNTAXES.get(transfer_syntax) or str(UID(transfer_syntax).name)
    told = f": {name}" if name not in ("", transfer_syntax) else ""
    return ImageProblem(f"The image is compressed in a way that is not read{told}.")


def _unnamed(known: str) -> str:
    return f"This DICOM object holds no image: it is called {known}."


def _class_name(dataset: Any) -> str:
    """The name that pydicom has for the SOP class; that of a private one is its number."""
    from pydicom.uid import UID

    given = str(dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID") or "").strip()
    if not given:
        return CLASS_OF_MODALITY.get(str(dataset.get("Modality") or "").strip().upper(), "")
    return NEWER.get(given) or str(UID(given).name)
