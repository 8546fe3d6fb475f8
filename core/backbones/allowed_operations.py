"""The operations that a foreign module may run. What is not named here is refused before anything of the module runs.

A SavedModel is a program: its graphs can read and write files and call back into Python. The file is only parsed here,
never loaded, and three questions are asked: which operations are in it at all, which of them run when its variables
are restored, and which can run otherwise. Reading and writing checkpoints belongs to the saver alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from google.protobuf.message import DecodeError
from tensorflow.core.framework import variable_pb2
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.framework import op_def_registry

from core.backbones.attributes import refuse_attributes
from core.backbones.unfolding import refuse_endless_unfolding
from core.errors import UserError
from core.messages import Message

STRUCTURE = """
    Const Identity IdentityN NoOp Placeholder PlaceholderV2 PlaceholderWithDefault StopGradient PreventGradient Snapshot
    GuaranteeConst EnsureShape Assert CheckNumerics CheckNumericsV2 ControlTrigger FakeParam
    PartitionedCall StatefulPartitionedCall If StatelessIf While StatelessWhile Case StatelessCase
    Switch Merge Enter Exit NextIteration LoopCond
    TensorListReserve EmptyTensorList TensorListElementShape TensorListLength TensorListResize TensorListFromTensor
    TensorListGetItem TensorListSetItem TensorListPushBack TensorListPopBack TensorListStack TensorListGather
    TensorListScatterV2 TensorListScatterIntoExistingList TensorListConcatV2 TensorListConcatLists TensorListSplit
    TensorArrayV3 TensorArrayReadV3 TensorArrayWriteV3 TensorArrayGatherV3 TensorArrayScatterV3 TensorArrayConcatV3
    TensorArraySplitV3 TensorArraySizeV3 TensorArrayCloseV3
"""
VARIABLES = """
    VarHandleOp ReadVariableOp VarIsInitializedOp VariableShape DisableCopyOnRead ResourceGather ResourceGatherNd
    AssignVariableOp AssignAddVariableOp AssignSubVariableOp
    Variable VariableV2 IsVariableInitialized Assign AssignAdd AssignSub
"""
SHAPES = """
    Reshape Squeeze ExpandDims Shape ShapeN Size Rank Transpose ConjugateTranspose InvertPermutation
    Pack Unpack Concat ConcatV2 ConcatOffset Split SplitV Tile Fill Empty OnesLike ZerosLike Range LinSpace
    Slice StridedSlice Gather GatherV2 GatherNd ScatterNd TensorScatterUpdate TensorScatterAdd TensorScatterSub
    TensorScatterMax TensorScatterMin ReverseV2 ReverseSequence Roll Where Unique UniqueV2 OneHot
    Pad PadV2 MirrorPad BroadcastTo BroadcastArgs BroadcastGradientArgs DynamicPartition DynamicStitch
    ParallelDynamicStitch SpaceToBatch SpaceToBatchND BatchToSpace BatchToSpaceND SpaceToDepth DepthToSpace
    ExtractImagePatches Diag DiagPart MatrixDiag MatrixDiagV3 MatrixDiagPart MatrixDiagPartV3 MatrixBandPart
    MatrixSetDiag MatrixSetDiagV3 UnravelIndex Bitcast Cast
"""
ARITHMETIC = """
    Add AddV2 AddN AccumulateNV2 Sub Mul MulNoNan Div DivNoNan RealDiv FloorDiv TruncateDiv Mod FloorMod TruncateMod
    Neg Abs Sign Reciprocal Inv Square SquaredDifference Sqrt Rsqrt Pow Exp Expm1 Log Log1p Xlogy Xdivy Xlog1py
    Sin Cos Tan Sinh Cosh Tanh Asin Acos Atan Atan2 Asinh Acosh Atanh Erf Erfc Erfinv Ndtri Lgamma Digamma
    Floor Ceil Round Rint Maximum Minimum ClipByValue IsNan IsInf IsFinite
    Equal NotEqual ApproximateEqual Less LessEqual Greater GreaterEqual
    LogicalAnd LogicalOr LogicalNot Select SelectV2 BitwiseAnd BitwiseOr BitwiseXor Invert LeftShift RightShift
    Sum Mean Prod Max Min All Any EuclideanNorm L2Loss ArgMax ArgMin Cumsum Cumprod CumulativeLogsumexp Bincount
    DenseBincount Bucketize TopK TopKV2 NthElement InTopK InTopKV2
    SegmentSum SegmentMean SegmentMax UnsortedSegmentSum UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd
    MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum MatrixInverse Cholesky Cross
    Complex Real Imag Conj Angle ComplexAbs FFT IFFT FFT2D IFFT2D RFFT IRFFT RFFT2D IRFFT2D
