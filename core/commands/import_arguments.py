"""Options about a module that is imported: what it is given of an image, or of a text."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from core.backbones.wishes import Wishes
from core.events import Event, Noticed
from core.messages import Message
from core.modalities.images.image_size import Size, size_of_text
from core.modalities.images.input_values import IMAGENET, RANGES, Channels, channels, normalisation_of

IMAGENET_RANGE = "imagenet"


def add_import_arguments(importing: argparse.ArgumentParser) -> None:
    importing.add_argument("--name", help="what to call it (default: from the file's name)")
    importing.add_argument(
        "--output",
        metavar="NAME",
        help="which of several outputs to take as features (default: what is called so; of BERT, MobileBERT and "
        "ELECTRA of TF Hub the mean of all tokens, which is sequence_output)",
    )
    importing.add_argument(
        "--size",
        type=_size,
        metavar="SIDE or HEIGHTxWIDTH",
        help="of the images for a module that takes any size (default: from the module or its name, else 224)",
    )
    importing.add_argument(
        "--range",
        choices=[*RANGES, IMAGENET_RANGE],
        help="the pixel values it expects, where it does not say (default: 0..1); imagenet stands for 0..1 with the "
        "--mean and --std of torchvision",
    )
    importing.add_argument(
        "--mean", type=_channels, metavar="R,G,B", help="is taken away from the pixel values, such as .485,.456,.406"
    )
    importing.add_argument(
        "--std", type=_channels, metavar="R,G,B", help="what is left is divided by it, such as .229,.224,.225"
    )
    importing.add_argument(
        "--vocabulary",
        type=Path,
        metavar="FILE",
        help="the vocab.txt of an encoder of texts (default: the one that it carries)",
    )
    letters = importing.add_mutually_exclusive_group()
    letters.add_argument(
        "--cased",
        dest="lower_case",
        action="store_const",
        const=False,
        help="capital letters and accents mean something to the encoder (default: as it says, else by its vocabulary)",
    )
    letters.add_argument(
        "--lower-case",
        dest="lower_case",
        action="store_const",
        const=True,
        help="capital letters and accents mean nothing to the encoder",
    )


def wishes_of(options: argparse.Namespace) -> Wishes:
    """Return what the user has named."""
    is_imagenet = options.range == IMAGENET_RANGE
    mean, std = options.mean, options.std
    if is_imagenet:
        mean, std = mean or IMAGENET.mean, std or IMAGENET.std
    return Wishes(
        value_range=None if options.range is None else RANGES["0..1" if is_imagenet else options.range],
        normalisation=normalisation_of(mean, std),
        image_size=options.size,
        vocabulary=options.vocabulary and options.vocabulary.resolve(),
        lower_case=options.lower_case,
        output=options.output,
    )


def with_hints(report: Callable[[Event], None]) -> Callable[[Event], None]:
    """Return a listener that says how to give what the engine had to assume about a module."""

    def with_hint(event: Event) -> None:
        match event:
            case Noticed(message=Message(code="range-assumed") as message):
                report(Noticed(message=Message("range-changed-by-option", notice=message)))
            case Noticed(message=Message(code="size-by-note" | "size-by-name" | "size-assumed") as message):
                report(Noticed(message=Message("size-changed-by-option", notice=message)))
            case Noticed(message=Message(code="letters-assumed-lower" | "letters-assumed-as-written") as message):
                report(Noticed(message=Message("letters-changed-by-option", notice=message)))
            case Noticed(message=Message(code="several-outputs" | "mean-of-tokens-taken") as message):
                report(Noticed(message=Message("output-changed-by-option", notice=message)))
            case _:
                report(event)

    return with_hint


def _size(text: str) -> Size:
    try:
        return size_of_text(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no size of images, such as 240 or 240x320") from None


def _channels(text: str) -> Channels:
    try:
        return channels(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not three numbers, such as .485,.456,.406") from None
