"""The runs that can be compared, and those that are where nobody has chosen."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import UserError
from core.evaluation.comparison import Approach, approach_of
from core.training.run import Run
from core.wording.wording import listed
from gui.pages.comparison.comparison_words import approach_name
from gui.pages.comparison.run_checks import RunChoice
from gui.translation import tr
from gui.widgets.words import layers_text


def choices_of(runs: Sequence[Run]) -> list[RunChoice]:
    """Return those whose plan can be read."""
    choices = []
    for run in runs:
        try:
            plan, reached = run.plan, run.reached_phases
        except (UserError, ValueError, KeyError, TypeError):
            continue
        kept = run.kept
        approach = approach_of(plan, kept)
        says = approach_name(approach)
        if approach is Approach.FINE_TUNING:
            says = listed((says, layers_text(kept.unfrozen if kept else reached[-1].unfreeze)))
        elif not plan.is_of_head(len(plan.phases) - 1) and not run.is_beside:
            says = tr("Head: fine-tuning no better")
        choices.append(RunChoice(run, run.title, says))
    return choices


def usual_runs(choices: Sequence[RunChoice]) -> list[Run]:
    """Return the last two runs; where there is but one, what it has kept beside, too."""
    kept = [choice.run for choice in choices if not choice.run.is_beside]
    return kept[-2:] if len(kept) > 1 else [choice.run for choice in choices[-2:]]
