"""The words for files that hold no image which can be read, and for what to do with them.

Its source travels with every exported model, so it needs little but the standard library.
"""

from __future__ import annotations

from core.wording.wording import Wording

FILE_KINDS = {
    "files-of-kind": Wording("{files:file} ({ending}: {kind})"),
    # ---- what they are, in the plural
    "kind-heif": Wording("photographs in HEIF, as phones take them"),
    "kind-jpeg-xl": Wording("pictures in JPEG XL"),
    "kind-jpeg-xr": Wording("pictures in JPEG XR"),
    "kind-raw-photographs": Wording("raw photographs"),
    "kind-photoshop": Wording("documents of Photoshop"),
    "kind-drawings": Wording("documents of a drawing program"),
    "kind-rare-pictures": Wording("pictures of a rarer kind"),
    "kind-documents": Wording("documents"),
    "kind-metaimage": Wording("volumes in MetaImage"),
    "kind-nrrd": Wording("volumes in NRRD"),
    "kind-freesurfer": Wording("volumes of FreeSurfer"),
    "kind-minc": Wording("volumes in MINC"),
    "kind-afni": Wording("volumes of AFNI"),
    "kind-philips-volumes": Wording("volumes of Philips scanners (PAR/REC)"),
    "kind-rare-volumes": Wording("volumes of a rarer kind"),
    "kind-czi": Wording("images in CZI, of Zeiss microscopes"),
    "kind-zvi": Wording("images in ZVI, of Zeiss microscopes"),
    "kind-nd2": Wording("images in ND2, of Nikon microscopes"),
    "kind-lif": Wording("images in LIF, of Leica microscopes"),
    "kind-olympus": Wording("images of Olympus microscopes"),
    "kind-imaris": Wording("images of Imaris"),
    "kind-mirax": Wording("slides in MIRAX"),
    "kind-isyntax": Wording("slides in iSyntax, of Philips scanners"),
    "kind-rare-slides": Wording("slides of a scanner of a rarer kind"),
    "kind-rare-microscopes": Wording("images of a microscope of a rarer kind"),
    "kind-fits": Wording("images in FITS"),
    "kind-arrays": Wording("arrays of numbers"),
    "kind-raw-values": Wording("raw values without a header"),
    "kind-videos": Wording("videos"),
    "kind-archives": Wording("archives"),
    "kind-text": Wording("text"),
    "kind-tables": Wording("tables"),
    "kind-descriptions": Wording("descriptions"),
    "kind-program-code": Wording("program code"),
    "kind-sound": Wording("sound"),
    "kind-networks": Wording("networks"),
    "kind-tensorflow-data": Wording("data sets packed for TensorFlow"),
    "kind-packed-tables": Wording("packed tables"),
    "kind-databases": Wording("databases"),
    "kind-python-objects": Wording("objects of Python"),
    "kind-hdf5": Wording("networks or arrays of numbers, in HDF5"),
    # ---- what to do with them
    "save-as-pictures": Wording("Save them as JPEG, PNG or TIFF."),
    "save-pictures-inside": Wording("Save the pictures in them as JPEG, PNG or TIFF."),
    "save-each-array": Wording("Save each picture in them as TIFF or PNG."),
    "save-frames": Wording("Save the frames that matter as PNG or JPEG."),
    "save-as-files": Wording("Save each image in it as a file of its own, JPEG, PNG or TIFF, in a folder per class."),
    "export-as-tiff": Wording(
        "Export them as TIFF or OME-TIFF with the program of the microscope, with Fiji or with QuPath."
    ),
    "convert-volumes": Wording("Convert them to NIfTI or DICOM, for instance with 3D Slicer or ITK-SNAP."),
    "unpack": Wording("Unpack them, and choose the folder that comes out."),
    "images-only": Wording(
        "Frostline learns from images and from texts. Choose a folder with a folder of these per class."
    ),
    "images-only-or-list": Wording(
        "Frostline learns from images and from texts. Choose a folder with a folder of these per class. A list of "
        "images, or a table of texts, is read from CSV, .tsv and .xlsx."
    ),
    "import-network": Wording("A network is imported among the backbones; here choose the images to learn from."),
    "import-network-or-save-as-files": Wording(
        "A network is imported among the backbones; here choose the images to learn from. Save each image in it as a "
        "file of its own, JPEG, PNG or TIFF, in a folder per class."
    ),
}
