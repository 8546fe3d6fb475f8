"""TextModules: what is found out about an encoder of texts that is imported."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.backbones.backbone import Backbone
from core.backbones.layer_tree import Kind
from core.backbones.module import Module
from core.backbones.output import NAMES_OF_FEATURES
from core.backbones.try_out import are_same, features_of, width_of_features
from core.backbones.vocabulary_of_module import VocabularyOfModule, vocabulary_of
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.text.token_arguments import longest_of
from core.modalities.text.token_input import TokenInput
from core.modalities.text.word_numbers import NOTHING

#: places in the sentences that a module is tried with, one of them empty: so the parts of networks that look at
#: neighbours see the same beside the last word, however many empty places follow
TRIED = 8
#: how far features may lie apart by rounding alone, of the largest number in them
ROUNDING = 1e-4
#: what BERT takes, where a module has no table of positions and takes any length
USUAL_LONGEST = 512
#: a table with fewer rows tells sentences apart, and no places in one
FEWEST_PLACES = 8
#: how publishers call what gives one vector a token
OF_TOKENS = "sequence_output"
#: names of encoders that were trained on words that are missing, and on nothing that asks for whole sentences
PRETRAINED_ALONE = re.compile(
    r"(^|[-_])(bert[-_](en|zh|multi|base|large)|small[-_]bert|mobilebert|electra)", re.IGNORECASE
)
WORDS = re.compile(r"(word|token)_?emb", re.IGNORECASE)
PLACES = re.compile(r"pos(ition)?(al)?_?emb|position", re.IGNORECASE)


class TextModules:
    """The `ModulesOfKind` of `core.backbones.importing`, for texts."""

    given = TokenInput

    def usual_output(self, module: Module, names: tuple[str, ...]) -> str | None:
        """Return one vector a token, of which the mean is taken, where the vector of a sentence is worth less.

        The pooler of BERT was trained to tell whether two sentences follow each other, that of ELECTRA not at all:
        means of tokens say more of a sentence (Reimers & Gurevych 2019). What was trained on sentences keeps its own.
        """
        is_pretrained_alone = any(PRETRAINED_ALONE.search(name) for name in names)
        return OF_TOKENS if is_pretrained_alone and OF_TOKENS in module.output_names else None

    def may_classify(self, module: Module) -> bool:
        """Return whether what is taken is not called a sentence's vector, which may be a product and nothing else."""
        name = module.output_name or module.output_names[0]
        return name.rpartition("/")[2].lower() not in (*NAMES_OF_FEATURES, OF_TOKENS)

    def to_open(self, folder: Path, module: Module, wishes: Wishes, names: tuple[str, ...]) -> TokenInput:
        """Return short sentences, which any encoder takes."""
        longest = min(TRIED, longest_of(module.taken) or TRIED)
        return TokenInput(longest=longest, words=2, vocabulary="", lower_case=True)

    def on_card(self, backbone: Backbone, wishes: Wishes, job: Job) -> TokenInput:
        """Return vocabulary and longest sentence, and report what had to be assumed."""
        tables = _tables(backbone)
        found = vocabulary_of(backbone.module.loaded, backbone.folder, wishes, job)
        rows = _rows_of_words(tables)
        if rows is not None:
            _check_fits(found, rows, job)
        return TokenInput(
            longest=_longest(backbone, tables, job),
            words=min(found.pieces, rows or found.pieces),
            vocabulary=found.file,
            lower_case=found.lower_case,
        )

    def width_of_features(self, backbone: Backbone, given: TokenInput) -> int:
        """Return how many numbers it makes of a sentence, whatever follows it, and of one that is as long as can be."""
        short = replace(given, length=min(TRIED, given.longest))
        width = width_of_features(backbone, short)
        row = short.random_rows(1)
        row[:, -1] = NOTHING
        long = replace(given, length=given.longest)
        same = np.full([1, given.longest], NOTHING, np.int32)
        same[:, : row.shape[1]] = row
        of_short, of_long = features_of(backbone, short)(row), features_of(backbone, long)(same)
        if not are_same(of_short, of_long, of_short):
            raise UserError(Message("features-by-padding"))
        return width

    def seen_running(self, backbone: Backbone, given: TokenInput) -> TokenInput:
        """Return that it wants an empty place behind each sentence, where one that fills its row is read otherwise.

        MobileBERT reads each word beside its neighbours: beside the last one stands an empty place, or nothing.
        """
        words = min(TRIED, given.longest) - 1
        if not words:
            return given
        full, with_room = (_features_of_words(backbone, given, words, room) for room in (0, 1))
        if np.abs(full - with_room).max() <= ROUNDING * np.abs(with_room).max():
            return given
        return replace(given, leaves_room=True, longest=given.longest - 1)


def _features_of_words(backbone: Backbone, given: TokenInput, words: int, room: int) -> np.ndarray:
    """Return the features of two sentences of so many words, with so many empty places behind them."""
    numbers = np.random.default_rng(0).integers(1, given.words, [2, words], np.int32)
    rows = np.pad(numbers, [(0, 0), (0, room)], constant_values=NOTHING)
    return features_of(backbone, replace(given, length=words + room))(rows)


def _tables(backbone: Backbone) -> dict[str, int]:
    """Return by their paths the variables that may be tables, each with its rows, in network order."""
    tables = {}
    for layer in backbone.layers.layers:
        for path in layer.variables:
            shape = backbone.variables[path].shape
            if shape.rank == 2 and (layer.kind is Kind.EMBEDDING or WORDS.search(path) or PLACES.search(path)):
                tables[path] = int(shape[0])
    return tables


def _rows_of_words(tables: dict[str, int]) -> int | None:
    """Return how many pieces of words the module has a vector for; None where no table tells."""
    named = [rows for path, rows in tables.items() if WORDS.search(path)]
    others = [rows for path, rows in tables.items() if not PLACES.search(path)]
    return named[0] if named else max(others, default=None)


def _check_fits(vocabulary: VocabularyOfModule, rows: int, job: Job) -> None:
    if vocabulary.pieces > rows:
        raise UserError(Message("vocabulary-too-large", pieces=vocabulary.pieces, rows=rows))
    if vocabulary.pieces < rows:
        job.notice(Message("vocabulary-smaller", pieces=vocabulary.pieces, rows=rows))


def _longest(backbone: Backbone, tables: dict[str, int], job: Job) -> int:
    fixed = longest_of(backbone.module.taken)
    named = [rows for path, rows in tables.items() if PLACES.search(path)]
    words = _rows_of_words(tables)
    unnamed = [rows for path, rows in tables.items() if rows != words and rows >= FEWEST_PLACES]
    places = named[0] if named else max(unnamed, default=None)
    if places is not None:
        return min(places, fixed or places)
    if fixed is None:
        job.notice(Message("length-assumed", longest=USUAL_LONGEST))
    return fixed or USUAL_LONGEST
