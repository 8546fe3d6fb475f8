"""RunFiles: what lies in the folder of a run, by what it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: with it a folder is a run
PLAN_FILE = "plan.json"
#: in the folder of a model
MODEL_FILE, WEIGHTS_FILE = "model.json", "weights.npz"


@dataclass(frozen=True)
class RunFiles:
    """The only place where they have names."""

    folder: Path
    #: of a second model that was kept beside; "" for the one that was kept
    variant: str = ""

    @property
    def plan(self) -> Path:
        """Written last when a run begins: a folder without it is no run yet."""
        return self.folder / PLAN_FILE

    @property
    def dataset(self) -> Path:
        return self.folder / "dataset.csv"

    @property
    def audit(self) -> Path:
        return self.folder / "audit.json"

    @property
    def before_plan(self) -> set[str]:
        """Return the names of all that may be there before the plan is."""
        return {self.dataset.name, self.audit.name}

    @property
    def history(self) -> Path:
        return self.folder / "history.csv"

    @property
    def monitoring(self) -> Path:
        return self.folder / "monitoring.json"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    @property
    def outcome(self) -> Path:
        return self.folder / "outcome.json"

    @property
    def cost(self) -> Path:
        return self.folder / "cost.json"

    @property
    def notes(self) -> Path:
        return self.folder / "notes.json"

    @property
    def test_looks(self) -> Path:
        return self.folder / "test_looks.json"

    @property
    def evaluation(self) -> Path:
        """Return what the last evaluation found, for the window to show again."""
        return self.folder / (f"evaluation-{self.variant}.json" if self.variant else "evaluation.json")

    @property
    def model_folder(self) -> Path:
        return self.folder / (f"model-{self.variant}" if self.variant else "model")

    @property
    def model(self) -> Path:
        """Written last when a run ends: with it the run counts as finished."""
        return self.model_folder / MODEL_FILE

    @property
    def weights(self) -> Path:
        return self.model_folder / WEIGHTS_FILE
