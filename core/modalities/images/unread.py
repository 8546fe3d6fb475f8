"""Unread kinds: files that hold pictures of a kind which is not read, with their names and a way out.

Its source travels with every exported model, so it needs little but the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from core.messages import Message


@dataclass(frozen=True)
class UnreadKind:
    """Files that somebody may take for images, and that are not read."""

    #: one of its endings, in small letters, with the dot
    ending: str
    #: what such files are, in the plural: “The folder holds 5 … (.heic), which are not read.”
    name: Message
    #: a whole sentence that says what to do with them
    hint: Message


AS_PICTURES = Message("save-as-pictures")
AS_TIFF = Message("export-as-tiff")
AS_VOLUMES = Message("convert-volumes")
AS_FRAMES = Message("save-frames")
#: of documents
SAVE_INSIDE = Message("save-pictures-inside")
DOCUMENTS = Message("kind-documents")
UNPACK = Message("unpack")

#: what the files are, their endings, and what to do
_GROUPS = (
    (Message("kind-heif"), ".heic .heif .hif .heics .avci", AS_PICTURES),
    (Message("kind-jpeg-xl"), ".jxl", AS_PICTURES),
    (Message("kind-jpeg-xr"), ".jxr .wdp .hdp", AS_PICTURES),
    (Message("kind-raw-photographs"),
     ".dng .cr2 .cr3 .crw .nef .nrw .arw .srf .sr2 .orf .rw2 .raf .pef .srw .x3f .3fr .iiq", AS_PICTURES),
    (Message("kind-photoshop"), ".psd .psb", AS_PICTURES),
    (Message("kind-drawings"), ".xcf .kra .ai .cdr .svg .svgz .eps .ps .wmf .emf .clip .afphoto", AS_PICTURES),
    (Message("kind-rare-pictures"),
     ".exr .dds .ico .icns .cur .xpm .xbm .pct .pict .qoi .flif .bpg .ras .iff .jbig .jb2", AS_PICTURES),
    (DOCUMENTS, ".pdf .doc .docx .ppt .pptx .odt .odp .djvu", SAVE_INSIDE),
    (Message("kind-metaimage"), ".mha .mhd", AS_VOLUMES),
    (Message("kind-nrrd"), ".nrrd .nhdr", AS_VOLUMES),
    (Message("kind-freesurfer"), ".mgh .mgz", AS_VOLUMES),
    (Message("kind-minc"), ".mnc .mnc2", AS_VOLUMES),
    (Message("kind-afni"), ".brik .brik.gz .head", AS_VOLUMES),
    (Message("kind-philips-volumes"), ".par .rec .xml.rec", AS_VOLUMES),
    (Message("kind-rare-volumes"), ".gipl .gipl.gz .vtk .vti .ecat .vmr .isq .aim", AS_VOLUMES),
    (Message("kind-czi"), ".czi", AS_TIFF),
    (Message("kind-zvi"), ".zvi", AS_TIFF),
    (Message("kind-nd2"), ".nd2", AS_TIFF),
    (Message("kind-lif"), ".lif .lof .xlef .xlif", AS_TIFF),
    (Message("kind-olympus"), ".oib .oif .oir .vsi .ets .poir", AS_TIFF),
    (Message("kind-imaris"), ".ims", AS_TIFF),
    (Message("kind-mirax"), ".mrxs", AS_TIFF),
    (Message("kind-isyntax"), ".isyntax .i2syntax", AS_TIFF),
    (Message("kind-rare-slides"), ".afi .vms .vmu .sdpc .kfb .tmap .szi", AS_TIFF),
    (Message("kind-rare-microscopes"),
     ".dv .r3d .sld .sldy .mvd2 .acff .ipw .lei .pic .c01 .xdce .mrc .dm2 .dm3 .dm4 .ser .emd", AS_TIFF),
    (Message("kind-fits"), ".fits .fit .fts .fits.gz", AS_TIFF),
    (Message("kind-arrays"), ".npy .npz .mat .h5 .hdf5 .hdf .he5 .zarr .n5", Message("save-each-array")),
    (Message("kind-raw-values"), ".raw .vol", AS_VOLUMES),
    (Message("kind-videos"),
     ".mp4 .m4v .mov .avi .mkv .wmv .mpg .mpeg .webm .flv .3gp .ogv .mts .m2ts .vob", AS_FRAMES),
    (Message("kind-archives"),
     ".zip .tar .tgz .tar.gz .tar.bz2 .tbz2 .tar.xz .txz .tar.zst .7z .rar .bz2 .xz .zst .iso", UNPACK),
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
