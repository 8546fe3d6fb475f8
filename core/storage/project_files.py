"""ProjectFiles: what lies in the folder of a project, by what it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProjectFiles:
    """The only place where they have names. What lies in the folder of a run is `core.training.run_files`'s."""

    folder: Path

    @property
    def project(self) -> Path:
        """Return where the settings are kept; with it a folder is a project."""
        return self.folder / "project.json"

    @property
    def dataset(self) -> Path:
        return self.folder / "dataset.csv"

    @property
    def audit(self) -> Path:
        return self.folder / "audit.json"

    @property
    def advice(self) -> Path:
        return self.folder / "advice.json"

    @property
    def draft(self) -> Path:
        return self.folder / "draft.json"

    @property
    def window(self) -> Path:
        """Return where the window keeps at which stage it was."""
        return self.folder / "window.json"

    @property
    def backbones(self) -> Path:
        """Return the project's own copies of backbones, a folder each."""
        return self.folder / "backbones"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def prepared_cache(self) -> Path:
        return self._cache / "prepared"

    @property
    def feature_cache(self) -> Path:
        return self._cache / "features"

    @property
    def prediction_cache(self) -> Path:
        """Return what the window predicts, until it has read it: it names files, so it is removed at once."""
        return self._cache / "predictions"

    @property
    def trial(self) -> Path:
        """Return the folder of a run that only tries something: as deep as those in `runs`."""
        return self._cache / "trial"

    @property
    def _cache(self) -> Path:
        return self.folder / "cache"
