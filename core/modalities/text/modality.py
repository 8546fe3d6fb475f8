"""Texts: the modality of sentences and short reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.declared import Declared
from core.modalities.text.facts import COLUMNS, NEEDED, NOTHING_KNOWN, TextFacts, text_facts
from core.modalities.text.file_facts import text_file_facts
from core.modalities.text.options import KIND, TextOptions, text_options
from core.modalities.text.recipe import TextRecipe, length_for, text_recipe
from core.modalities.text.text_files import TextFiles
from core.modalities.text.text_pool import TextPool
from core.modalities.text.token_input import TokenInput
from core.modalities.text.token_rows import TokenRows
from core.modalities.text.tokens import tokens_for, tokens_given
from core.process.limits import Limits

if TYPE_CHECKING:
    from core.modalities.text.word_dropout import WordDropout

NOT_AT_HAND = Message("text-not-at-hand")


@dataclass(frozen=True)
class Texts:
    """The `Modality` of `core.modalities.modality`, for texts."""

    name: str = KIND
    needed_columns: tuple[str, ...] = NEEDED
    columns: tuple[str, ...] = COLUMNS
    files: TextFiles = field(default_factory=TextFiles)

    def write_sample(self, folder: Path, job: Job) -> Path:
        """Write the synthetic texts. Return their table."""
        from core.modalities.text.sample import write_text_sample

        return write_text_sample(folder, job)

    def cells_of(self, facts: Any) -> list[str | int | float]:
        """Return a cell for each column."""
        return (facts or NOTHING_KNOWN).as_cells()

    def values_of(self, facts: Any) -> list[Any]:
        """Return what is known beside the text, for a hash."""
        return (facts or NOTHING_KNOWN).as_values()

    def facts_of(self, row: Mapping[str, str]) -> TextFacts:
        """Return what `cells_of` has written. An empty text is known to be empty: by its facts it has its key."""
        return TextFacts.from_row(row)

    def options_of(self, values: Mapping[str, Any]) -> TextOptions:
        """Return how texts are read, as these values have it."""
        return TextOptions.from_json(values)

    def pool(self, limits: Limits | None) -> TextPool:
        """Return workers that read files of texts."""
        return TextPool(limits)

    def file_facts(self, path: Path, options: Any, label_tag: str, hide: Callable[[str], str], limits: Any) -> Any:
        """Return what stands in a file."""
        return text_file_facts(path)

    def augmenter(self, strength: str, flips: str, recipe: Any) -> WordDropout:
        """Return what hides so many words."""
        from core.modalities.text.word_dropout import word_dropout

        return word_dropout(strength, tokens_for(text_recipe(recipe)).vocabulary)

    def recipe(self, examples: Sequence[Any], given: Any, options: Any, job: Job) -> TextRecipe:
        """Return how texts are read: as many tokens as they have, as the user wants, and as the encoder takes."""
        assert isinstance(given, TokenInput)
        wanted = text_options(options)
        recipe = _recipe_for(given, given.longest, wanted)
        if wanted.length is not None:
            return replace(recipe, length=min(wanted.length, given.longest))
        tokens = tokens_for(recipe)
        at_hand = {example.key: text for example in examples if (text := text_facts(example).text)}
        tokens.add(at_hand, job)
        return replace(recipe, length=length_for(tokens.lengths(at_hand), given.longest))

    def recipe_like(self, recipe: Any, given: Any) -> TextRecipe:
        """Return the same for another encoder, at most as long as it takes."""
        before = text_recipe(recipe)
        other = _recipe_for(given, given.longest, TextOptions(cut=before.cut))
        return replace(other, length=min(before.length, given.longest))

    def recipe_of(self, values: dict[str, Any], folder: Path) -> TextRecipe:
        """Return the recipe that gave these values; the vocabulary stands in a backbone's folder."""
        return TextRecipe.from_json(values, folder)

    def rows(self, recipe: Any, folder: Path) -> TokenRows:
        """Return the tokens of texts, which lie in no folder."""
        return TokenRows(text_recipe(recipe), tokens_for(text_recipe(recipe)))

    def fill(self, rows: Any, examples: Sequence[tuple[Path, Any]], job: Job, pool: Any) -> dict[str, Message]:
        """Make the tokens of these texts. Return the reason for each key of which the text is not at hand."""
        texts = {example.key: text_facts(example).text for _, example in examples}
        rows.tokens.add({key: text for key, text in texts.items() if text}, job)
        rows.missing(texts, job)
        return {key: NOT_AT_HAND for key, text in texts.items() if not text}

    def facts_by_name(self, examples: Sequence[Any], rows: Any, job: Job) -> dict[str, np.ndarray]:
        """Return by the name of the fact one value for each of these texts."""
        from core.modalities.text.shortcut_facts import facts_by_name

        return facts_by_name(texts_of(examples), [example.site for example in examples], job)

    @property
    def fact_units(self) -> Mapping[str, str]:
        """Return in what these are counted, by their names."""
        from core.modalities.text.shortcut_facts import UNITS

        return UNITS

    def declared(self, examples: Sequence[Any], rows: Any, groups: np.ndarray, job: Job) -> list[Declared]:
        """Return what texts say against themselves."""
        from core.modalities.text.said_by_texts import said_by_texts

        labels = [example.label for example in examples]
        return said_by_texts(texts_of(examples), labels, groups, rows.tokens.vocabulary.numbers, job)

    def near_duplicates(
        self, examples: Sequence[Any], rows: Any, features_of: Callable, groups: np.ndarray, job: Job
    ) -> list[tuple[int, int, Message]]:
        """Return pairs of places in `examples`, and how the two are alike."""
        from core.modalities.text.duplicates import find_near_copies

        keys = [example.key for example in examples]

        def features(places: Sequence[int]) -> np.ndarray:
            found: np.ndarray = features_of(rows.read([keys[place] for place in places]))
            return found

        return find_near_copies(texts_of(examples), features, groups, job)


def texts_of(examples: Sequence[Any]) -> list[str]:
    """Return the texts of these examples, which must be at hand."""
    return [text_facts(example).text for example in examples]


def _recipe_for(given: TokenInput, length: int, options: TextOptions) -> TextRecipe:
    return TextRecipe(
        length=length,
        vocabulary=tokens_given(given).vocabulary.key,
        vocabulary_file=given.vocabulary,
        lower_case=given.lower_case,
        cut=options.cut,
        leaves_room=given.leaves_room,
        folder=given.folder,
    )
