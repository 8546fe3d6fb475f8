"""The main job without a window: on the sample each phase helps, and no alarm is raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.commands import demo
from core.events import Alarm, Noticed
from core.messages import Message
from core.wording.catalogue import text_of
from tests.core.small import Recorder


@pytest.mark.slow
def test_each_phase_of_the_plan_for_the_sample_helps(tmp_path: Path) -> None:
    job = Recorder()
    run = demo.train_on_sample(job, tmp_path / "a folder")

    best = [min(epoch.validation_loss for epoch in run.history if epoch.phase == phase) for phase in (0, 1)]
    assert best[1] < best[0] < 0.65
    assert [epoch.phase for epoch in run.history if epoch.best][-1] == 1
    assert job.of(Alarm) == []
    said = [text_of(event.message) for event in job.of(Noticed)]
    assert text_of(Message("demo-plan")) in said
    assert said[-1].endswith(f"evaluate '{tmp_path / 'a folder' / 'project'}'")
