"""The words for what goes wrong where images are listed and split."""

from __future__ import annotations

from core.wording.listing import LAYOUT, NAME_COLUMNS, TWO_CLASSES
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
    "columns-unclear": Wording(
        "“{part}” does not say which column is what.",
        "Write file=…,class=… with the names of the columns, and if there are such subject=…,split=…,site=…,frame=….",
    ),
    "which-column": Wording(
        "Which column is the {role}?",
        "Write file=…,class=… with the names of the columns, and if there are such subject=…,split=…,site=…,frame=….",
    ),
    "list-unreadable": Wording("The list of images “{file}” cannot be read{detail}.", "Put it back as it was."),
    "folder-may-not-be-opened": Wording(
        "The folder “{folder}” may not be opened.",
        "Ask for permission to read it, or move it away.",
    ),
    "folder-not-opened": Wording(
        "The folder “{folder}” cannot be opened: {reason}.",
        "Check its disk and its connection, or move the folder away.",
    ),
    "no-folder-called-as-part": Wording(
        "No folder in “{folder}” has the name of a part and holds a folder per class.",
        "Call them train, validation and test, and put a folder per class into each of them.",
    ),
    "images-not-in-folders": Wording(
        "The files in “{folder}” are not in folders, so their classes are not known.",
        LAYOUT,
    ),
    "folder-without-images": Wording(
        "“{folder}” holds neither images nor texts.",
        LAYOUT,
    ),
    "folder-without-images-that-are-read": Wording(
        "“{folder}” holds no images that are read, but {kinds:joined}.",
        "{hints:sentences}",
    ),
    "source-is-one-image": Wording(
        "“{file}” is neither a folder nor a table, but a single image or text.",
        LAYOUT,
    ),
    "source-of-other-kind": Wording("“{file}” ({ending}: {kind}) is neither a folder nor a table.", "{to_do}"),
    "source-is-no-list": Wording(
        "“{file}” is neither a folder nor a table.",
        LAYOUT,
    ),
    "source-not-there": Wording(
        "There is no folder “{folder}”.",
        "Check that it was not moved and its disk is connected.",
    ),
    "every-out-of-range": Wording("Of the frames, take every one (1) or fewer.", "2 takes every second, and so on."),
    "axis-out-of-range": Wording("Slices lie along axis 0, 1 or 2.", "They are sagittal, coronal and axial."),
    "tag-has-too-many-values": Wording(
        "The tag {tag} has {values:,} different values: it names no classes.",
        "Choose a tag that has few values, such as Modality or BodyPartExamined.",
    ),
    "fractions-out-of-range": Wording(
        "Training, validation and test must each get a part of the images, and together all of them.",
        "70 %, 15 % and 15 % are a good choice.",
    ),
    "no-image-readable": Wording("None of the images can be read.", "The list of images says why for each of them."),
    "pattern-missing": Wording(
        "Which part of the file names is the subject?",
        "Write {{subject}} where the subject stands, * for any text, ? for any character, # for digits. "
        "“{{subject}}_*” finds “person12” in “person12_bacteria_3.jpeg”.",
    ),
    "pattern-without-subject": Wording(
        "The pattern “{pattern}” does not say where the subject stands.",
        "Write {{subject}} where the subject stands, * for any text, ? for any character, # for digits. "
        "“{{subject}}_*” finds “person12” in “person12_bacteria_3.jpeg”.",
    ),
    "rows-too-long": Wording(
        "Each row of “{table}” has more cells than there are names of columns, so that it is unclear which cell "
        "is what.",
        "Name all columns in the first row. A text with a comma in it belongs in quotation marks.",
    ),
    "split-unknown": Wording(
        "Row {number} of “{table}” has the split “{word}”, which is not known.",
        "Write train, validation or test, leave the cell empty, or say that no column is the split.",
    ),
    "uids-not-there": Wording(
        "None of the images that “{table}” lists by their UIDs is there: no DICOM file below “{folder}” has the UID "
        "in row {row}.",
        "Put the table into the folder of the DICOM files.",
    ),
    "file-and-frame-listed": Wording(
        "“{table}” lists “{file}” as a whole, in row {row_of_file}, and one frame of it, in row {row_of_frame}.",
        "Keep the row of the whole file, or those of its frames.",
    ),
    "frame-no-number": Wording(
        "{where} has the frame “{text}”, which is no number.",
        "Frames are counted from 1; or leave it empty.",
    ),
    "several-tables": Wording("“{folder}” holds several lists of images: {tables}.", "Choose one of these."),
    "table-empty": Wording(
        "“{table}” is empty: it has no columns named file and class.",
        NAME_COLUMNS,
    ),
    "table-of-one-column": Wording(
        "“{table}” has only one column: it is unclear where a column ends.",
        "Save it again with commas, semicolons or tabs between the columns.",
    ),
    "table-of-text": Wording(
        "“{table}” seems to hold text, but it is not known which column holds the texts, and which their classes.",
        "Say which columns these are. In a list of images, name the column of files instead.",
    ),
    "table-damaged": Wording("“{table}” begins as {encoding}, and is damaged.", "Save it again as “CSV UTF-8”."),
    "table-of-mixed-encodings": Wording(
        "“{table}” is in UTF-8 in some places and in another encoding in others, as in line {row}.",
        "Save it again as “CSV UTF-8”.",
    ),
    "table-encoding-unknown": Wording(
        "“{table}” is not in UTF-8, and its encoding is unknown.",
        "Save it again as “CSV UTF-8”.",
    ),
    "table-of-old-excel": Wording(
        "“{table}” is in the old format of Excel, or locked with a password.",
        "Save it again as .xlsx or as “CSV UTF-8”, without a password.",
    ),
    "table-is-markup": Wording(
        "“{table}” is a web page or XML, whatever it is called.",
        "Open it in a spreadsheet, and save it again as .xlsx or as “CSV UTF-8”.",
    ),
    "table-not-sound": Wording(
        "“{table}” is not a sound CSV file.",
        "Open it in a spreadsheet and save it again. Most often a quotation mark is missing.",
    ),
    "table-too-large": Wording("“{table}” is too large for a list of images.", "Choose the table that lists them."),
    "table-not-opened": Wording("“{table}” cannot be opened{detail}.", "Close it in other programs, and try again."),
    "table-of-libreoffice": Wording(
        "“{table}” is in the format of LibreOffice (OpenDocument), which is not read.",
        "Save it again as .xlsx or as “CSV UTF-8”.",
    ),
    "table-no-workbook": Wording(
        "“{table}” cannot be read as an Excel workbook.",
        "Save it again as .xlsx or as “CSV UTF-8”.",
    ),
    "workbook-too-large": Wording(
        "“{table}” is too large for a list of images.",
        "Keep only the sheet and the rows that list them.",
    ),
    "limits-out-of-range": Wording(
        "An image must be allowed some pixels, at least 64 MB of memory, and some time.",
        "10 seconds, 2,048 MB and 179 million pixels suit nearly all.",
    ),
    "readers-do-not-start": Wording(
        "The processes that read images end as soon as they start.",
        "Close other programs to free memory, and start again.",
    ),
    "sample-folder-not-empty": Wording("“{folder}” is not an empty folder.", "Choose a new folder for the sample."),
    "given-split-divides-subjects": Wording(
        "By the given split, {subjects:subject} are in several of training, validation and test.",
        "Put all images of a subject in one part, or leave out the split and let Frostline make it.",
        one="By the given split, 1 subject is in several of training, validation and test.",
        by="subjects",
    ),
    "classes-too-small-to-split": Wording(
        "The classes are too small to be in training, validation and test: no image is left for {parts:and}.",
        "Each class needs at least three different images, of three subjects. Add some, or check how subjects are "
        "identified: a patient ID that all files share makes one subject of them.",
    ),
    "part-training": Wording("training"),
    "part-validation": Wording("validation"),
    "part-test": Wording("test"),
    "tag-has-one-value": Wording(
        "The tag {tag} has only one value, “{label}”.",
        TWO_CLASSES,
    ),
    "tag-has-no-value": Wording(
        "The tag {tag} has no value in any of the files.",
        TWO_CLASSES,
    ),
    "files-unclear-by-uid": Wording(
        "It is not clear which files “{table}” lists: the UID in row {row} may be {files:quoted}.",
        "Write their paths as seen from the folder of the table.",
    ),
    "files-unclear-by-name": Wording(
        "It is not clear which files “{table}” lists: “{text}” in row {row} may be {files:quoted}.",
        "Write their paths as seen from the folder of the table.",
    ),
    "files-not-there": Wording(
        "None of the files that “{table}” lists is there. Row {row} names “{text}”, which was looked for in "
        "“{folder}” and below it.",
        "Put the table into the folder of the images.",
    ),
    "files-not-there-but-near": Wording(
        "None of the files that “{table}” lists is there. Row {row} names “{text}”, which was looked for in "
        "“{folder}” and below it.",
        "What lies near: {near:quoted}.",
    ),
    # ---- a tag of DICOM that is to give the class
    "tag-unknown": Wording("DICOM has no tag “{tag}”."),
    "tag-names-person": Wording("“{tag}” says who a person is."),
    "tag-names-patient": Wording("“{tag}” says who the patient is."),
    "tag-differs-each-time": Wording("“{tag}” is a number that differs for each image or examination."),
    "tag-of-free-text": Wording("“{tag}” holds free text, which may say anything."),
    "tag-of-sequence": Wording("“{tag}” is a sequence of other tags."),
    "tag-of-bytes": Wording("“{tag}” holds bytes and no text."),
    "which-tag": Wording("Which tag?"),
    "tag-gives-no-class": Wording(
        "{reason}",
        "Choose a tag that has few values, such as Modality or BodyPartExamined.",
    ),
    "tag-to-be-chosen-again": Wording("{reason}", "Choose another tag."),
}
