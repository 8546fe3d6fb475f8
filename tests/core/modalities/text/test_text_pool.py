"""TextPool: what its workers load, and that they read."""

from __future__ import annotations

import sys
from pathlib import Path

from core.jobs import Job
from core.modalities.text.file_facts import TextFileFacts, text_file_facts
from core.modalities.text.text_pool import TextPool
from core.process.worker_pool import Failure


def loaded_modules(_: int) -> list[str]:
    return sorted(name for name in sys.modules if name.startswith("core."))


def test_workers_read_texts_and_load_no_reader_of_images(tmp_path: Path) -> None:
    file = tmp_path / "1.txt"
    file.write_text("No fracture is seen.", encoding="utf-8")
    with TextPool(workers=1) as pool:
        ((_, found),) = pool.map(text_file_facts, [file], Job())
        ((_, loaded),) = pool.map(loaded_modules, [0], Job())
    assert isinstance(found, TextFileFacts)
    assert not isinstance(loaded, Failure)
    assert found.facts.words == 4
    assert "core.modalities.text.file_facts" in loaded
    assert not [name for name in loaded if name.startswith("core.modalities.images")]
