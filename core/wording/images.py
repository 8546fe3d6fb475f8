"""The words for why an image cannot be read. Their source travels with every exported model."""

from __future__ import annotations

from core.messages import Message
from core.wording.file_kinds import FILE_KINDS
from core.wording.wording import Wording, worded

IMAGES = {
    **FILE_KINDS,
    # ---- the file
    "cut-off": Wording("The file is cut off: the end of the image is missing."),
    "file-not-there": Wording("The file is not there."),
    "file-not-readable": Wording("The file may not be read."),
    "damaged-or-unknown": Wording("The file is damaged, or the kind of image in it cannot be read."),
    "unknown-kind": Wording("The file is not an image of a known kind, or its beginning is damaged."),
    "type-not-read": Wording("Files of this type are not read."),
    "kind-not-read": Wording("Files of this type ({ending}: {kind}) are not read."),
    "size-unknown": Wording("The file is damaged: it does not say how large the image is."),
    "smaller-than-said": Wording("The file is damaged: its image is not as large as it says."),
    "no-picture": Wording("The file holds no picture."),
    "too-many-pictures": Wording("The file says that it holds {pictures:,} pictures; {limit:,} is the limit."),
    # ---- what it takes to read it
    "too-many-pixels": Wording("The image has more than {millions:,.0f} million pixels, which is the limit."),
    "memory-above-limit": Wording("Reading the image takes more memory than the limit."),
    "takes-too-long": Wording("Reading the image takes more than {seconds:g} seconds."),
    "takes-too-much-memory": Wording("Reading the image takes more than {megabytes:,} MB of memory."),
    "reader-crashed": Wording("The image made its reader crash."),
    # ---- colours and depth
    "colours-not-read": Wording("The colours of this image are kept in a way that is not read: {colours}."),
    "colours-with-signs": Wording(
        "The colours of this image are signed, so that it is not known which of them is black."
    ),
    "colours-of-bits-not-read": Wording("The image holds colours of single bits, which are not read."),
    "colours-not-in-palette": Wording("The file is damaged: its colours do not stand in its palette."),
    "palette-missing": Wording("The file is damaged: its palette of colours is missing."),
    "big-endian-bits-not-read": Wording("The image holds single bits in big-endian order, which are not read."),
    "complex-numbers": Wording("The image holds complex numbers, which are no brightness."),
    "page-is-volume": Wording("A page of this file is a volume and no picture."),
    "too-many-channels": Wording("The image has {channels} channels; up to {most} are read."),
    "jpeg-not-read": Wording("A JPEG of {bits} bits with {channels} channels is not read."),
    "jpeg-2000-not-read": Wording("The colours of this JPEG 2000 image of {bits} bits are kept in a way not read."),
    "deep-sgi-not-read": Wording("The image holds 16 bits a channel; of an SGI file, nothing here reads more than 8."),
    "full-depth-not-read": Wording(
        "Nothing here reads this image in its full depth. Save it as PNG or TIFF of 16 bits."
    ),
    "damaged-or-compression-not-read": Wording(
        "The image is damaged, or compressed in a way that is not read: {compression}."
    ),
    # ---- DICOM
    "not-dicom": Wording("The file is not a DICOM file, or its beginning is damaged."),
    "dicomdir-damaged": Wording("The DICOMDIR is damaged: it lists files that are not below its folder."),
    "dicom-object-without-image": Wording("This DICOM object holds no image."),
    "dicom-object-is": Wording("This DICOM object holds no image: it is {what} ({name})."),
    "dicom-object-called": Wording("This DICOM object holds no image: it is called {name}."),
    "dicom-media-storage-directory": Wording("the table of contents of a medium (DICOMDIR)"),
    "dicom-presentation-state": Wording("a presentation state, which says how to show an image"),
    "dicom-structured-display": Wording("a layout of images on a screen"),
    "dicom-key-object": Wording("a list of important images"),
    "dicom-sr": Wording("a structured report"),
    "dicom-rt-structure-set": Wording("a radiotherapy structure set"),
    "dicom-rt-dose": Wording("a radiotherapy dose grid"),
    "dicom-rt-plan": Wording("a radiotherapy plan"),
    "dicom-rt": Wording("a radiotherapy record"),
    "dicom-surface": Wording("a surface"),
    "dicom-segmentation": Wording("a segmentation, which marks regions of other images"),
    "dicom-pdf": Wording("a document (PDF)"),
    "dicom-encapsulated": Wording("a document"),
    "dicom-waveform": Wording("a waveform, such as an ECG"),
    "dicom-spectroscopy": Wording("a spectrum"),
    "dicom-registration": Wording("a registration of images to each other"),
    "dicom-raw-data": Wording("raw scanner data"),
    "dicom-real-world-value": Wording("a mapping of values to units"),
    "dicom-tractography": Wording("a set of tracts"),
    "dicom-annotations": Wording("a set of annotations"),
    "dicom-thickness-map": Wording("a map of measurements"),
    "dicom-measurements": Wording("a table of measurements"),
    "dicom-protocol": Wording("a protocol"),
    "dicom-overlay": Wording("an overlay of other images"),
    "dicom-curve": Wording("a curve"),
    "dicom-lut": Wording("a table of colours or shades"),
    "pixels-missing": Wording("The file is cut off: its pixels are missing."),
    "no-imagecodecs": Wording("No package that decodes this compression is installed: imagecodecs."),
    "compression-unknown": Wording("The image is compressed in a way that is not read."),
    "compression-not-read": Wording("The image is compressed in a way that is not read: {compression}."),
    "jpeg-xl-not-read": Wording(
        "The image is compressed in a way that is not read: JPEG XL of fractions or many frames."
    ),
    "rle-of-bits-not-read": Wording("The image is compressed in a way that is not read: RLE of single bits."),
    "more-bits-than-said": Wording("The file contradicts itself: its compressed image has more bits than it says."),
    "other-bits-than-said": Wording("The file contradicts itself: its compressed image has other bits than it says."),
    "more-bits-than-room": Wording(
        "The file contradicts itself: it says that more bits are stored than there is room for."
    ),
    "other-size-than-said": Wording(
        "The file contradicts itself: it says {said_width} × {said_height} pixels of {said_channels:channel}, and its "
        "compressed image has {width} × {height} of {channels:channel}."
    ),
    "other-bytes-than-said": Wording(
        "The file contradicts itself: it says {pictures} × {width} × {height} pixels of {bits} bits, and its pixel "
        "data has {bytes:,} bytes.",
        one="The file contradicts itself: it says {width} × {height} pixels of {bits} bits, and its pixel data has "
        "{bytes:,} bytes.",
        by="pictures",
    ),
    "voi-lut-function-unknown": Wording(
        "The file's VOI LUT Function is unknown: it is not LINEAR, LINEAR_EXACT or SIGMOID."
    ),
    "lut-not-whole": Wording("The file is damaged: its lookup table (LUT) is incomplete."),
    "rescale-slope-zero": Wording("The file's Rescale Slope is 0, with which all values would be the same."),
    "window-width-negative": Wording(
        "The file's Window Width is below 0, so that it is not known which end of it is black."
    ),
    "several-values-said": Wording("The file says several things of its {element}, of which one must count."),
    "number-unclear": Wording("The file's {element} is no number that can be understood without doubt."),
    # ---- NIfTI
    "not-nifti": Wording("The file is not a NIfTI file, or its beginning is damaged."),
    "no-volume": Wording("The file holds no volume of brightness or colours."),
    "intercept-no-number": Wording("The file says a slope of its values and an intercept that is no number."),
    "values-begin-unknown": Wording("The file does not say where its values begin, behind what else its header holds."),
    "axes-unclear": Wording("The file does not say how its volume lies: its axes have no length, or run alongside."),
    "values-not-beside": Wording("The values are missing: they belong beside this file, in one that ends in .img."),
}


def problem_text(problem: Message) -> str:
    """Return why an image cannot be read, in words."""
    return worded(problem, IMAGES).text
