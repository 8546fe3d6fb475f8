"""One text: the model that was asked last stays open, so that the next text costs only itself."""

from __future__ import annotations

from core.modalities.text.given_text import given_text
from core.modalities.text.read_texts import token_count, tokens_in_rows
from core.modalities.text.recipe import text_recipe
from core.prediction.text_prediction import TextPrediction
from core.training.run import Run
from core.training.trained_model import TrainedModel, load_model

_last: tuple[tuple[object, ...], TrainedModel] | None = None


def forget() -> None:
    """Let go of the model that is open: training needs the memory."""
    global _last
    _last = None


def predict_one_text(run: Run, text: str) -> TextPrediction:
    """Return what is predicted of a text. Raise UserError where there is nothing to be read in it."""
    text = given_text(text)
    model = _opened(run)
    recipe = text_recipe(model.preprocessing)
    (values,) = model.predictions(tokens_in_rows([text], recipe))
    tokens = token_count(text, recipe)
    return TextPrediction(values=tuple(map(float, values)), tokens=tokens, tokens_read=min(tokens, recipe.length))


def _opened(run: Run) -> TrainedModel:
    global _last
    wanted = (run.model_folder, run.files.weights.stat().st_mtime_ns if run.files.weights.exists() else None)
    if _last is None or _last[0] != wanted:
        _last = None  # two large networks at once may be too much
        _last = wanted, load_model(run)
    return _last[1]
