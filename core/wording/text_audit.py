"""What an audit says of texts, in words."""

from __future__ import annotations

from core.wording.wording import Wording

TEXT_AUDIT = {
    # ---- near copies
    "same-text": Wording("the same text"),
    "other-encoding": Wording("mis-encoded"),
    "other-form-of-letters": Wording("another form of letters"),
    "other-blanks": Wording("other blanks"),
    "other-case": Wording("other capitals"),
    "other-accents": Wording("other accents"),
    "other-punctuation": Wording("other punctuation"),
    "misspelt": Wording("misspelt"),
    "other-small-words": Wording("other small words"),
    "words-added": Wording("words added at an end"),
    # ---- characters
    "no-text-mis-encoded": Wording(
        "No text has broken characters",
        "{texts:text} checked for characters that come from a wrong encoding, and for HTML.",
    ),
    "texts-mis-encoded": Wording(
        "{texts:text} with broken characters: {faults:listed}",
        "An encoder reads them as nonsense or drops them, and where one class has more of them, they give it away. "
        "Save the list anew from its source, as CSV in UTF-8 or as .xlsx, and rescan. A few do no harm.",
    ),
    "utf8-as-windows": Wording("UTF-8 read as Windows-1252"),
    "control-characters": Wording("control characters, as of Windows-1252 read as Latin-1"),
    "replaced-characters": Wording("characters that were lost"),
    "html-in-text": Wording("HTML"),
    "signs": Wording("{signs:listed}"),
    "sign": Wording("“{sign}”"),
    "sign-for": Wording("“{sign}” for “{meant}”"),
    # ---- words
    "no-text-without-letters": Wording("All texts have words", "{texts:text} checked."),
    "texts-without-letters": Wording(
        "{texts:text} without a letter",
        "They hold only digits or punctuation, so there is nothing to read in them. Leave them out, or see whether the "
        "right column of the table is read.",
    ),
    "no-label-in-texts": Wording(
        "No class stands by its name in its texts",
        "The words of the classes’ names are not much more frequent in their own texts than in others.",
    ),
    "labels-in-texts": Wording(
        "Names of classes stand in their texts: {words:quoted}",
        "If the label was taken from such a sentence, as from the conclusion of a report, a network need only find "
        "that word, and its figures do not hold for texts in which it is not written yet. Take these sentences out of "
        "the texts, and rescan. If finding what is written is just what you want, nothing need be done.",
    ),
    "share-of-subjects": Wording("{share:percent} of subjects"),
    # ---- languages
    "languages-known": Wording(
        "The texts are in one language: {languages:listed}",
        "Recognised by small words and letters, where texts are long enough.",
    ),
    "texts-in-several-languages": Wording(
        "{texts:text} in another language: {languages:listed}",
        "Choose an encoder that knows all languages of your texts, or leave these texts out of the table.",
    ),
    "texts-in-unknown-languages": Wording(
        "{texts:text} in a language that the encoder does not know: {languages:listed}",
        "It was made from texts in other languages, and hardly understands these. Choose an encoder that knows them, "
        "or leave them out of the table.",
    ),
    "language-english": Wording("English"),
    "language-german": Wording("German"),
    "language-french": Wording("French"),
    "language-spanish": Wording("Spanish"),
    "language-italian": Wording("Italian"),
    "language-portuguese": Wording("Portuguese"),
    "language-dutch": Wording("Dutch"),
    "language-swedish": Wording("Swedish"),
    "language-danish-or-norwegian": Wording("Danish or Norwegian"),
    "language-finnish": Wording("Finnish"),
    "language-polish": Wording("Polish"),
    "language-czech": Wording("Czech"),
    "language-hungarian": Wording("Hungarian"),
    "language-romanian": Wording("Romanian"),
    "language-turkish": Wording("Turkish"),
    "script-cyrillic": Wording("in Cyrillic letters"),
    "script-greek": Wording("Greek"),
    "script-arabic": Wording("in Arabic letters"),
    "script-hebrew": Wording("in Hebrew letters"),
    "script-cjk": Wording("Chinese or Japanese"),
    "script-hangul": Wording("Korean"),
    "script-thai": Wording("Thai"),
    "script-devanagari": Wording("in Devanagari letters"),
    "script-bengali": Wording("in Bengali letters"),
    "script-tamil": Wording("Tamil"),
    "script-georgian": Wording("Georgian"),
    "script-armenian": Wording("Armenian"),
    # ---- facts
    "fact-characters": Wording("length in characters"),
    "fact-words": Wording("length in words"),
    "fact-capitals": Wording("share of capitals"),
    "fact-digits": Wording("share of digits"),
    "fact-punctuation": Wording("share of punctuation"),
    "fact-beyond-ascii": Wording("letters beyond ASCII"),
    "fact-mis-encoded": Wording("broken characters"),
    # ---- headings of tables
    "heading-texts": Wording("Texts"),
    "heading-fault": Wording("What is wrong"),
    "heading-signs": Wording("Characters"),
    "heading-word": Wording("Word"),
    "heading-here": Wording("In its texts"),
    "heading-elsewhere": Wording("In others"),
    "heading-language": Wording("Language"),
}
