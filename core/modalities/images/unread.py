"""Unread kinds: files that hold pictures of a kind which is not read, with their names and a way out.

Its source travels with every exported model, so it needs nothing but the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class UnreadKind:
    """Files that somebody may take for images, and that are not read."""

    #: one of its endings, in small letters, with the dot
    ending: str
    #: what such files are, in the plural: “The folder holds 5 … (.heic), which are not read.”
    name: str
    #: a whole sentence that says what to do with them
    hint: str


AS_PICTURES = "Save them as JPEG, PNG or TIFF."
AS_TIFF = "Export them as TIFF or OME-TIFF with the program of the microscope, with Fiji or with QuPath."
AS_VOLUMES = "Convert them to NIfTI or DICOM, for instance with 3D Slicer or ITK-SNAP."
AS_FRAMES = "Save the frames that matter as PNG or JPEG."
UNPACK = "Unpack them, and choose the folder that comes out."

#: what the files are, their endings, and what to do
_GROUPS = (
    ("photographs in HEIF, as phones take them", ".heic .heif .hif .heics .avci", AS_PICTURES),
    ("pictures in JPEG XL", ".jxl", AS_PICTURES),
    ("pictures in JPEG XR", ".jxr .wdp .hdp", AS_PICTURES),
    ("raw photographs",
     ".dng .cr2 .cr3 .crw .nef .nrw .arw .srf .sr2 .orf .rw2 .raf .pef .srw .x3f .3fr .iiq", AS_PICTURES),
    ("documents of Photoshop", ".psd .psb", AS_PICTURES),
    ("documents of a drawing program", ".xcf .kra .ai .cdr .svg .svgz .eps .ps .wmf .emf .clip .afphoto", AS_PICTURES),
    ("pictures of a rarer kind",
     ".exr .dds .ico .icns .cur .xpm .xbm .pct .pict .qoi .flif .bpg .ras .iff .jbig .jb2", AS_PICTURES),
    ("documents", ".pdf .doc .docx .ppt .pptx .odt .odp .djvu", "Save the pictures in them as JPEG, PNG or TIFF."),
    ("volumes in MetaImage", ".mha .mhd", AS_VOLUMES),
    ("volumes in NRRD", ".nrrd .nhdr", AS_VOLUMES),
    ("volumes of FreeSurfer", ".mgh .mgz", AS_VOLUMES),
    ("volumes in MINC", ".mnc .mnc2", AS_VOLUMES),
    ("volumes of AFNI", ".brik .brik.gz .head", AS_VOLUMES),
    ("volumes of Philips scanners (PAR/REC)", ".par .rec .xml.rec", AS_VOLUMES),
    ("volumes of a rarer kind", ".gipl .gipl.gz .vtk .vti .ecat .vmr .isq .aim", AS_VOLUMES),
    ("images in CZI, of Zeiss microscopes", ".czi", AS_TIFF),
    ("images in ZVI, of Zeiss microscopes", ".zvi", AS_TIFF),
    ("images in ND2, of Nikon microscopes", ".nd2", AS_TIFF),
    ("images in LIF, of Leica microscopes", ".lif .lof .xlef .xlif", AS_TIFF),
    ("images of Olympus microscopes", ".oib .oif .oir .vsi .ets .poir", AS_TIFF),
    ("images of Imaris", ".ims", AS_TIFF),
    ("slides in MIRAX", ".mrxs", AS_TIFF),
    ("slides in iSyntax, of Philips scanners", ".isyntax .i2syntax", AS_TIFF),
    ("slides of a scanner of a rarer kind", ".afi .vms .vmu .sdpc .kfb .tmap .szi", AS_TIFF),
    ("images of a microscope of a rarer kind",
     ".dv .r3d .sld .sldy .mvd2 .acff .ipw .lei .pic .c01 .xdce .mrc .dm2 .dm3 .dm4 .ser .emd", AS_TIFF),
    ("images in FITS", ".fits .fit .fts .fits.gz", AS_TIFF),
    ("arrays of numbers", ".npy .npz .mat .h5 .hdf5 .hdf .he5 .zarr .n5", "Save each picture in them as TIFF or PNG."),
    ("raw values without a header", ".raw .vol", AS_VOLUMES),
    ("videos", ".mp4 .m4v .mov .avi .mkv .wmv .mpg .mpeg .webm .flv .3gp .ogv .mts .m2ts .vob", AS_FRAMES),
    ("archives", ".zip .tar .tgz .tar.gz .tar.bz2 .tbz2 .tar.xz .txz .tar.zst .7z .rar .bz2 .xz .zst .iso", UNPACK),
)  # fmt: skip


def unread_kind(name: str) -> UnreadKind | None:
    """Return what a file of this name is by its ending, where that is a known kind which is not read."""
    small = name.lower()
    endings = _kinds()
    for place in (at for at, letter in enumerate(small) if letter == "."):
        if place and small[place:] in endings:  # the longest ending comes first
            return endings[small[place:]]
    return None


@cache
def _kinds() -> dict[str, UnreadKind]:
    return {ending: UnreadKind(ending, name, hint) for name, endings, hint in _GROUPS for ending in endings.split()}
