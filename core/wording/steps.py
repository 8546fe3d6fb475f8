"""The words for what a long piece of work is at."""

from __future__ import annotations

from core.wording.wording import Wording

STEPS = {
    "comparing-the-images-with-those-of-the-backbone": Wording("Comparing the images with those of the backbone"),
    "unpacking": Wording("Unpacking"),
    "copying": Wording("Copying"),
    "starting-tensorflow": Wording("Starting TensorFlow"),
    "testing-the-module": Wording("Testing the module"),
    "reading-the-images": Wording("Reading the images"),
    "reading-the-contents-of-discs": Wording("Reading the contents of discs"),
    "exporting-the-model": Wording("Exporting the model"),
    "stepping-through-the-layers": Wording("Stepping through the layers"),
    "searching-for-near-duplicates": Wording("Searching for near duplicates"),
    "fingerprinting-the-images": Wording("Fingerprinting the images"),
    "comparing-near-duplicates": Wording("Comparing near duplicates"),
    "confirming-near-duplicates": Wording("Confirming near duplicates"),
    "checking-the-prepared-images": Wording("Checking the prepared images"),
    "preparing-the-images": Wording("Preparing the images"),
    "creating-the-sample-images": Wording("Creating the sample images"),
    "measuring-borders-and-text": Wording("Measuring borders and text"),
    "searching-for-dicom-files-by-their-uids": Wording("Searching for DICOM files by their UIDs"),
    "reading-the-texts": Wording("Reading the texts"),
    "comparing-near-copies": Wording("Comparing near copies"),
    "confirming-near-copies": Wording("Confirming near copies"),
    "looking-at-characters-and-languages": Wording("Looking at characters and languages"),
    "writing-the-sample-texts": Wording("Writing the sample texts"),
    "measuring-the-texts": Wording("Measuring the texts"),
    "comparing-the-texts": Wording("Comparing the texts"),
    "finding-the-texts": Wording("Finding the texts"),
    "finding-the-images": Wording("Finding the images"),
    "predicting": Wording("Predicting"),
    "training-linear-probes": Wording("Training linear probes"),
    "trying-learning-rates": Wording("Trying learning rates"),
    "checking-the-cache": Wording("Checking the cache"),
    "evaluating-on": Wording("Evaluating on {part}"),
    "choosing-penalty": Wording("Choosing the penalty by cross-validation"),
    "computing-features": Wording("Computing features"),
    "computing-features-of-view": Wording("Computing features of view {view}"),
}
