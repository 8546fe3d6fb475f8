"""What goes wrong where images are listed and split, in words."""

from __future__ import annotations

from core.wording.wording import Wording

DATASET = {
    # ---- why an image of the dataset cannot be used
    "changed-since-scan": Wording("The file has changed since it was scanned."),
    "listed-in-dicomdir-but-lost": Wording("The DICOMDIR lists this file, but it is not there."),
    "without-label-tag": Wording("It has no {tag}, from which its class is to come."),
    "fewer-pictures": Wording("The file has only {pictures:picture}."),
    "several-files-fit": Wording("Several files fit what the table says."),
    "no-class-in-table": Wording("The table gives it no class."),
    "listed-twice-other-classes": Wording("The table lists it twice, with different classes."),
    "listed-twice-other-subjects": Wording("The table lists it twice, with different subjects."),
    "listed-twice-other-parts": Wording("The table lists it twice, with different parts."),
    "row-too-long": Wording("Its row has more cells than the table has columns."),
    "no-such-picture": Wording("The file has no picture {number}."),
    "image-not-shown": Wording("The image cannot be shown. {reason}", "Choose another image."),
    "picture-not-made": Wording("The picture could not be made."),
    # ---- listing
    "folders-and-table-unclear": Wording("{folders} {table}", "{table:hint}"),
    "no-table-lists-images": Wording(
        "{folders} Of the tables in it, none lists them. {reasons:sentences}",
        "{folders:hint}",
    ),
}
