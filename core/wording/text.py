"""What there is to say of sentences and of their vocabularies, in words."""

from __future__ import annotations

from core.wording.wording import Wording

TEXT = {
    "no-readable-vocabulary": Wording(
        "“{file}” cannot be read as a vocabulary.",
        "A vocabulary is a text file in UTF-8 with a piece of a word on each line, mostly named vocab.txt.",
    ),
    "vocabulary-lacks": Wording(
        "“{file}” is no vocabulary of WordPiece: it lacks {missing:listed}.",
        "Choose the vocab.txt that was published with the encoder.",
    ),
    "vocabulary-pads-otherwise": Wording(
        "In the vocabulary “{file}” the first piece is not [PAD].",
        "Choose the vocab.txt of a BERT encoder, whose padding has the number 0.",
    ),
    # ---- in tables and files
    "text-empty": Wording("There is no text."),
    "text-not-at-hand": Wording("The text is no longer where it was read."),
    "text-too-large": Wording("The file is larger than {megabytes} MB, which is no sentence and no report."),
    "texts-have-no-tags": Wording("only DICOM files have tags"),
    "no-column-of-texts": Wording(
        "“{table}” has no column of texts.", "Say which it is: --columns text=…, or “Columns …” in the window."
    ),
    "json-line-not-sound": Wording(
        "Line {row} of “{table}” is no JSON.", "In JSON lines, each line is an object of its own, in braces."
    ),
    "json-line-no-object": Wording(
        "Line {row} of “{table}” is no object.", "In JSON lines, each line is an object of its own, in braces."
    ),
    "json-lines-left-out": Wording(
        "{lines:,} lines of “{table}” are no objects of JSON, as {rows:listed}; they are left out.",
        one="Line {rows:listed} of “{table}” is no object of JSON; it is left out.",
        by="lines",
    ),
    "file-holds-no-texts": Wording("Files of this type are not read: only tables and .txt files."),
    # ---- how they are read
    "length-out-of-range": Wording("At least {least} tokens of a text are read."),
    "no-length-of-texts": Wording("“{text}” is no number of tokens.", "Give a whole number, or auto."),
}
