"""What is said of texts in other words than of images, where another noun alone would not do."""

from __future__ import annotations

from core.wording.wording import Wording

LAYOUT = (
    "Give each class a folder of its own with its .txt files in it, or choose a table (CSV, .xlsx or JSON lines) with "
    "the columns text and class."
)

SAID_OF_TEXTS = {
    # ---- listing
    "no-classes": Wording("“{source}” holds no classes. {said:sentences}", LAYOUT),
    "no-images": Wording("“{source}” holds no texts. {said:sentences}", LAYOUT),
    "images-not-in-folders": Wording(
        "The files in “{folder}” are not in folders, so their classes are not known.", LAYOUT
    ),
    "folder-without-images": Wording("“{folder}” holds no texts.", LAYOUT),
    "source-is-one-image": Wording("“{file}” is neither a folder nor a table, but one text.", LAYOUT),
    "source-is-no-list": Wording("“{file}” is neither a folder nor a table.", LAYOUT),
    # ---- audit
    "subjects-unknown": Wording(
        "Subjects are not known: each text counts as its own",
        "If several texts are of one patient, they may be in training and test at once, and the results are too "
        "good. Say how subjects are identified: by a column of the table, or by a pattern over the file names.",
    ),
    "subjects-partly-unknown": Wording(
        "{images:image} without a subject",
        "Each of them counts as its own; the others belong to {subjects:subject}, none of which is in two parts. "
        "If they are of the same patients, say how their subjects are identified.",
    ),
    "no-near-duplicates": Wording(
        "No two subjects share an altered text",
        "Looked for: other capitals, blanks, punctuation and accents, misspelt and small words, and words added.",
    ),
    "no-shortcut-facts-alike": Wording(
        "Classes do not differ by length, capitals, source or the like",
        "These facts do not separate them.",
    ),
    "no-shortcut": Wording(
        "Classes do not differ by length, capitals, source or the like",
        "These facts do not separate them. A classifier on them alone has an AUC of {auc:.2f}; chance is 0.50.",
    ),
    "shortcut": Wording(
        "The classes can be separated by {facts:listed}",
        "A classifier that reads no text, and knows only {facts:listed}, separates the classes with an AUC of "
        "{auc:.2f} ({low:.2f} to {high:.2f}; chance is 0.50). A network can take the same shortcut, and its results "
        "would not hold for texts from elsewhere. Make these alike in all classes, or test on texts in which they are.",
    ),
    "fact-of-files": Wording("what is known of the texts"),
}
