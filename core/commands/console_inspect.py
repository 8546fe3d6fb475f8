"""Show a person what is seen inside a network: layers, their channels, and the tokens of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console as RichConsole
from rich.table import Table
from rich.text import Text

from core.backbones.kind_names import KIND_NAMES
from core.messages import Message
from core.wording.catalogue import text_of

if TYPE_CHECKING:
    from core.inspection.activation import ChannelStatistics, ClassGradient, LayerFacts
    from core.inspection.text_activation import Contributions, ExplainedText

#: characters
WIDE = 160
#: of the strongest token, in characters
BAR = 20


def print_tokens(explained: ExplainedText) -> None:
    """Print the tokens of a text, one a line, and how much each speaks for a class or against it."""
    console = _wide_console()
    contributions = explained.contributions
    if contributions is None:
        console.print(Text(" ".join(explained.tokens)))
        return
    _print_class(console, contributions)
    table = Table(text_of(Message("heading-token")))
    _add_numbers(table, Message("heading-gradient-times-input"))
    table.add_column("")
    strongest = max(abs(contributions.values).max(), 1e-12)
    for token, value in zip(explained.tokens, contributions.values.tolist(), strict=True):
        bar = ("+" if value > 0 else "-") * round(BAR * abs(value) / strongest)
        table.add_row(Text(token), f"{value:+.3g}", bar)
    console.print(table)


def print_steps(layers: Sequence[LayerFacts]) -> None:
    """Print every layer in numbers, one a line."""
    table = Table(*map(text_of, (Message("heading-layer"), Message("heading-kind"), Message("heading-output"))))
    _add_numbers(
        table,
        Message("heading-milliseconds"),
        Message("heading-mean"),
        Message("heading-standard-deviation"),
        Message("heading-zeros"),
        Message("heading-dead"),
    )
    if any(facts.gradient_norm is not None for facts in layers):
        _add_numbers(table, Message("heading-gradient"))
    for facts in layers:
        shape = "×".join(map(str, facts.output_shape))
        cells = [f"{facts.seconds * 1000:.2f}", f"{facts.mean:.3g}", f"{facts.std:.3g}", f"{facts.zeros:.0%}"]
        cells.append(f"{facts.dead_channels}/{facts.channels}")
        if facts.gradient_norm is not None:
            cells.append(f"{facts.gradient_norm:.3g}")
        table.add_row(Text(facts.path), text_of(KIND_NAMES[facts.kind]), shape, *cells)
    _wide_console().print(table)


def print_layer(
    facts: LayerFacts, channels: ChannelStatistics, explained: ClassGradient | Contributions | None
) -> None:
    """Print one layer, and each of its channels in numbers; with the class that is explained."""
    console = RichConsole(highlight=False)
    shape = "×".join(map(str, facts.output_shape))
    kind = text_of(KIND_NAMES[facts.kind])
    console.print(Text(f"{facts.path}   {kind}   {shape}   {facts.seconds * 1000:.2f} ms", style="bold"))
    if explained:
        _print_class(console, explained)
    table = Table(text_of(Message("heading-channel")))
    _add_numbers(
        table,
        Message("heading-mean"),
        Message("heading-standard-deviation"),
        Message("heading-lowest"),
        Message("heading-highest"),
        Message("heading-zeros"),
    )
    if channels.gradient is not None:
        _add_numbers(table, Message("heading-gradient"))
    for number in range(facts.channels):
        measured = [channels.mean, channels.std, channels.min, channels.max]
        cells = [f"{values[number]:.3g}" for values in measured] + [f"{channels.zeros[number]:.0%}"]
        if channels.gradient is not None:
            cells.append(f"{channels.gradient[number]:.3g}")
        table.add_row(str(number), *cells)
    console.print(table)


def _add_numbers(table: Table, *headings: Message) -> None:
    """Add columns of numbers, which stand at the right and are never broken."""
    for heading in headings:
        table.add_column(text_of(heading), justify="right", no_wrap=True)


def _wide_console() -> RichConsole:
    """Return a console as wide as the terminal; what goes to a file or another program is never broken."""
    console = RichConsole(highlight=False)
    return console if console.is_terminal else RichConsole(highlight=False, width=WIDE)


def _print_class(console: RichConsole, explained: ClassGradient | Contributions) -> None:
    shown = Message("class-and-probability", label=explained.label, probability=explained.probability)
    console.print(Text(text_of(shown)))
