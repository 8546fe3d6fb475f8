"""Word the notices on folders and tables that list images."""

from __future__ import annotations

from core.wording.wording import Wording

#: what to do, in hints of several
LAYOUT = (
    "Give each class a folder of its own with its images or .txt files in it, put such folders into “train”, "
    "“validation” and “test”, or choose a table (CSV, .xlsx or JSON lines) with the columns file and class, or text "
    "and class. DICOM files may also give their class in a tag."
)
NAME_COLUMNS = "Say which column is what, or call them file, class and, where known, subject, split, site and frame."
TWO_CLASSES = "A classifier needs at least two classes."
WHICH_OF_TWO = "Say which of the two they are."
CHANGE_COLUMNS = "Others can be chosen: --columns on the command line, “Columns …” in the window."

LISTING = {
    "quoted-names-and-more": Wording("{names:after commas} and {more:,} more"),
    "no-classes": Wording("“{source}” holds no classes. {said:sentences}", LAYOUT),
    "no-images": Wording("“{source}” holds neither images nor texts. {said:sentences}", LAYOUT),
    "only-one-class": Wording("“{source}” holds only one class, “{label}”. {said:sentences}", TWO_CLASSES),
    "table-wins-over-folders": Wording(
        "“{table}” in “{folder}” lists the images with their classes; the names of the folders were not used."
    ),
    "folders-win-over-table": Wording(
        "“{table}” lists images, too. It was not read, since folders give the classes; to use it, choose that file."
    ),
    # ---- what folders may be
    "groups-or-classes": Wording(
        "{groups} in “{folder}” each hold {classes}: either may be the classes.",
        "If the classes lie inside, say parts; if they are the outer folders, say classes.",
    ),
    "parts-or-classes": Wording(
        "{folders} in “{folder}” may be parts of the data (training, validation, test) or classes.",
        WHICH_OF_TWO,
        one="{folders} in “{folder}” may be one of the parts of the data or a class.",
        by="number",
    ),
    "data-sets-or-classes": Wording(
        "{folders} in “{folder}” may each be a data set of its own.",
        "Choose one of these folders. If they are classes, say whether the folders in them are parts.",
    ),
    "parts-in-classes-unclear": Wording(
        "{folders} in the class folders of “{folder}” may be parts of the data (training, validation, test), or belong "
        "to the class like all that lies there.",
        WHICH_OF_TWO,
    ),
    "folders-of-training": Wording("Training: {folders}."),
    "folders-of-validation": Wording("Validation: {folders}."),
    "folders-of-test": Wording("Test: {folders}."),
    "classes-are": Wording("Classes: {classes}."),
    "classes-in-groups": Wording("Classes: {classes}. Images of {groups} are put together."),
    "classes-would-be-unknown": Wording("Without folders in them, the classes are not known."),
    "folders-left-out": Wording("Left out: {folders}."),
    "rest-is-left-out": Wording("What lies in none of the parts is left out."),
    # ---- how folders were read
    "folder-taken-for-part": Wording("The folder “{folder}” is taken for {part}."),
    "folders-are-groups": Wording(
        "The folders {folders} are no classes: the folders in them are, and are put together."
    ),
    "folders-repeated-inside": Wording(
        "The classes are {classes}. Each of them holds the folders {inside}, which were not taken for classes: all "
        "images in them count."
    ),
    "images-in-no-class": Wording(
        "{images:image} are left out, which lie in “{folder}” and in no class.",
        one="{images:image} is left out, which lies in “{folder}” and in no class.",
        by="images",
    ),
    "images-beside-folders": Wording(
        "{images:image} are left out, which lie beside the folders and in no class.",
        one="{images:image} is left out, which lies beside the folders and in no class.",
        by="images",
    ),
    "files-not-read": Wording("Not read: {kinds:joined}. {hints:sentences}"),
    "images-are-left-out": Wording(
        "{images:image} are left out",
        one="{images:image} is left out",
        by="images",
    ),
    "folders-of-no-part": Wording(
        "The folders {folders} are no parts of the data: {left_out}.",
        one="The folder {folders} is no part of the data: {left_out}.",
        by="number",
    ),
    "parts-without-classes": Wording(
        "The folders {folders} have no folder per class: {left_out}.",
        one="The folder {folders} has no folder per class: {left_out}.",
        by="number",
    ),
    "folders-of-other-kinds": Wording(
        "The folders {folders} hold no images that are read, but {kinds:joined}: they are left out. {to_do}",
        one="The folder {folders} holds no images that are read, but {kinds:joined}: it is left out. {to_do}",
        by="number",
    ),
    "folders-without-images": Wording(
        "The folders {folders} hold no images: they are left out.",
        one="The folder {folders} holds no images: it is left out.",
        by="number",
    ),
    "folders-of-masks": Wording(
        "The folders {folders} hold {images:image}, counted like all others. If these are drawings over other images, "
        "move them out of the class folders.",
        one="The folder {folders} holds {images:image}, counted like all others. If these are drawings over other "
        "images, move them out of the class folders.",
        by="number",
    ),
    "folder-not-in-unicode": Wording(
        "The name of the folder “{folder}” is not in Unicode: its class is read as “{label}”."
    ),
    "class-spelt-alike": Wording("The class “{name}” in {parts} is taken for “{label}”, which is spelt alike."),
    "passed-over": Wording("Passed over: {counts:listed}."),
    "hidden-files": Wording("{files:,} hidden files and folders", one="1 hidden file or folder", by="files"),
    "system-files": Wording("{files:,} of the system (such as Thumbs.db)"),
    "links-back-up": Wording("{links:,} links that lead back up", one="1 link that leads back up", by="links"),
    "other-files": Wording("{files:,} files of other types", one="1 file of another type", by="files"),
    # ---- columns that are not known
    "column-not-there": Wording("“{table}” has no column “{name}”.", "Its columns are {columns}."),
    "column-not-there-but-near": Wording(
        "“{table}” has no column “{name}”.",
        "Is “{near}” meant? Its columns are {columns}.",
    ),
    "columns-called-alike": Wording(
        "“{table}” has several columns called “{name}”, which differ in row {row}.",
        "Say by its number which of them is meant ({numbers:and}), or give them different names.",
    ),
    "several-classes-in-cell": Wording(
        "“{table}” gives several classes in one cell, “{cell}” in row {row}. Frostline learns one class an image.",
        "Keep the rows with one class, or say which other column is the class.",
    ),
    "no-column-of-files": Wording("“{table}” has no column that names files. It has {columns}.", NAME_COLUMNS),
    "no-column-of-files-perhaps-text": Wording(
        "“{table}” has no column that names files. It has {columns}. If it holds texts, say in which column.",
        NAME_COLUMNS,
    ),
    "no-column-of-class": Wording(
        "“{table}” has no column that gives the class. It has {columns}.",
        "Say which column is the class, or call it class.",
    ),
    "no-column-of-class-but-likely": Wording(
        "“{table}” has no column that gives the class. It has {columns}.",
        "Say which column is the class, or call it class. Perhaps it is “{likely}”, which holds 0 and 1.",
    ),
    "several-findings-in-row": Wording(
        "“{table}” gives the findings in columns of 0 and 1 ({columns:after commas}), and row {row} has {ones:,} of "
        "them. Frostline learns one class an image.",
        "Say which of these columns is the class, or add a column class with one value a row.",
    ),
    "no-finding-in-row": Wording(
        "“{table}” gives the findings in columns of 0 and 1 ({columns:after commas}), and row {row} has none of them. "
        "Frostline learns one class an image.",
        "Say which of these columns is the class, or add a column class with one value a row.",
    ),
    # ---- how a table was read
    "role-file": Wording("file"),
    "role-class": Wording("class"),
    "role-subject": Wording("subject"),
    "role-split": Wording("split"),
    "role-site": Wording("site"),
    "role-frame": Wording("frame"),
    "role-text": Wording("text"),
    "column-taken": Wording("{role} is “{column}”"),
    "column-taken-perhaps": Wording("{role} is “{column}” (perhaps {others:or})"),
    "class-is-one-of": Wording("class is that of {columns:after commas} which is 1"),
    "class-is-one-of-more": Wording("class is that of {columns:after commas}, … which is 1"),
    "columns-taken": Wording(f"In “{{table}}”: {{taken:listed}}. {CHANGE_COLUMNS}"),
    "columns-taken-of-sheet": Wording(f"In “{{table}}”, sheet “{{sheet}}”: {{taken:listed}}. {CHANGE_COLUMNS}"),
    "columns-taken-by-number": Wording(
        f"In “{{table}}”, whose columns have numbers instead of names: {{taken:listed}}. {CHANGE_COLUMNS}"
    ),
    "columns-taken-by-number-of-sheet": Wording(
        f"In “{{table}}”, sheet “{{sheet}}”, whose columns have numbers instead of names: {{taken:listed}}. "
        f"{CHANGE_COLUMNS}"
    ),
    "columns-not-used": Wording(
        "The columns {columns:quoted} of “{table}” were not used: what stands there does not name training, validation "
        "and test.",
        one="The column {columns:quoted} of “{table}” was not used: what stands there does not name training, "
        "validation and test.",
        by="number",
    ),
    "table-read-as": Wording(
        "“{table}” is not in UTF-8: it was read as {encoding}. If that is wrong, save it as “CSV UTF-8”."
    ),
    "table-read-as-with-example": Wording(
        "“{table}” is not in UTF-8: it was read as {encoding}, as in “{example}”. If that is wrong, save it as “CSV "
        "UTF-8”."
    ),
    "other-sheets": Wording(
        "The sheet “{sheet}” of “{table}” was read, and not {others:quoted}, where images are listed, too."
    ),
    "rows-hidden": Wording(
        "{rows:,} rows of “{table}” are hidden there, and read like all.",
        one="1 row of “{table}” is hidden there, and read like all.",
        by="rows",
    ),
    "column-hidden": Wording("The column “{column}” of “{table}”, which is taken for the {role}, is hidden there."),
    "formulas-without-value": Wording(
        "{formulas:,} formulas in “{table}” came without a value, and are taken for empty. Open and save it in a "
        "spreadsheet program.",
        one="1 formula in “{table}” came without a value, and is taken for empty. Open and save it in a spreadsheet "
        "program.",
        by="formulas",
    ),
    "comments-passed-over": Wording(
        "{comments:,} comments in “{table}” passed over.",
        one="1 comment in “{table}” passed over.",
        by="comments",
    ),
    "table-without-parts": Wording(
        "“{table}” gives no parts, so that images of the folders {folders:quoted} are split together. A column split "
        "would keep them apart."
    ),
    # ---- its rows
    "no-rows": Wording("No row stands below the names of its columns."),
    "rows-without-file": Wording(
        "{rows:,} rows of “{table}”, the first of which is {row}, have no file; passed over.",
        one="Row {row} of “{table}” has no file; passed over.",
        by="rows",
    ),
    "rows-without-class": Wording(
        "{rows:,} rows of “{table}”, the first of which is {row}, have no class; listed, and left out.",
        one="Row {row} of “{table}” has no class; listed, and left out.",
        by="rows",
    ),
    "rows-with-more-cells": Wording(
        "{rows:,} rows of “{table}”, the first of which is {row}, have more cells than there are columns; listed, and "
        "left out.",
        one="Row {row} of “{table}” has more cells than there are columns; listed, and left out.",
        by="rows",
    ),
    "rows-given-again": Wording(
        "{rows:,} rows of “{table}” given again, as {first} in {second}; each image is listed once.",
        one="1 row of “{table}” given again, as {first} in {second}; each image is listed once.",
        by="rows",
    ),
    "row-contradicts": Wording("“{table}” lists “{file}” twice, in rows {rows:and}, with different {what}; left out."),
    "rows-contradict": Wording(
        "“{table}” lists “{file}” twice, in rows {rows:and}, with different {what}, as {more:,} more; left out."
    ),
    "in-classes": Wording("classes"),
    "in-subjects": Wording("subjects"),
    "in-parts": Wording("parts"),
    # ---- its files
    "paths-found": Wording("{paths:,} of {total:,} paths were found {how:joined}."),
    "found-as-addresses": Wording("as addresses"),
    "found-with-percent-codes": Wording("with signs written as percent codes"),
    "found-with-backslashes": Wording("with backslashes between folders"),
    "found-in-any-case": Wording("without regard to case"),
    "found-with-any-accents": Wording("without regard to how accents are composed"),
    "found-without-ending": Wording("without their ending"),
    "found-under-other-ending": Wording("under another ending"),
    "found-with-any-zeros": Wording("without regard to zeros in front of a number"),
    "found-in-other-folder": Wording("by the end of the path, in another folder than is written"),
    "uids-found": Wording("{uids:,} of {total:,} UIDs were found in the headers of DICOM files."),
    "paths-fit-several-files": Wording(
        "{paths:,} of {total:,} paths fit several files, and are not guessed. The first is in row {row}, “{text}”: "
        "{files:after commas}."
    ),
    "uids-fit-several-files": Wording(
        "{uids:,} of {total:,} UIDs fit several files, and are not guessed. The first is in row {row}: "
        "{files:after commas}."
    ),
    "paths-not-found": Wording("{paths:,} of {total:,} paths were not found. The first is in row {row}, “{text}”."),
    "paths-not-found-but-near": Wording(
        "{paths:,} of {total:,} paths were not found. The first is in row {row}, “{text}”; near it: "
        "{near:after commas}."
    ),
    "uids-not-found": Wording(
        "{uids:,} of {total:,} UIDs were not found in any DICOM file; the first is in row {row}."
    ),
}
