"""The words for a file or folder that was chosen as a module and holds no SavedModel.

Each stands behind the name of the file: “net.onnx” is an ONNX model.
"""

from __future__ import annotations

from core.wording.wording import Wording

CONVERT = "Ask its publisher for a TensorFlow SavedModel, or convert it to one."

MODULE_KINDS = {
    "module-kind-keras": Wording(
        "is a Keras file of a network, not a SavedModel",
        "Export it in Python, with keras.models.load_model(FILE).export(FOLDER), and import that folder.",
    ),
    "module-kind-keras-weights": Wording(
        "is a Keras file of weights alone, without the network that they belong to",
        "Build the network in Python, load the weights, and export it with model.export(FOLDER).",
    ),
    "module-kind-hdf5": Wording(
        "is an HDF5 file, as Keras writes networks and weights, not a SavedModel",
        "If it is a network, export it in Python, with keras.models.load_model(FILE).export(FOLDER).",
    ),
    "module-kind-part-of-module": Wording("is a part of a SavedModel", "Choose the folder that holds saved_model.pb."),
    "module-kind-lone-graph": Wording(
        "is the graph of a SavedModel without its variables",
        "Choose the folder that holds saved_model.pb and variables.",
    ),
    "module-kind-frozen": Wording(
        "is a frozen graph, whose weights are constants that can no longer be trained",
        "Ask its publisher for the SavedModel that it was made from.",
    ),
    "module-kind-text-graph": Wording(
        "is a graph in text form", "Ask its publisher for a SavedModel in binary form, saved_model.pb."
    ),
    "module-kind-checkpoint": Wording(
        "is a checkpoint: weights alone, without the network that they belong to",
        "Build the network in Python, load the checkpoint, and save it with tf.saved_model.save.",
    ),
    "module-kind-tflite": Wording("is a TensorFlow Lite model, which can no longer be trained", CONVERT),
    "module-kind-tfjs": Wording("is a TensorFlow.js model", CONVERT),
    "module-kind-onnx": Wording("is an ONNX model", CONVERT),
    "module-kind-pytorch": Wording("is a PyTorch file", CONVERT),
    "module-kind-safetensors": Wording(
        "holds weights alone, in the safetensors form, without the network that they belong to", CONVERT
    ),
    "module-kind-numpy": Wording("holds NumPy arrays, not a network", CONVERT),
    "module-kind-flax": Wording(
        "holds weights alone, in the form of Flax, without the network that they belong to", CONVERT
    ),
    "module-kind-coreml": Wording("is a Core ML model", CONVERT),
    "module-kind-openvino": Wording("is an OpenVINO model", CONVERT),
    "module-kind-caffe": Wording("is a Caffe model", CONVERT),
    "module-kind-gguf": Wording("is a language model in the GGUF form", "Choose a module for images."),
    "module-kind-other-archive": Wording(
        "is an archive of a kind that is not read", "Unpack it, and choose its folder."
    ),
    "module-kind-picture": Wording(
        "is an image, not a network", "Images are chosen on the page “Dataset”, or given to `train`."
    ),
    "module-kind-images": Wording(
        "holds {images:image} and no network",
        "Images are chosen on the page “Dataset”, or given to `train`; unpack them first.",
    ),
    "module-kind-of-file-within": Wording("holds no SavedModel; “{file}” in it {what}", "{what:hint}"),
    "module-kind-of-graph-within": Wording("holds no SavedModel; a graph in it {what}", "{what:hint}"),
}
