"""How many texts a second become tokens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.text.parts import ENCODER, read_part, tables
from core.backbones.catalogue import find_backbone

A_SECOND = 10_000.0
#: so many times are the texts tokenised together
COPIES = 4


@dataclass(frozen=True, kw_only=True)
class _Request:
    table: Path
    module: Path


def measure(bench: Bench) -> list[Figure]:
    """Return no figure where there are no texts."""
    return [_measured(bench, table) for table in tables(bench)[:1]]


def tokenise(request: _Request) -> float:
    """Return how many texts a second become tokens, the first ones left out. Runs in a fresh process."""
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    texts = read_part(request.table, "train").texts
    from core.modalities.text.tokenizer import Tokenizer, in_batches
    from core.modalities.text.vocabulary import Vocabulary

    tokenizer = Tokenizer(Vocabulary.read(request.module / "assets" / "vocab.txt"), lower_case=True)
    tokenizer.whole(texts[:64])
    began = time.perf_counter()
    for batch in in_batches(texts * COPIES):
        tokenizer.whole(batch)
    return len(texts) * COPIES / (time.perf_counter() - began)


def _measured(bench: Bench, table: Path) -> Figure:
    seconds = []
    for repeat in range(bench.settings.repeats):
        bench.report(f"tokens of texts, {repeat + 1} of {bench.settings.repeats}")
        request = _Request(table=table, module=find_backbone(ENCODER))
        seconds.append(1 / in_fresh_process(tokenise, request).answer)
    return Figure(name="texts made tokens", value=1 / bench.settings.take.of(seconds), unit="a second", target=A_SECOND)
