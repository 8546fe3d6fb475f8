"""The words for what the command line reports while it works, and for what came of it."""

from __future__ import annotations

from core.wording.wording import Wording

COMMAND_LINE = {
    # ---- while a run trains
    "training-epoch": Wording("Epoch {epoch}, training"),
    "validating-epoch": Wording("Epoch {epoch}, validating"),
    "phase-begins": Wording("Phase {phase} of {phases}, {name}: {trainable:,} of {parameters:,} parameters train"),
    "epoch-ended": Wording(
        "epoch {epoch:>3}/{epochs}   loss {loss:.4f}   {metric} {score:.3f}   "
        "validation loss {validation_loss:.4f}   {metric} {validation_score:.3f}   {seconds:.1f} s"
    ),
    "best-so-far": Wording("{line}   best so far"),
    "phase-done": Wording("done; the weights of epoch {epoch} are restored"),
    "phase-stopped-early": Wording("stopped early; the weights of epoch {epoch} are restored"),
    "phase-done-at-start": Wording("done; no epoch was better than the start, whose weights are restored"),
    "phase-stopped-at-start": Wording("stopped early; no epoch was better than the start, whose weights are restored"),
    "stopped-and-kept": Wording("Stopped; what was learnt is kept. {kept}"),
    "minutes-left": Wording("{minutes} min {seconds:02} s left"),
    "seconds-left": Wording("{seconds} s left"),
    "score-of-best-epoch": Wording("Validation {metric} of the best epoch: {value}"),
    "no-rate-found": Wording("The loss hardly falls at any of them: no learning rate can be chosen from that."),
    "rate-found": Wording("The loss falls most steeply at {rate:g}."),
    # ---- what was written
    "named-and-text": Wording("{name}: {text}"),
    "written-dataset": Wording("Dataset"),
    "written-model": Wording("Model"),
    "written-table": Wording("Table"),
    "written-export": Wording("Export"),
    "checked-in-fresh-process": Wording("Checked in a fresh process: differs by at most {difference:.1e}"),
    "predicted-and-not": Wording(
        "{predicted} classified, {unread} could not be read, {others:other file} passed over",
    ),
    # ---- what an audit found
    "severity-error": Wording("Error"),
    "severity-warning": Wording("Warning"),
    "severity-note": Wording("Note"),
    "severity-passed": Wording("Passed"),
    "more-groups": Wording("… and {more:,} more"),
    "audit-overridden": Wording("Overridden: {reason}"),
    "audit-blocks-training": Wording("Training is refused until these errors are resolved or overridden."),
    "audit-lets-training-begin": Wording("Nothing keeps training from beginning."),
    "trained-in-spite-of-audit": Wording("Trained in spite of what the audit had found: {reason}"),
    # ---- what a model is worth
    "evaluated-on": Wording("On {part}, {examples}"),
    "metric-unknown": Wording("{metric} –"),
    "metric-and-value": Wording("{metric} {value:.3f}"),
    "metric-and-interval": Wording("{metric} {value:.3f} ({low:.2f} to {high:.2f})"),
    "intervals-over-images": Wording("95 % intervals, over images"),
    "intervals-over": Wording("95 % intervals, over {subjects:subject}"),
    "classes-not-measured": Wording("Not measured, since none of its images is here: {classes:after commas}"),
    "test-never-looked-at": Wording("The test set of this run has never been viewed."),
    "test-looked-at": Wording(
        "The test set of this run has been viewed {looks} times.",
        one="The test set of this run has been viewed once.",
        by="looks",
    ),
    # ---- how runs compare
    "compared-on": Wording("On {part}"),
    "feature-extraction": Wording("feature extraction"),
    "same-weights-as": Wording("same as {title}"),
    "percentage-points": Wording("{points} percentage points"),
    "p-values-are-adjusted": Wording("The p values allow for several comparisons (Holm)."),
    "differs-significantly": Wording(
        "{run} against {reference}: {metric} {value:+.3f} (95 % interval {low:+.3f} to {high:+.3f}, {p}): significant"
    ),
    "differs-not-significantly": Wording(
        "{run} against {reference}: {metric} {value:+.3f} (95 % interval {low:+.3f} to {high:+.3f}, {p}): not "
        "significant"
    ),
}
