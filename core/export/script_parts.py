"""Script parts: of what predict.py and the trial are made, for each kind of data."""

from __future__ import annotations

from dataclasses import dataclass

from core.export.kinds import IMAGES, TEXTS


@dataclass(frozen=True, kw_only=True)
class ScriptParts:
    """The modules of both scripts; each after those that it uses."""

    #: what stands at the top of predict.py
    header: str
    #: from files to a table, but for the model
    reading: tuple[str, ...]
    standalone: str
    trial: str
    #: what is needed beside the packages of the format
    packages: tuple[str, ...]


#: from files to a table, but for the model; each after those that it uses
IMAGE_READING = (
    "core.process.notices",
    "core.messages",
    "core.wording.wording",
    "core.wording.file_kinds",
    "core.wording.images",
    "core.modalities.images.preprocessing",
    "core.modalities.images.problems",
    "core.modalities.images.acquisition",
    "core.modalities.images.header",
    "core.modalities.images.windowing",
    "core.modalities.images.deep_colours",
    "core.modalities.images.png_stream",
    "core.modalities.images.jpeg_stream",
    "core.modalities.images.jpeg2000_stream",
    "core.modalities.images.netpbm",
    "core.modalities.images.deep_pictures",
    "core.modalities.images.pictures",
    "core.modalities.images.tiff_deep",
    "core.modalities.images.tiff_pictures",
    "core.modalities.images.tiff",
    "core.modalities.images.nifti",
    "core.modalities.images.pydicom_alone",
    "core.modalities.images.dicom_codecs",
    "core.modalities.images.dicom_frames",
    "core.modalities.images.dicom_syntax",
    "core.modalities.images.dicom_kinds",
    "core.modalities.images.dicom_numbers",
    "core.modalities.images.dicom_file",
    "core.modalities.images.dicom_grey",
    "core.modalities.images.dicom_colour",
    "core.modalities.images.dicom_tags",
    "core.modalities.images.dicom",
    "core.modalities.images.unread",
    "core.modalities.images.readers",
    "core.modalities.images.prepared_frames",
    "core.dataset.system_files",
    "core.storage.text_cells",
    "core.targets.columns",
    "core.prediction.chosen_files",
    "core.prediction.table",
    "core.export.table_file",
)

TEXT_READING = (
    "core.process.notices",
    "core.storage.json_cells",
    "core.modalities.text.readable",
    "core.dataset.system_files",
    "core.storage.text_cells",
    "core.targets.columns",
    "core.prediction.chosen_files",
    "core.prediction.table",
    "core.export.table_file",
    "core.export.plain_texts",
)

IMAGE_HEADER = '''"""Predict {predicts} with the model in this folder:

    python predict.py IMAGE_OR_FOLDER... [--csv FILE]

It needs Python 3.11 or newer, {packages}; for DICOM files also pydicom, for TIFF files tifffile, for
NIfTI files nibabel, and imagecodecs for compressed DICOM and TIFF files and for pictures of more than 8 bits a colour.
It does not need Frostline, which wrote it: images are prepared by the same source code, and the predictions are the
same. Any image file is opened in this very process, so give it files that you trust.

{notice}

Written by Frostline, under the Apache License, Version 2.0; see the file NOTICE.
"""'''

TEXT_HEADER = '''"""Predict {predicts} with the model in this folder:

    python predict.py FILE_OR_FOLDER... [--column NAME] [--csv FILE]

takes tables (.csv, .tsv, .jsonl), .txt files of one text each, folders of these, and - for standard input, a text a
line; all in UTF-8. It needs Python 3.11 or newer, {packages}. It does not need Frostline, which wrote
it: what makes tokens of texts is part of the model, and the predictions are the same.

{notice}

Written by Frostline, under the Apache License, Version 2.0; see the file NOTICE.
"""'''

PARTS = {
    IMAGES: ScriptParts(
        header=IMAGE_HEADER,
        reading=IMAGE_READING,
        standalone="core.export.standalone",
        trial="core.export.trial",
        packages=("Pillow", "NumPy"),
    ),
    TEXTS: ScriptParts(
        header=TEXT_HEADER,
        reading=TEXT_READING,
        standalone="core.export.text_standalone",
        trial="core.export.text_trial",
        packages=("NumPy",),
    ),
}
