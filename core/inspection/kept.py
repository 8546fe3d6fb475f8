"""Kept: the network and the example that were looked at last stay open, so that a step costs only itself.

One passage is kept in this process, by the state of the files of the model and of the example: who steps to the next
layer asks for the same two again. Another model or example takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.backbones.catalogue import find_backbone
from core.backbones.digest import module_files
from core.inspection.network import InspectedNetwork, network_of_backbone, network_of_run
from core.inspection.passage import Passage
from core.jobs import Job
from core.modalities.images.file_state import state_of
from core.training.run import Run

#: the name of a backbone, as it was published; or a finished run
Model = str | Run

AnyPassage = TypeVar("AnyPassage", bound=Passage)


@dataclass(frozen=True)
class _Opened:
    """A passage, with the state of its model and its example: by them it is known when it is asked for again."""

    model: tuple[object, ...]
    example: tuple[object, ...]
    passage: Passage


_last: _Opened | None = None


def forget() -> None:
    """Let go of what is open: training needs the memory."""
    global _last
    _last = None


def passage_of(
    model: Model,
    example: tuple[object, ...],
    kind: type[AnyPassage],
    begin: Callable[[InspectedNetwork], AnyPassage],
    job: Job,
) -> AnyPassage:
    """Return the passage of an example, known by this state, through this model: kept, or begun with `begin`."""
    global _last
    wanted, last = _state_of_model(model), _last
    if last and (last.model, last.example) == (wanted, example) and isinstance(last.passage, kind):
        return last.passage
    network = last.passage.network if last and last.model == wanted else None
    _last = last = None  # two large networks at once may be too much
    network = network or _open(model)
    job.checkpoint()
    begun = begin(network)
    _last = _Opened(wanted, example, begun)
    return begun


def known_state(paths: Iterable[Path]) -> tuple[tuple[int, int], ...]:
    """Return bytes and time of change of each file; (0, 0) for one that is not there."""
    return tuple(_state(path) for path in paths)


def _open(model: Model) -> InspectedNetwork:
    return network_of_run(model) if isinstance(model, Run) else network_of_backbone(find_backbone(model))


def _state_of_model(model: Model) -> tuple[object, ...]:
    folder = model.model_folder if isinstance(model, Run) else find_backbone(model)
    files = sorted(folder.iterdir()) if isinstance(model, Run) and folder.is_dir() else list(module_files(folder))
    return folder, known_state(files)


def _state(path: Path) -> tuple[int, int]:
    try:
        return state_of(path)
    except OSError:
        return 0, 0
