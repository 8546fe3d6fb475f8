"""The words for what an audit has found; the hint says what it means and what to do."""

from __future__ import annotations

from core.wording.wording import Wording

AUDIT = {
    # ---- subjects
    "subjects-across-parts": Wording(
        "{subjects:subject} in several parts",
        "What is learnt of a subject in training is recognised in the test, and the results are too good. Put all "
        "images of a subject in one part, or let Frostline make the split.",
    ),
    "no-subject-across-parts": Wording(
        "No subject is in two parts",
        "All {subjects:subject} were checked: each has its images in one part alone.",
    ),
    "subjects-unknown": Wording(
        "Subjects are not known: each image counts as its own",
        "If several images show one patient, they may be in training and test at once, and the results are too "
        "good. Say how subjects are identified: by a column of the table, or by a pattern over the file names.",
    ),
    "subjects-partly-unknown": Wording(
        "{images:image} without a subject",
        "Each of them counts as its own; the others belong to {subjects:subject}, none of which is in two parts. "
        "If they show the same patients, say how their subjects are identified.",
    ),
    "subjects-join-patients": Wording(
        "{subjects:subject} by the {by}, {patients:,} by the files’ PatientID",
        "The {by} decides, since you have set it so. Check that it says which images show one person. It joins images "
        "whose files have different PatientIDs, as anonymising often leaves them.",
    ),
    "subjects-divide-patients": Wording(
        "{subjects:subject} by the {by}, {patients:,} by the files’ PatientID",
        "The {by} decides, since you have set it so. Check that it says which images show one person. "
        "{divided:PatientID} under several subjects: if each is one person, that person may be in training and test "
        "at once.",
    ),
    "by-file-names": Wording("file names"),
    "by-table": Wording("table"),
    # ---- copies
    "no-identical-images": Wording("No two images are identical", "The content of {images:image} was compared."),
    "no-near-duplicates": Wording(
        "No two subjects share an altered picture",
        "Looked for: turned, mirrored, resized, recompressed and brightened copies.",
    ),
    "copies-within-a-part": Wording(
        "{counted} of {alike} images",
        "Those of a group are in one part, so nothing leaks; each counts as an image of its own.",
    ),
    "copies-in-two-classes": Wording(
        "{counted} of {alike} images have two labels",
        "One of the two labels is wrong, and what is wrong cannot be learnt. Correct the labels and rescan, or leave "
        "these images out.",
        one="{counted} of {alike} images has two labels",
        by="groups",
    ),
    "copies-across-parts": Wording(
        "{counted} of {alike} images are in several parts",
        "What is memorised in training is recognised in the test, and the results are too good. Keep the images "
        "of a group in one part, or drop the copies.",
        one="{counted} of {alike} images is in several parts",
        by="groups",
    ),
    "counted-pairs": Wording("{number:pair}"),
    "counted-groups": Wording("{number:group}"),
    "identical": Wording("identical"),
    "nearly-identical": Wording("nearly identical"),
    "copies-of-classes": Wording("{classes:and}"),
    "copies-of-classes-and-how": Wording("{classes:and}, {how}"),
    "alike-in-several-ways": Wording("{ways:listed}"),
    "same-picture": Wording("the same picture"),
    "altered": Wording("{alterations:listed}"),
    "mirrored": Wording("mirrored"),
    "mirrored-top-to-bottom": Wording("mirrored top to bottom"),
    "mirrored-and-turned": Wording("mirrored and turned by {degrees}°"),
    "turned": Wording("turned by {degrees}°"),
    "resized": Wording("resized"),
    "stretched": Wording("stretched"),
    "brighter": Wording("brighter"),
    "darker": Wording("darker"),
    # ---- shortcuts
    "no-shortcut-facts-alike": Wording(
        "Classes do not differ by size, device, border or the like",
        "These facts do not separate them.",
    ),
    "no-shortcut": Wording(
        "Classes do not differ by size, device, border or the like",
        "These facts do not separate them. A classifier on them alone has an AUC of {auc:.2f}; chance is 0.50.",
    ),
    "shortcut": Wording(
        "The classes can be separated by {facts:listed}",
        "A classifier that sees no picture, only {facts:listed}, separates the classes with an AUC of {auc:.2f} "
        "({low:.2f} to {high:.2f}; chance is 0.50). A network can take the same shortcut, and its results would not "
        "hold for images from elsewhere. Make these alike in all classes, or test on images in which they are.",
    ),
    "median": Wording("{value} (median)"),
    "mean": Wording("{value} (mean)"),
    "value-unknown": Wording("unknown"),
    "shares-of-values": Wording("{shares:listed}"),
    "share": Wording("{value} {share:percent}"),
    "fact-of-files": Wording("what is known of the files"),
    "fact-width": Wording("width"),
    "fact-height": Wording("height"),
    "fact-aspect-ratio": Wording("aspect ratio"),
    "fact-bits": Wording("bits"),
    "fact-file-type": Wording("file type"),
    "fact-device": Wording("device"),
    "fact-site": Wording("site"),
    "fact-body-part": Wording("body part"),
    "fact-photometric": Wording("photometric interpretation"),
    "fact-pixel-spacing": Wording("pixel spacing"),
    "fact-tube-voltage": Wording("tube voltage"),
    "fact-slice-thickness": Wording("slice thickness"),
    "fact-window": Wording("window"),
    "fact-burned-in-annotation": Wording("burned-in annotation"),
    "fact-margin-left": Wording("margin left"),
    "fact-margin-right": Wording("margin right"),
    "fact-margin-top": Wording("margin top"),
    "fact-margin-bottom": Wording("margin bottom"),
    "fact-white-margin": Wording("white margin"),
    "fact-text": Wording("text"),
    # ---- balance
    "classes-balanced": Wording(
        "The classes are balanced",
        "The largest has {ratio:.1f} times as many images as the smallest.",
    ),
    "classes-unbalanced": Wording(
        "“{most}” has {ratio:.0f} times as many images as “{least}”",
        "Accuracy then says little: judge by sensitivity, specificity and balanced accuracy. Training weights the "
        "classes within a bound, so that rare ones count for more.",
    ),
    "test-set-says-nothing": Wording(
        "The test set has only {subjects:subject}: results on it say next to nothing",
        "An accuracy of 90 % would be known to about ± {half_width:percent}. The class “{fewest}” has "
        "{of_class:subject} in it. More subjects help; more images of the same do not.",
    ),
    "test-set-coarse": Wording(
        "The test set has only {subjects:subject}: results on it are imprecise",
        "An accuracy of 90 % would be known to about ± {half_width:percent}. The class “{fewest}” has "
        "{of_class:subject} in it. More subjects help; more images of the same do not.",
    ),
    "test-set-large-enough": Wording(
        "The test set has {subjects:subject}",
        "An accuracy of 90 % would be known to about ± {half_width:percent}.",
    ),
    # ---- files
    "burned-in": Wording(
        "{images:image} with burned-in annotation",
        "Their files say that text is drawn into the pixels. It may name a patient, and a network may read it instead "
        "of the picture.",
    ),
    "not-burned-in": Wording(
        "No file reports burned-in annotation",
        "{files:DICOM file} checked: each says that there is none.",
    ),
    "all-images-readable": Wording("All images can be read", "{images:image} checked."),
    "images-unusable": Wording("{counted} cannot be used", "They are left out."),
    # ---- classes
    "class-names-alike": Wording(
        "Class names that differ in their spelling only: {groups:after semicolons}",
        "They differ in case, blanks or the form of letters alone, and so they mean most likely the same class. "
        "Merged, it has the commonest of its names, or the one that you choose; your files stay as they are.",
    ),
    "name-in-composed-letters": Wording("{name} (composed letters)"),
    "name-in-decomposed-letters": Wording("{name} (decomposed letters)"),
    "and-more": Wording("and {more:,} more"),
    "classes-not-in-training": Wording(
        "{where}",
        "Your folders or table put none of its images into training, so such a class cannot be learnt: each image of "
        "it would count as a mistake. Put some into training, leave it out, or merge it into another.",
    ),
    "classes-not-in-every-part": Wording(
        "{where}",
        "Your folders or table put none of its images there. Such a class can be learnt nevertheless, but is not "
        "measured where it has no image. Add some, leave it out, merge it into another, or go on.",
    ),
    "one-class": Wording("The class {where}"),
    "several-classes": Wording("Classes that are not in every part: {where:after semicolons}"),
    "class-in-one-part-alone": Wording("“{label}” is in the {part} set alone"),
    "class-not-in-parts": Wording("“{label}” has no image in {parts:and}"),
    "class-too-small": Wording(
        "The class “{label}” is too small to be in training, validation and test: it has only {counted}",
        "Each part needs images of its own, of other subjects. With fewer than three subjects all images of a class "
        "are for training: it is learnt, but not measured. Add some, leave the class out, merge it into another, or "
        "go on. Check, too, how subjects are identified: a patient ID that all files share makes one subject of them.",
    ),
    "classes-too-small": Wording(
        "{classes:,} classes are too small to be in training, validation and test",
        "Each part needs images of its own, of other subjects. With fewer than three subjects all images of a class "
        "are for training: it is learnt, but not measured. Add some, leave the class out, merge it into another, or "
        "go on. Check, too, how subjects are identified: a patient ID that all files share makes one subject of them.",
    ),
    "different-images": Wording("{images:different image}"),
    "different-images-of-subjects": Wording("{images:different image} of {subjects:subject}"),
    "classes-small": Wording(
        "{classes:,} classes are small: fewer than {fewest} subjects",
        "With these shares of the split a class needs {fewest} subjects to have one in each part. Fewer are spread as "
        "well as can be, but each figure on the class then rests on one or two subjects, and says next to nothing. "
        "Add some, leave the class out, merge it into another, or go on.",
        one="The class “{label}” is small: fewer than {fewest} subjects",
        by="classes",
    ),
    "classes-decided": Wording(
        "You have decided about {classes:class}",
        "It holds at every rescan until you take it back.",
    ),
    "class-takes-in": Wording("Takes in {classes:quoted}"),
    "class-left-out": Wording("Left out"),
    "class-as-it-is": Wording("Used as it is"),
    "class-as-it-is-but-not-measured": Wording("Used as it is; not measured in {parts:and}"),
    "merge-into-which-class": Wording("Merge into which class?", "There are {classes:quoted}."),
    "no-other-class": Wording("There is no other class “{label}” to merge into.", "There are {classes:quoted}."),
    # ---- headings of tables
    "heading-class": Wording("Class"),
    "heading-images": Wording("Images"),
    "heading-subjects": Wording("Subjects"),
    "heading-files": Wording("Files"),
    "heading-images-in-files": Wording("Images in them"),
    "heading-why": Wording("Why"),
    "heading-fact": Wording("Fact"),
    "heading-auc-by-itself": Wording("AUC by itself"),
    "heading-test-subjects": Wording("Subjects in the test set"),
    "heading-training": Wording("Training"),
    "heading-validation": Wording("Validation"),
    "heading-test": Wording("Test"),
    "heading-becomes": Wording("Becomes"),
    "heading-decision": Wording("Your decision"),
    "finding-not-about-class": Wording("The finding is not about the class “{label}”.", "It is about {known:quoted}."),
}
