"""Training: a run's phases one after the other, from where the last checkpoint left off to the finished model."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import read_card
from core.backbones.digest import module_digest
from core.backbones.frost_line import FrostLine
from core.backbones.layer_tree import Layer
from core.dataset.dataset import Dataset, Split
from core.errors import UserError
from core.events import DepthDecided, PhaseEnded, PhaseStarted, RunBegun
from core.features.feature_cache import FeatureCache, deepest
from core.features.inputs import Inputs, RawInputs
from core.features.views import Views
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows
from core.process.device import this_device
from core.statistics.improvement import improvement
from core.training.batches import Examples, examples
from core.training.checkpoint import Checkpoint, last_checkpoint, write_checkpoint
from core.training.cost import RunCost
from core.training.encoder_dropout import EncoderDropout
from core.training.ending import end_run
from core.training.fit import fit_phase
from core.training.history import write_history
from core.training.model import Head, Tail, TransferModel
from core.training.models_of_run import save_models
from core.training.monitoring import Monitoring
from core.training.names import BACKBONE, BIAS, KERNEL
from core.training.optimizer import Moments
from core.training.phase_data import PhaseData
from core.training.phase_state import PhaseState
from core.training.plan import Phase
from core.training.rate_finder import RateCurve
from core.training.run import Run
from core.training.schedule import shares_of_blocks
from core.training.settings import Keep
from core.training.snapshot import restore, weights_of
from core.training.solve import solve_phase
from core.training.trained_model import TrainedModel
from core.training.try_rates import try_rates


def train_run(
    run: Run, dataset: Dataset, prepared: PreparedRows, cache: Path, job: Job, backbone: Backbone | None = None
) -> TrainedModel:
    """Train, or go on training, until the run is finished; its model is saved in the run's folder.

    `backbone` is the run's own where it has just been opened; else it is opened when it is needed.
    Raise JobStopped when the job was stopped (a checkpoint keeps what was learnt), and UserError where a frozen
    layer moved.
    """
    job.report(RunBegun(folder=run.folder, fine_tunes=run.plan.fine_tunes))
    with _started(run, dataset, prepared, cache, job, backbone) as training:
        return training.finish()


def find_rate(
    run: Run, dataset: Dataset, prepared: PreparedRows, cache: Path, job: Job, phase: int, backbone: Backbone | None
) -> RateCurve:
    """Return the loss at rising learning rates in a phase of this run, of which nothing is kept.

    For a later phase the head is trained first; phases in between are left out.
    """
    with _started(run, dataset, prepared, cache, job, backbone) as training:
        return training.find_rate(phase)


@contextmanager
def _started(
    run: Run, dataset: Dataset, prepared: PreparedRows, cache: Path, job: Job, backbone: Backbone | None
) -> Iterator[_Training]:
    tf.keras.utils.set_random_seed(run.plan.seed)
    tf.config.experimental.enable_op_determinism()
    with this_device().scope(), ExitStack() as stack:
        yield _Training(run, dataset, prepared, cache, job, stack, backbone)


class _Training:
    """One run under way."""

    def __init__(
        self,
        run: Run,
        dataset: Dataset,
        prepared: PreparedRows,
        cache: Path,
        job: Job,
        stack: ExitStack,
        backbone: Backbone | None,
    ):
        self._run, self._plan, self._job = run, run.plan, job
        self._dataset, self._prepared = dataset, prepared
        self._card = read_card(run.backbone_folder)
        self._digest = module_digest(run.backbone_folder)
        self._views = Views(
            dataset.modality.augmenter(self._plan.augmentation, self._plan.flips, prepared.preprocessing),
            self._plan.seed,
        )
        self._head = Head(dataset.target, self._plan.dropout, self._plan.seed)
        self._just_opened = backbone
        self._published: dict[str, str] = {}
        #: the variables that phases have unfrozen so far, by their paths, with their pretrained values
        self._unfrozen: dict[str, np.ndarray] = {}
        #: of the optimizer, when the phase before ended
        self._steps, self._moments = 0, dict[str, Moments]()
        self._features = FeatureCache(
            cache, self._card, self._digest, prepared, self._views, lambda: self._backbone, stack
        )
        self._monitoring = Monitoring()

    def finish(self) -> TrainedModel:
        checkpoint = last_checkpoint(self._run.files.checkpoints)
        state = PhaseState.from_checkpoint(checkpoint) if checkpoint else PhaseState(phase=0)
        if checkpoint:
            self._say_if_rounded_otherwise(checkpoint)
            self._give_back(checkpoint)
            self._monitoring = self._run.monitoring
            self._monitoring.drop_from(state.phase, state.epoch)
        while True:
            self._run_phase(state, checkpoint)
            if not self._goes_on_after(state):
                break
            state, checkpoint = self._next_phase(state), None
        self._check_unmoved({path: digest for path, digest in self._published.items() if path not in self._unfrozen})
        write_history(self._run.files.history, state.history)  # a kill may have come between checkpoint and history
        self._monitoring.save(self._run.files.monitoring)
        self._cost(state).save(self._run.files.cost)
        end_run(self._run, state, self._monitoring.decisions, self._job)
        return save_models(self._run, self._trained_model(), state, self._head)

    def find_rate(self, phase: int) -> RateCurve:
        if self._plan.phases[phase].is_solved:
            raise UserError(Message("solved-head-without-rate"))
        state = PhaseState(phase=0)
        if phase:
            self._run_phase(state, None)
            state = replace(state.next_phase(), phase=phase)
        _, model, data = self._set_up(state, None)
        return try_rates(model, data, self._plan, phase, self._job)

    @functools.cached_property
    def _backbone(self) -> Backbone:
        """Open it only when it is needed: a head that learns from features on disk can do without."""
        shape, backbone = self._prepared.preprocessing.row_shape, self._just_opened
        if backbone is None or not backbone.is_for_rows(shape):
            backbone = open_backbone(self._run.backbone_folder, shape)
        self._published = backbone.hashes(backbone.variables)
        return backbone

    @property
    def _is_opened(self) -> bool:
        return "_backbone" in self.__dict__

    def _run_phase(self, state: PhaseState, checkpoint: Checkpoint | None) -> None:
        number, phase = state.phase, self._plan.phases[state.phase]
        layers, model, data = self._set_up(state, checkpoint)
        frozen = self._hashes_of_frozen(layers)
        started = self._phase_started(number, phase, model)
        state.begin_phase(started.trainable_parameters)
        self._job.report(started)
        learn = solve_phase if phase.is_solved else fit_phase
        learn(model, data, self._plan, state, self._job, self._write, self._monitoring)
        self._steps = int(model.optimizer.iterations.numpy())
        self._moments = model.optimizer.moments(model.trained_names)
        self._job.report(
            PhaseEnded(phase=number, best_epoch=state.best_epoch, stopped_early=state.epoch < phase.epochs)
        )
        self._check_unmoved(self._published if frozen is None else frozen)

    def _set_up(
        self, state: PhaseState, checkpoint: Checkpoint | None
    ) -> tuple[Sequence[Layer], TransferModel, PhaseData]:
        """Return the unfrozen layers, the model as it is at this place, and what it is trained on."""
        phase = self._plan.phases[state.phase]
        layers = self._backbone.layers.matching(phase.unfreeze) if phase.unfreeze else ()
        inputs = self._inputs(layers)
        self._unfreeze(layers)
        model = TransferModel(self._tail(layers) if layers else None, self._head, self._card.feature_width)
        pretrained = self._pretrained(layers)
        shares = shares_of_blocks(self._backbone.layers, list(pretrained), self._plan.depth_factor) if layers else {}
        model.compile_for(phase.learning_rate, shares)
        model.pull_to(pretrained, self._plan.l2_sp)
        if checkpoint:
            restore(model, checkpoint)
        elif state.phase:
            state.best_weights = weights_of(model)
            model.optimizer.go_on_from(self._steps, self._moments, model.trained_names)
        return layers, model, self._data(inputs, pretrained)

    def _tail(self, layers: Sequence[Layer]) -> Tail:
        tail = Tail(self._backbone, layers, EncoderDropout(self._plan.encoder_dropout, self._plan.seed))
        if self._plan.encoder_dropout and not tail.leaves_out:
            self._job.notice(Message("nowhere-to-drop-out"))
        return tail

    def _next_phase(self, state: PhaseState) -> PhaseState:
        coming = state.next_phase()
        has_own_best = self._plan.keep is Keep.BEST_OF_FINE_TUNING and coming.phase == self._plan.first_unfreezing
        return coming.with_best_beside() if has_own_best else coming

    def _goes_on_after(self, state: PhaseState) -> bool:
        """Return whether another phase comes and, if the plan says so, this one has shown that it is worth while."""
        if state.phase + 1 >= len(self._plan.phases):
            return False
        if state.phase == 0 or not self._plan.only_while_better:
            return True
        subjects = [image.subject for image in self._dataset.of(Split.VALIDATION)]
        found = improvement(-state.start_merits, -state.best_merits, subjects)
        decided = DepthDecided(
            phase=state.phase,
            improvement=found.mean,
            noise=found.noise,
            goes_deeper=found.is_real,
            select_by=self._plan.select_by,
        )
        self._monitoring.add(decided)
        self._job.report(decided)
        return found.is_real

    def _cost(self, state: PhaseState) -> RunCost:
        head = _size(variable.shape for variable in self._head.trainable_variables)
        reached = self._plan.phases[: state.phase + 1]
        unfrozen = [self._backbone.layers.matching(phase.unfreeze) for phase in reached if phase.unfreeze]
        most = max((sum(layer.trainable_parameters for layer in layers) for layers in unfrozen), default=0)
        return RunCost(
            trainable_parameters=most + head,
            parameters=self._card.parameters + head,
            seconds=state.feature_seconds + sum(epoch.seconds for epoch in state.history),
            peak_memory_bytes=state.peak_memory,
        )

    def _phase_started(self, number: int, phase: Phase, model: TransferModel) -> PhaseStarted:
        trainable = _size(variable.shape for variable in model.trainable_variables)
        head = _size(variable.shape for variable in self._head.trainable_variables)
        return PhaseStarted(
            phase=number,
            phases=len(self._plan.phases),
            name=phase.name,
            epochs=phase.epochs,
            trainable_parameters=trainable,
            parameters=self._card.parameters + head,
        )

    def _data(self, inputs: Inputs, pretrained: Mapping[str, np.ndarray]) -> PhaseData:
        train, validation = (
            examples(self._dataset.of(part), self._dataset.target) for part in (Split.TRAIN, Split.VALIDATION)
        )
        return PhaseData(
            train=self._weighted(train, train) if self._plan.class_weights else train,
            # one image of a rare class must not decide which epoch is kept
            validation=self._weighted(validation, train) if self._plan.weights_validation else validation,
            inputs=inputs,
            views=self._views,
            pretrained=pretrained,
        )

    def _weighted(self, some: Examples, train: Examples) -> Examples:
        weights = self._dataset.target.weights(some.labels, train.labels, self._plan.weight_bound)
        return replace(some, weights=weights)

    def _inputs(self, layers: Sequence[Layer]) -> Inputs:
        """Return what lies before the frost line, from disk where it has been computed before."""
        line = self._backbone.frost_line(layers) if layers else None
        if line is not None and line.is_at_input:
            return RawInputs(self._prepared, self._views, self._backbone.takes_any_length)
        return self._features.inputs(line, list(self._unfrozen), self._deepest_line)

    @functools.cached_property
    def _deepest_line(self) -> FrostLine | None:
        """Return the deepest line that the plan will need values at; None where only the head trains."""
        unfrozen = [self._backbone.layers.matching(phase.unfreeze) for phase in self._plan.phases if phase.unfreeze]
        lines = [self._backbone.frost_line(layers) for layers in unfrozen]
        return deepest([line for line in lines if not line.is_at_input])

    def _unfreeze(self, layers: Iterable[Layer]) -> None:
        if layers:
            for path, variable in self._backbone.trainable_variables(layers).items():
                self._unfrozen.setdefault(path, variable.numpy())

    def _pretrained(self, layers: Iterable[Layer]) -> dict[str, np.ndarray]:
        return {path: self._unfrozen[path] for layer in layers for path in layer.trainable_variables}

    def _write(self, checkpoint: Checkpoint) -> None:
        """A run's checkpoint also holds what earlier phases have changed and this one does not."""
        changed = {
            f"changed/{path}": self._backbone.variables[path].numpy()
            for path in self._unfrozen
            if f"weights/{BACKBONE}{path}" not in checkpoint.arrays
        }
        write_checkpoint(self._run.files.checkpoints, replace(checkpoint, arrays=checkpoint.arrays | changed))
        write_history(self._run.files.history, PhaseState.from_checkpoint(checkpoint).history)
        self._monitoring.save(self._run.files.monitoring)

    def _give_back(self, checkpoint: Checkpoint) -> None:
        """Bring the backbone to where earlier phases left it; the phase under way restores its own weights."""
        for phase in self._plan.phases[: checkpoint.phase]:
            if phase.unfreeze:
                self._unfreeze(self._backbone.layers.matching(phase.unfreeze))
        for name, values in checkpoint.arrays.items():
            kind, _, path = name.partition("/")
            if kind == "changed":
                self._backbone.variables[path].assign(values)

    def _say_if_rounded_otherwise(self, checkpoint: Checkpoint) -> None:
        before = checkpoint.facts.get("arithmetic")  # checkpoints of old do not say
        if before != this_device().arithmetic:
            self._job.notice(Message("rounded-otherwise") if before else Message("rounding-unknown"))

    def _hashes_of_frozen(self, layers: Sequence[Layer]) -> dict[str, str] | None:
        """Return the hashes of what a phase with these layers must leave alone; None before the backbone is opened."""
        if not self._is_opened:
            return None
        trained = self._backbone.trainable_variables(layers)
        return self._backbone.hashes(path for path in self._backbone.variables if path not in trained)

    def _check_unmoved(self, before: Mapping[str, str]) -> None:
        """Raise where a frozen layer has moved: what was learnt beside it is worth nothing, and no checkpoint stays."""
        if not before:
            return
        now = self._backbone.hashes(before)
        moved = [path for path in before if now[path] != before[path]]
        if moved:
            shutil.rmtree(self._run.files.checkpoints, ignore_errors=True)
            raise UserError(Message("frozen-layers-changed", layer=moved[0]))

    def _trained_model(self) -> TrainedModel:
        """Return the model with the best weights, and all that phases have unfrozen."""
        return TrainedModel(
            backbone_folder=self._run.backbone_folder,
            backbone_digest=self._digest,
            target=self._dataset.target,
            preprocessing=self._prepared.preprocessing,
            weights={
                KERNEL: self._head.dense.kernel.numpy(),
                BIAS: self._head.dense.bias.numpy(),
                **{BACKBONE + path: self._backbone.variables[path].numpy() for path in self._unfrozen},
            },
        )


def _size(shapes: Iterable[Sequence[int]]) -> int:
    return sum(int(np.prod(shape)) for shape in shapes)
