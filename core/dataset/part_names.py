"""Part names: which folders are called as the parts of a dataset are, whatever stands around the word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.dataset.dataset import Split

_WORDS = {
    Split.TRAIN: ("train", "training", "trn", "trainval", "learn", "learning"),
    Split.VALIDATION: ("val", "valid", "validation", "validate", "validating", "dev", "development", "tune", "tuning"),
    Split.TEST: ("test", "tests", "testing", "tst", "holdout", "heldout"),
}
#: what they are called in other languages, short forms, and how they are often misspelt: never beyond doubt
_UNSURE_WORDS = {
    Split.TRAIN: (
        "tr", "trainning", "traning", "trainig", "trian", "trianing", "tain", "entrainement", "entraînement",
        "apprentissage", "entrenamiento", "treinamento", "treino", "addestramento", "allenamento", "lernen", "lern",
    ),
    Split.VALIDATION: (
        "va", "vaild", "vaildation", "validaton", "validaion", "validacion", "validación", "validacao", "validação",
        "validazione", "validierung", "validierungs",
    ),
    Split.TEST: ("te", "ts", "tset", "tets", "testng", "prueba", "pruebas", "teste", "testes", "prüfung", "pruefung"),
}  # fmt: skip
#: the test, where there is no other; else what is chosen by
_EITHER = ("eval", "evaluate", "evaluation", "evaluating")
#: what stands beside such a word and tells nothing
_NEUTRAL = frozenset(
    (
        "set", "sets", "subset", "split", "splits", "part", "data", "dataset", "datasets", "image", "images", "img",
        "imgs", "pic", "pics", "picture", "pictures", "photo", "photos", "scan", "scans", "slice", "slices", "sample",
        "samples", "case", "cases", "file", "files", "folder", "dir", "seg", "the", "of", "for", "only", "jpg",
        "jpeg", "png", "tif", "tiff", "dcm", "dicom", "daten", "datensatz", "satz", "menge", "bilder", "ordner",
    )
)  # fmt: skip
#: of folders whose images are not meant to be learnt from
_LEFT_OVER = frozenset(
    (
        "pred", "preds", "predict", "prediction", "predictions", "unlabeled", "unlabelled", "unlabel", "unseen",
        "unknown", "unsorted", "submission", "submissions", "inference", "infer", "extra", "extras", "other", "others",
        "rest", "mask", "masks", "label", "labels", "annotation", "annotations", "output", "outputs", "result",
        "results", "backup", "old", "tmp", "temp", "excluded", "rejected", "discarded",
    )
)  # fmt: skip
#: of folders whose images are made from others
_MASKS = frozenset(
    (
        "mask", "masks", "segmentation", "segmentations", "annotation", "annotations", "groundtruth", "overlay",
        "overlays", "heatmap", "heatmaps", "contour", "contours", "roi", "rois", "thumbnail", "thumbnails", "thumbs",
    )
)  # fmt: skip
_SUFFIX = re.compile(r"s?(?:set|sets|data|dataset|daten|datensatz|images?|imgs?|bilder|menge|satz|split|samples?)$")


@dataclass(frozen=True)
class PartName:
    """What the name of a folder says about the part that it may be."""

    #: None for an evaluation, which may be either of two
    split: Split | None
    #: the words around it that tell something, in their order
    rest: tuple[str, ...]
    #: whether the word means nothing else
    is_sure: bool = True


def part_name(name: str) -> PartName | None:
    """Return what the name says, None where it has no such word, or several that contradict each other."""
    words = _words(name)
    found = [(place, word) for place, word in enumerate(words) if word in _SPLIT_OF]
    splits = {_SPLIT_OF[word] for _, word in found}
    if splits == {Split.TRAIN, Split.VALIDATION}:  # both in one, out of which validation is drawn
        splits = {Split.TRAIN}
    if len(splits) != 1:
        return None
    places = {place for place, _ in found}
    rest = tuple(word for place, word in enumerate(words) if place not in places and word not in _NEUTRAL)
    return PartName(splits.pop(), rest, all(word not in _UNSURE for _, word in found))


def parts_of(names: Iterable[str]) -> dict[str, Split]:
    """Return the part of each name that has one, as they stand beside each other."""
    known = {name: part for name in names if (part := part_name(name))}
    has_test = any(part.split == Split.TEST for part in known.values())
    has_validation = any(part.split == Split.VALIDATION for part in known.values())
    evaluation = Split.VALIDATION if has_test and not has_validation else Split.TEST
    return {name: part.split or evaluation for name, part in known.items()}


def may_be_either(name: str) -> bool:
    """Return whether it depends on the other parts what this one is."""
    part = part_name(name)
    return part is not None and part.split is None


def is_plain(name: str, above: str = "") -> bool:
    """Return whether a name says nothing of its own: “train”, “02_test_images” or “data”.

    What the name of the folder `above` says is nothing of its own, either.
    """
    part, words = part_name(name), _words(name)
    left = part.rest if part else tuple(word for word in words if word not in _NEUTRAL)
    return bool(words) and set(left) <= set(_words(above))


def are_left_over(names: Collection[str]) -> bool:
    """Return whether these are names of what lies beside data: predictions, masks, what has no label."""
    return all(set(_words(name)) & _LEFT_OVER for name in names)


def is_of_masks(name: str) -> bool:
    """Return whether a folder is called as one with drawings over images is: masks, overlays, thumbnails."""
    return not _MASKS.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    """Return the words of a name without digits, in small letters: “01_TrainImages” is train and images."""
    text = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", unicodedata.normalize("NFC", name))
    text = re.sub(r"\bh([oe])ld[\W_]*out", r"h\1ldout", text.casefold())
    return [word for found in re.findall(r"[^\W\d_]+", text) for word in _uncompounded(found)]


def _uncompounded(word: str) -> list[str]:
    """Return “testset” as its two words."""
    begins = _SUFFIX.sub("", word)
    return [begins, "set"] if begins != word and begins in _SPLIT_OF else [word]


_SPLIT_OF: dict[str, Split | None] = {
    **{word: split for split, words in _WORDS.items() for word in words},
    **{word: split for split, words in _UNSURE_WORDS.items() for word in words},
    **dict.fromkeys(_EITHER),
}
_UNSURE = frozenset(word for words in _UNSURE_WORDS.values() for word in words)
