"""Scripts that need no Frostline, made from the source of the very functions that it uses: predict.py and the trial."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.resources import files

from core.export.formats import FormatFacts
from core.export.kinds import EXAMPLES, IMAGES
from core.export.script_parts import PARTS
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.target import Target

TRIAL_HEADER = '"""Check an exported model where nothing of Frostline is there."""'
PREDICT, TRIAL = 'sys.exit(main(Runner, {columns}, "{names_file}"))', "main(sys.argv[1:], Runner)"


def predict_parts(facts: FormatFacts, target: Target, kind: str = IMAGES) -> tuple[str, ...]:
    """Return the modules of which predict.py is made, for a model of this format, target and kind of data."""
    parts, columns = PARTS[kind], type(target.columns).__module__
    of_target = () if columns in parts.reading else (columns,)
    return (*parts.reading, *of_target, facts.runners[kind], parts.standalone)


def predict_script(facts: FormatFacts, target: Target, kind: str = IMAGES) -> str:
    """Return the source of predict.py: one file, which imports the format's packages and what the kind needs."""
    exported = target.exported
    predicts = exported.predicts.format(examples=EXAMPLES[kind])
    header = PARTS[kind].header.format(predicts=predicts, packages=listed(facts, kind), notice=RESEARCH_USE_ONLY)
    call = PREDICT.format(columns=type(target.columns).__name__, names_file=exported.names_file)
    return _joined(header, predict_parts(facts, target, kind), call)


def trial_script(facts: FormatFacts, kind: str = IMAGES) -> str:
    """Return the source of the trial that runs a model of this format; see `core.export.trial`."""
    return _joined(TRIAL_HEADER, (facts.runners[kind], PARTS[kind].trial), TRIAL)


def listed(facts: FormatFacts, kind: str = IMAGES) -> str:
    """Return what a format needs, in words: "Pillow, NumPy and TensorFlow"."""
    *others, last = (*PARTS[kind].packages, *facts.packages)
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