"""
LAYERS = """
    Conv Conv2D Conv3D DepthwiseConv2dNative Conv2DBackpropInput Conv3DBackpropInputV2 Dilation2D BiasAdd BiasAddV1
    AvgPool AvgPool3D MaxPool MaxPoolV2 MaxPool3D MaxPoolWithArgmax FractionalAvgPool FractionalMaxPool
    FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 BatchNormWithGlobalNormalization LRN
    Relu Relu6 LeakyRelu Elu Selu Softplus Softsign Sigmoid Softmax LogSoftmax
    SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits
    FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel
    QuantizeAndDequantizeV2 QuantizeAndDequantizeV3
"""
#: they stand in the functions that modules carry for their own gradients
GRADIENTS = """
    Conv2DBackpropFilter Conv3DBackpropFilterV2 DepthwiseConv2dNativeBackpropInput
    DepthwiseConv2dNativeBackpropFilter BiasAddGrad AvgPoolGrad MaxPoolGrad MaxPoolGradV2 FusedBatchNormGrad
    FusedBatchNormGradV2 FusedBatchNormGradV3 ReluGrad Relu6Grad LeakyReluGrad EluGrad SeluGrad SoftplusGrad
    SoftsignGrad SigmoidGrad TanhGrad SqrtGrad RsqrtGrad ReciprocalGrad InvGrad StridedSliceGrad MirrorPadGrad LRNGrad
    ResizeBilinearGrad ResizeNearestNeighborGrad ResizeBicubicGrad
"""
IMAGES = """
    ResizeBilinear ResizeNearestNeighbor ResizeBicubic ResizeArea ScaleAndTranslate CropAndResize
    ImageProjectiveTransformV2 ImageProjectiveTransformV3 RGBToHSV HSVToRGB AdjustContrastv2 AdjustHue AdjustSaturation
"""
#: dropout, augmentation and the first values of variables
RANDOM = """
    RandomUniform RandomUniformInt RandomStandardNormal TruncatedNormal ParameterizedTruncatedNormal RandomShuffle
    Multinomial StatelessRandomUniform StatelessRandomUniformV2 StatelessRandomUniformInt StatelessRandomUniformIntV2
    StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomNormal StatelessRandomNormalV2
    StatelessTruncatedNormal StatelessTruncatedNormalV2 StatelessMultinomial StatelessRandomGetAlg
    StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg StatelessShuffle
    StatefulUniform StatefulUniformInt StatefulUniformFullInt StatefulStandardNormalV2 StatefulTruncatedNormal
    RngReadAndSkip RngSkip NonDeterministicInts
