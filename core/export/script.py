"""Scripts that need no Frostline, made from the source of the very functions that it uses: predict.py and the trial."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.resources import files

from core.export.formats import FormatFacts
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.target import Target

#: from files to a table, but for the model; each after those that it uses
READING = (
    "core.process.notices",
    "core.messages",
    "core.wording.wording",
    "core.wording.file_kinds",
    "core.wording.images",
    "core.modalities.images.preprocessing",
    "core.modalities.images.problems",
    "core.modalities.images.acquisition",
    "core.modalities.images.header",
    "core.modalities.images.windowing",
    "core.modalities.images.deep_colours",
    "core.modalities.images.png_stream",
    "core.modalities.images.jpeg_stream",
    "core.modalities.images.jpeg2000_stream",
    "core.modalities.images.netpbm",
    "core.modalities.images.deep_pictures",
    "core.modalities.images.pictures",
    "core.modalities.images.tiff_deep",
    "core.modalities.images.tiff_pictures",
    "core.modalities.images.tiff",
    "core.modalities.images.nifti",
    "core.modalities.images.pydicom_alone",
    "core.modalities.images.dicom_codecs",
    "core.modalities.images.dicom_frames",
    "core.modalities.images.dicom_syntax",
    "core.modalities.images.dicom_kinds",
    "core.modalities.images.dicom_numbers",
    "core.modalities.images.dicom_file",
    "core.modalities.images.dicom_grey",
    "core.modalities.images.dicom_colour",
    "core.modalities.images.dicom_tags",
    "core.modalities.images.dicom",
    "core.modalities.images.unread",
    "core.modalities.images.readers",
    "core.modalities.images.prepared_frames",
    "core.dataset.system_files",
    "core.storage.text_cells",
    "core.targets.columns",
    "core.prediction.chosen_files",
    "core.prediction.table",
)

HEADER = '''"""Predict {predicts} with the model in this folder:

    python predict.py IMAGE_OR_FOLDER... [--csv FILE]

It needs Python 3.11 or newer, {packages}; for DICOM files also pydicom, for TIFF files tifffile, for
NIfTI files nibabel, and imagecodecs for compressed DICOM and TIFF files and for pictures of more than 8 bits a colour.
It does not need Frostline, which wrote it: images are prepared by the same source code, and the predictions are the
same. Any image file is opened in this very process, so give it files that you trust.

{notice}

Written by Frostline, under the Apache License, Version 2.0; see the file NOTICE.
"""'''


TRIAL_HEADER = '"""Check an exported model where nothing of Frostline is there."""'
PREDICT, TRIAL = 'sys.exit(main(Runner, {columns}, "{names_file}"))', "main(sys.argv[1:], Runner)"


def predict_parts(facts: FormatFacts, target: Target) -> tuple[str, ...]:
    """Return the modules of which predict.py is made, for a model of this format and target."""
    columns = type(target.columns).__module__
    return (*READING, *(() if columns in READING else (columns,)), facts.runner, "core.export.standalone")


def predict_script(facts: FormatFacts, target: Target) -> str:
    """Return the source of predict.py: one file, which imports the format's packages, Pillow and NumPy."""
    header = HEADER.format(predicts=target.exported.predicts, packages=listed(facts.packages), notice=RESEARCH_USE_ONLY)
    call = PREDICT.format(columns=type(target.columns).__name__, names_file=target.exported.names_file)
    return _joined(header, predict_parts(facts, target), call)


def trial_script(facts: FormatFacts) -> str:
    """Return the source of the trial that runs a model of this format; see `core.export.trial`."""
    return _joined(TRIAL_HEADER, (facts.runner, "core.export.trial"), TRIAL)


def listed(packages: Sequence[str]) -> str:
    """Return what a format needs, in words: "Pillow, NumPy and TensorFlow"."""
    *others, last = ("Pillow", "NumPy", *packages)
    return f"{', '.join(others)} and {last}"


def _joined(header: str, modules: Sequence[str], call: str) -> str:
    trees = [(source, ast.parse(source)) for source in map(source_of, modules)]
    imports = _imports_together(tree for _, tree in trees)
    parts = [_part(source, tree) for source, tree in trees]
    called = f'if __name__ == "__main__":\n    {call}'
    return f"{header}\n\n{imports}\n\n" + "\n\n\n".join([*parts, called]) + "\n"


def source_of(module: str) -> str:
    """Return the source of a module of this project.

    A packaged program must bring along the .py files of these modules.
    """
    package, _, name = module.rpartition(".")
    return (files(package) / f"{name}.py").read_text(encoding="utf-8")


def _imports_together(trees: Iterable[ast.Module]) -> str:
    """Return what all parts import from elsewhere, each once, sorted as ruff sorts."""
    whole: set[str] = set()
    names: dict[str, set[str]] = defaultdict(set)
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, ast.Import):
            whole.update(ast.unparse(alias) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not _is_ours(node):
            names[node.module or ""].update(ast.unparse(alias) for alias in node.names)
    lines = [f"import {name}" for name in sorted(whole)]
    lines += [
        f"from {module} import {', '.join(sorted(names[module], key=_as_ruff_sorts))}" for module in sorted(names)
    ]
    future = [line for line in lines if _module(line) == "__future__"]
    standard = [line for line in lines if _module(line) in sys.stdlib_module_names and line not in future]
    others = [line for line in lines if line not in future and line not in standard]
    return "\n\n".join("\n".join(group) for group in (future, standard, others))


def _part(source: str, tree: ast.Module) -> str:
    """Return a module without its imports, and with the first line of its docstring as a heading."""
    docstring = ast.get_docstring(tree) or ""
    lines = source.splitlines()
    for node in tree.body[1:]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            lines[first:last] = [""] * (last - first)
    code = "\n".join(lines[tree.body[0].end_lineno :]).strip("\n")
    lines_between = 2 if code.startswith(("def ", "class ", "@")) else 1
    return f"# ---- {docstring.splitlines()[0]}\n" + "\n" * lines_between + code


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").partition(".")[0] == "core"


def _module(line: str) -> str:
    return line.split()[1].partition(".")[0]


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name
