"""FeatureCache: the features of a project's images at any frost line, on disk; one is computed from another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import tensorflow as tf

from core.backbones.backbone import Backbone, pooled
from core.backbones.card import Card
from core.backbones.frost_line import FrostLine, as_constant_function
from core.features.groups import InGroups
from core.features.inputs import FeatureInputs, Source
from core.features.lengths import Lengths
from core.features.line_rows import LineRows
from core.features.pooled import features_key, pooled_dtype, pooled_prefix
from core.features.views import Views
from core.modalities.prepared_rows import PreparedRows
from core.storage.files import write_json
from core.storage.kept_json import read_kept
from core.storage.migrations import FIRST
from core.storage.row_store import RowStore

LINE_FILE = "line.json"
#: of the free disk that features may take which only spare work in later phases
DISK_SHARE = 0.5


class FeatureCache:
    """A folder a frost line, named by a hash of all that decides the values there.

    Values at a line are computed from those at the nearest earlier line that are on disk and still hold, and only
    where there are none from the images.
    """

    def __init__(
        self,
        folder: Path,
        card: Card,
        digest: str,
        prepared: PreparedRows,
        views: Views,
        backbone: Callable[[], Backbone],
        stack: ExitStack,
    ):
        """`backbone` opens it, and is asked only when values have to be computed; `stack` closes the files."""
        self._folder, self._card, self._digest = folder, card, digest
        self._prepared, self._views, self._backbone, self._stack = prepared, views, backbone, stack
        self._stores: dict[str, RowStore] = {}
        self._opened: dict[str, LineRows] = {}
        self._lengths = Lengths(prepared)

    def inputs(
        self, line: FrostLine | None, unfrozen: Collection[str] = (), base: FrostLine | None = None
    ) -> FeatureInputs:
        """Return the values at a line, or pooled ones behind the last layer where that is None.

        `unfrozen`: paths of variables that may not be as published. Where values are missing, those at `base`, an
        earlier line that later phases need, are computed first, so that the layers before it are passed but once.
        """
        rows = self._rows(line, unfrozen)
        is_own = base is None or (line is not None and base.frontier == line.frontier)
        return FeatureInputs(
            rows,
            lambda: self._from_examples(line),
            lambda: self._backbone().takes_any_length,
            sources=lambda: self._sources(line, unfrozen, rows.key),
            base=None if is_own or not self._has_room_for(base) else self.inputs(base, unfrozen),
        )

    def _rows(self, line: FrostLine | None, unfrozen: Collection[str]) -> LineRows:
        key = self._key(line, unfrozen)
        if key not in self._opened:
            if line is not None:
                self._note(key, line)
            store_of = partial(self._store, key, line)
            self._opened[key] = LineRows(key, store_of, line, self._prepared, self._views, self._lengths)
        return self._opened[key]

    def _note(self, key: str, line: FrostLine) -> None:
        """Write down which line the values are of, where that does not stand there."""
        file = self._folder / key / LINE_FILE
        values = {"backbone": self._digest, "line": line.as_json()}
        with suppress(OSError, ValueError):
            if read_kept(file) == values:
                return
        write_json(file, {"format": FIRST, **values})

    def _store(self, key: str, line: FrostLine | None, length: int | None) -> RowStore:
        """Open what is kept of a line: all of it, or of rows of this length alone."""
        name = key if length is None else f"{key}/{length}"
        if name not in self._stores:
            if line is None:
                dtype = pooled_dtype(self._card)
            else:
                dtype = line.row_dtype if length is None else line.row_dtype_at(length)
            self._stores[name] = RowStore(self._folder / name, dtype)
            self._stack.callback(self._stores[name].close)
        return self._stores[name]

    def _key(self, line: FrostLine | None, unfrozen: Collection[str]) -> str:
        changed = list(unfrozen)
        if line is not None and changed:
            before = {id(variable) for variable in line.variables_before}
            changed = [path for path in changed if id(self._backbone().variables[path]) in before]
        trained = self._backbone().hashes(changed) if changed else {}
        frontier = [] if line is None else list(line.frontier)
        return features_key(self._digest + self._card.input.key, self._prepared.preprocessing, frontier, trained)

    def _from_examples(self, line: FrostLine | None) -> InGroups:
        backbone = self._backbone()
        prefix = None if line is None else line.prefix()

        def values(examples: tf.Tensor) -> Sequence[tf.Tensor]:
            return pooled_prefix(backbone)(examples) if prefix is None else prefix(*backbone.feeds(examples))

        return InGroups(values, self._prepared.preprocessing, backbone.takes_any_length)

    def _sources(self, line: FrostLine | None, unfrozen: Collection[str], own: str) -> Iterator[Source]:
        """Yield earlier lines whose values still hold, the nearest first."""
        backbone = self._backbone()
        wanted = line or backbone.frost_line([])
        earlier = [known for known in self._known_lines(backbone, unfrozen) if known.leads_to(wanted)]
        for known in sorted(earlier, key=lambda known: known.steps_to(wanted)):
            rows = self._rows(known, unfrozen)
            if rows.key != own:
                yield Source(rows, self._function(known, wanted, is_pooled=line is None))

    def _function(self, known: FrostLine, wanted: FrostLine, is_pooled: bool) -> Callable[[], Callable]:
        def make() -> Callable:
            run = known.until(wanted)

            def values(*rows: tf.Tensor) -> list[tf.Tensor]:
                return [tf.cast(pooled(run(*rows)[0]), tf.float32)] if is_pooled else run(*rows)

            specs = [tf.TensorSpec([None, *spec.shape[1:]], spec.dtype) for spec in known.specs]
            return as_constant_function(values, specs)

        return make

    def _known_lines(self, backbone: Backbone, unfrozen: Collection[str]) -> Iterator[FrostLine]:
        """Yield the backbone's lines with values on disk that its variables, as they are now, would give again."""
        for file in self._folder.glob(f"*/{LINE_FILE}"):
            try:
                values = read_kept(file)
                if values["backbone"] != self._digest:
                    continue
                line = backbone.frost_line_of(values["line"])
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue  # it can be computed again
            if self._key(line, unfrozen) == file.parent.name:
                yield line

    def _has_room_for(self, line: FrostLine | None) -> bool:
        if line is None:
            return False
        pictures = self._prepared.count * self._views.count
        return pictures * line.row_dtype.itemsize <= DISK_SHARE * shutil.disk_usage(self._folder.parent).free


def deepest(lines: Sequence[FrostLine]) -> FrostLine | None:
    """Return the one nearest to the image, which need not be computed from it again for any later one; None of none."""
    return max(lines, key=lambda line: line.steps_to_features, default=None)