"""
ALLOWED = frozenset(f"{STRUCTURE} {VARIABLES} {SHAPES} {ARITHMETIC} {LAYERS} {GRADIENTS} {IMAGES} {RANDOM}".split())
RESTORES = frozenset({"RestoreV2"})
SAVES = frozenset({"SaveV2", "MergeV2Checkpoints", "ShardedFilename", "StringJoin", "StaticRegexFullMatch"})

#: a protocol buffer cannot be longer
LONGEST = 2**31 - 1
#: a collection of these holds what a saver is made from, not variables
SAVERS = "savers"


def check_operations(folder: Path) -> None:
    """Refuse the SavedModel in `folder` if it could run anything but computation.

    Raise UserError, naming the operations, or where there is no readable saved_model.pb.
    """
    for meta_graph in _parsed(folder).meta_graphs:
        program = _Program(meta_graph)
        everything = program.everything()
        _refuse_unknown(program.operations(everything))
        _refuse(program.operations(everything) - ALLOWED - RESTORES - SAVES)
        _refuse(program.operations(program.reached_by_use()) - ALLOWED)
        _refuse(program.operations(program.reached_by_restoring()) - ALLOWED - RESTORES)
        _refuse(program.checkpoint_operations_outside_the_saver())
        if not program.restores_only_its_own_variables():
            _refuse(set(RESTORES))
        refuse_attributes(meta_graph.graph_def)
        _refuse_assets_outside(meta_graph)
        refuse_endless_unfolding(*program.sizes_and_calls())


def _parsed(folder: Path) -> saved_model_pb2.SavedModel:
    file = folder / "saved_model.pb"
    if (folder / "saved_model.cpb").exists():  # TensorFlow would open this one, and not the one that is checked
        raise UserError(Message("graph-in-parts"))
    if not file.is_file():
        if (folder / "saved_model.pbtxt").is_file():
            raise UserError(Message("no-saved-model-but-text", folder=folder.name))
        raise UserError(Message("no-saved-model-in-folder", folder=folder.name))
    saved_model = saved_model_pb2.SavedModel()
    try:
        if file.stat().st_size > LONGEST:
            raise DecodeError
        saved_model.ParseFromString(file.read_bytes())
    except (DecodeError, OSError) as error:
        raise UserError(Message("graph-damaged")) from error
    if not saved_model.meta_graphs:
        raise UserError(Message("graph-empty"))
    return saved_model


def _refuse_assets_outside(meta_graph: Any) -> None:
    """No allowed operation can read an asset, but who exports the module again might copy it."""
    for asset in meta_graph.asset_file_def:
        path = PurePosixPath(asset.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in asset.filename or ":" in asset.filename:
            raise UserError(Message("names-files-outside"))


def _refuse(operations: set[str]) -> None:
    if operations:
        raise UserError(Message("operations-not-allowed", operations=_listed(operations)))


def _refuse_unknown(operations: set[str]) -> None:
    unknown = {name for name in operations if op_def_registry.get(name) is None}
    if unknown:
        raise UserError(Message("operations-unknown", operations=_listed(unknown)))


def _listed(names: set[str], most: int = 10) -> str:
    shown = [name[:60] for name in sorted(names)[:most]]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")


@dataclass(frozen=True)
class _Part:
    """Some nodes of the main graph, and some functions, all by name."""

    nodes: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


class _Program:
    """One meta graph: a main graph, a library of functions, and who may call what."""

    def __init__(self, meta_graph: Any):
        self._meta_graph = meta_graph
        graph = meta_graph.graph_def
        self._nodes = {node.name: node for node in graph.node}
        self._functions = {function.signature.name: function for function in graph.library.function}
        self._check_names()

    def everything(self) -> _Part:
        return _Part(set(self._nodes), set(self._functions))

    def reached_by_use(self) -> _Part:
        """Return what can run when the module is opened or called, but for restoring its variables."""
        return self._reached(self._tensors_in_use(), self._functions_in_use())

    def reached_by_restoring(self) -> _Part:
        return self._reached([self._meta_graph.saver_def.restore_op_name], [])

    def operations(self, part: _Part) -> set[str]:
        nodes = [self._nodes[name] for name in part.nodes]
        for name in part.functions:
            nodes += self._functions[name].node_def
        return {node.op for node in nodes} - set(self._functions)

    def sizes_and_calls(self) -> tuple[dict[str, int], dict[str, list[str]]]:
        """Return the number of operations in each function, and the functions that it calls, once for each call."""
        bodies = {name: function.node_def for name, function in self._functions.items()}
        sizes = {name: len(body) for name, body in bodies.items()}
        return sizes, {
            name: [called for node in body for called in self._called_by(node)] for name, body in bodies.items()
        }

    def checkpoint_operations_outside_the_saver(self) -> set[str]:
        """Return what reads or writes checkpoints in functions that not the saver alone calls."""
        saver = self._meta_graph.saver_def
        saving = self._reached([saver.save_tensor_name, saver.restore_op_name], [])
        others = set(self._functions) - saving.functions
        calls = [name for node in set(self._nodes) - saving.nodes for name in self._called_by(self._nodes[node])]
        return self.operations(_Part(functions=others | self._reached([], calls).functions)) & (SAVES | RESTORES)

    def restores_only_its_own_variables(self) -> bool:
        """Return whether restoring reads the file that the saver is given and no other that the module names."""
        named_node = _node_of(self._meta_graph.saver_def.filename_tensor_name)
        part = self.reached_by_restoring()
        restoring = {name for name in part.functions if self._restores(self._functions[name].node_def)}
        readers = [
            self._nodes[name]
            for name in part.nodes
            if self._nodes[name].op in RESTORES or restoring & set(self._called_by(self._nodes[name]))
        ]
        return (
            all(self._source(reader) == named_node for reader in readers)
            and all(_reads_its_first_argument(self._functions[name]) for name in restoring)
            and restoring == {name for reader in readers for name in self._called_by(reader)}
        )

    def _restores(self, nodes: Iterable[Any]) -> bool:
        return any(node.op in RESTORES for node in nodes)

    def _source(self, reader: Any) -> str:
        """Return the node from which a reader has the name of its file."""
        name = _node_of(reader.input[0]) if reader.input else ""
        while name in self._nodes and self._nodes[name].op in ("Identity", "PlaceholderWithDefault"):
            if name == _node_of(self._meta_graph.saver_def.filename_tensor_name):
                break
            name = _node_of(self._nodes[name].input[0])
        return name

    def _tensors_in_use(self) -> Iterator[str]:
        for signature in self._meta_graph.signature_def.values():
            for tensor in (*signature.inputs.values(), *signature.outputs.values()):
                yield from _names_in(tensor)
        for key, collection in self._meta_graph.collection_def.items():
            yield from collection.node_list.value
            if key != SAVERS:
                for serialised in collection.bytes_list.value:
                    yield from _names_in_variable(serialised)

    def _functions_in_use(self) -> Iterator[str]:
        objects = self._meta_graph.object_graph_def
        yield from objects.concrete_functions
        for node in objects.nodes:
            yield from node.function.concrete_functions
            yield node.bare_concrete_function.concrete_function_name
            yield node.captured_tensor.concrete_function
        library = self._meta_graph.graph_def.library
        for gradient in (*library.gradient, *library.registered_gradients):
            yield gradient.gradient_func

    def _reached(self, tensors: Iterable[str], functions: Iterable[str]) -> _Part:
        """Return all that the tensors and functions need, through control edges and calls as well."""
        part = _Part()
        waiting_nodes = [_node_of(tensor) for tensor in tensors]
        waiting_functions = [name for name in functions if name]
        while waiting_nodes:
            name = waiting_nodes.pop()
            if name in self._nodes and name not in part.nodes:
                part.nodes.add(name)
                waiting_nodes += [_node_of(tensor) for tensor in self._nodes[name].input]
                waiting_functions += self._called_by(self._nodes[name])
        while waiting_functions:
            name = waiting_functions.pop()
            if name in self._functions and name not in part.functions:
                part.functions.add(name)
                for node in self._functions[name].node_def:
                    waiting_functions += self._called_by(node)
        return part

    def _called_by(self, node: Any) -> list[str]:
        """A function is called by an attribute that names it, or by an operation of its name."""
        called = [name for value in node.attr.values() for name in _functions_in(value)]
        return [*called, node.op] if node.op in self._functions else called

    def _check_names(self) -> None:
        graph = self._meta_graph.graph_def
        if len(self._nodes) < len(graph.node) or len(self._functions) < len(graph.library.function):
            raise UserError(Message("parts-of-same-name"))  # which would run?
        if any(op_def_registry.get(name) is not None for name in self._functions):
            raise UserError(Message("function-named-as-operation"))
        bodies = (node for function in self._functions.values() for node in function.node_def)
        called = {name for node in (*graph.node, *bodies) for name in self._called_by(node)}
        if not called <= self._functions.keys():  # it could be one of the program's own
            raise UserError(Message("function-missing"))


def _node_of(tensor: str) -> str:
    return tensor.lstrip("^").split(":")[0]


def _reads_its_first_argument(function: Any) -> bool:
    arguments = function.signature.input_arg
    readers = [node for node in function.node_def if node.op in RESTORES]
    return bool(arguments) and all(reader.input and reader.input[0] == arguments[0].name for reader in readers)


def _functions_in(value: Any) -> Iterator[str]:
    """Yield the names of the functions in an attribute, also in the attributes of those names."""
    for function in (value.func, *value.list.func):
        if function.name:
            yield function.name
        for inner in function.attr.values():
            yield from _functions_in(inner)


def _names_in(tensor: Any) -> Iterator[str]:
    yield tensor.name
    yield from (getattr(tensor.coo_sparse, field.name) for field in tensor.coo_sparse.DESCRIPTOR.fields)
    for component in tensor.composite_tensor.components:
        yield from _names_in(component)


def _names_in_variable(serialised: bytes) -> Iterator[str]:
    """Yield the nodes that a TF1 variable is made of; other things in collections are no variables and name nothing."""
    variable = variable_pb2.VariableDef()
    try:
        variable.ParseFromString(serialised)
    except DecodeError:
        return
    yield from (variable.variable_name, variable.initializer_name, variable.snapshot_name, variable.initial_value_name)
