"""ResultCard: what came of a finished run. It stands as long as the run is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal

from core.wording.wording import sentences
from gui.pages.training.runs.run_facts import RunFacts
from gui.widgets.metric_words import validation_score
from gui.widgets.run_card import RunCard


class ResultCard(RunCard):
    """Show which weights were kept, how good they are, why the run ended, and the way on."""

    evaluation_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("done", "good")
        self.evaluate_button = self.add_button(self.tr("Evaluate it"), "evaluation", self.evaluation_wanted.emit)

    def show_run(self, facts: RunFacts | None) -> None:
        if facts is None:
            self.say("")
            return
        ready = self.tr("The model of “{title}” is ready: {score}.")
        said = (
            ready.format(title=facts.title, score=validation_score(facts.score_name, facts.best_score)),
            facts.kept_text,
        )
        more = (facts.chosen_text, facts.ending_text, facts.beside_text)
        self.say(sentences(said), sentences(more))
