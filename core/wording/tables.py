"""The words for the tables of the command line: their titles, and the headings of their columns."""

from __future__ import annotations

from core.wording.wording import Wording

TABLES = {
    # ---- backbones and their layers
    "heading-title": Wording("Title"),
    "heading-for": Wording("For"),
    "heading-input": Wording("Input"),
    "heading-features": Wording("Features"),
    "heading-parameters": Wording("Parameters"),
    "heading-licence": Wording("Licence"),
    "layers-of-backbone": Wording("{backbone}   for {kind}   {parameters:,} parameters"),
    # ---- what a model is worth
    "heading-sensitivity": Wording("Sensitivity"),
    "heading-specificity": Wording("Specificity"),
    "heading-precision": Wording("Precision"),
    "heading-true-class": Wording("True class"),
    "confusion-matrix": Wording("Confusion matrix"),
    "predicted-as": Wording("as {label}"),
    # ---- learning rates
    "heading-learning-rate": Wording("Learning rate"),
    "heading-loss": Wording("Loss"),
    # ---- advice
    "for-training-and-validation": Wording("For training and validation"),
    "backbones": Wording("Backbones"),
    "heading-logme": Wording("LogME"),
    "heading-linear-probe": Wording("Linear probe"),
    "heading-domain-distance": Wording("Domain distance"),
    "depths-estimated": Wording("Depths (estimated)"),
    "heading-unfrozen": Wording("Unfrozen"),
    "heading-per-epoch": Wording("Per epoch"),
    "heading-memory": Wording("Memory"),
    "heading-on-disk": Wording("On disk"),
    "head-only": Wording("head only"),
    "depth-from": Wording("{depth}, from {first} on"),
    "to-train-so": Wording("To train so: {command}"),
    # ---- how runs compare
    "heading-approach": Wording("Approach"),
    "heading-backbone": Wording("Backbone"),
    "heading-kept": Wording("Kept"),
    "heading-weights": Wording("Weights"),
    "heading-parameters-trained": Wording("Parameters trained"),
    "heading-training-time": Wording("Training time"),
    "heading-peak-memory": Wording("Peak memory"),
    "heading-gap-of": Wording("Gap of {metric}"),
    "heading-loss-gap": Wording("Gap of loss"),
    # ---- what is seen inside
    "heading-layer": Wording("Layer"),
    "heading-kind": Wording("Kind"),
    "heading-output": Wording("Output"),
    "heading-milliseconds": Wording("ms"),
    "heading-mean": Wording("Mean"),
    "heading-standard-deviation": Wording("Std. dev."),
    "heading-zeros": Wording("Zeros"),
    "heading-dead": Wording("Dead"),
    "heading-gradient": Wording("Gradient"),
    "heading-channel": Wording("Channel"),
    "heading-lowest": Wording("Lowest"),
    "heading-highest": Wording("Highest"),
    "heading-token": Wording("Token"),
    "heading-gradient-times-input": Wording("Gradient × input"),
    "class-and-probability": Wording("Class {label}: probability {probability:.3f}"),
}
