"""The sample's DICOM files: images of two invented devices, one of which stores white as 0, and one short report."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from core.modalities.images.sample_drawing import WHITE
from core.modalities.images.sample_files import SampleFile, Scanner

if TYPE_CHECKING:  # importing it takes a third of a second
    from pydicom import Dataset
    from pydicom.uid import UID

#: of each subject, this one is compressed, without loss
COMPRESSED_IMAGE = 4
#: centre and width; in the middle of 12 bits, so that it is the same for white stored as 0
WINDOW = (2048, 3600)
REMARK = "Synthetic, drawn by Frostline. Shows no patient."
BASIC_TEXT_REPORT = "1.2.840.10008.5.1.4.1.1.88.11"


def image_file(pixels: np.ndarray, place: SampleFile, seed: int, burned_in: bool = False) -> bytes:
    """Return the file of one image, [height, width] uint16, 0 black to 4095 white. The same each time."""
    from pydicom.uid import RLELossless

    device = place.device
    dataset = _dataset(place, seed, device.sop_class, device.modality)
    _set(dataset, _image_tags(device, burned_in))
    if device.modality == "DX":
        _set(dataset, _digital_tags())
    stored = WHITE - pixels if device.photometric == "MONOCHROME1" else pixels
    dataset.set_pixel_data(stored, device.photometric, 12, generate_instance_uid=False)
    if place.number == COMPRESSED_IMAGE:
        dataset.compress(RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    return _bytes(dataset)


def report_file(place: SampleFile, seed: int) -> bytes:
    """Return a structured report: DICOM like the images, from the same study, but there is nothing to see in it."""
    from pydicom import Dataset

    dataset = _dataset(place, seed, BASIC_TEXT_REPORT, "SR")
    text = Dataset()
    _set(text, {"RelationshipType": "CONTAINS", "ValueType": "TEXT", "TextValue": REMARK})
    text.ConceptNameCodeSequence = [_code("121071", "DCM", "Finding")]
    _set(
        dataset,
        {
            "ReferencedPerformedProcedureStepSequence": [],
            "PerformedProcedureCodeSequence": [],
            "ContentDate": "20240101",
            "ContentTime": "120000",
            "CompletionFlag": "COMPLETE",
            "VerificationFlag": "UNVERIFIED",
            "ValueType": "CONTAINER",
            "ContinuityOfContent": "SEPARATE",
            "ConceptNameCodeSequence": [_code("126000", "DCM", "Imaging Measurement Report")],
            "ContentSequence": [text],
        },
    )
    return _bytes(dataset)


def _dataset(place: SampleFile, seed: int, sop_class: str, modality: str) -> Dataset:
    """Return a data set with whose it is, where it comes from, and what distinguishes it from all other files."""
    from pydicom import Dataset

    dataset = Dataset()
    _set(
        dataset,
        {
            "SpecificCharacterSet": "ISO_IR 100",
            "SyntheticData": "YES",
            "SOPClassUID": sop_class,
            "SOPInstanceUID": _uid(seed, "object", place.subject, place.number),
            "StudyInstanceUID": _uid(seed, "study", place.subject),
            "SeriesInstanceUID": _uid(seed, "series", place.subject, modality),
            "Modality": modality,
            "PatientID": place.patient,
            "PatientName": f"Synthetic^{place.subject:04d}",
            "StudyID": str(place.subject),
            "SeriesNumber": 2 if modality == "SR" else 1,
            "InstanceNumber": place.number,
            "Manufacturer": place.device.maker,
            "ManufacturerModelName": place.device.model,
            "InstitutionName": place.device.site,
            **dict.fromkeys(("PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber"), ""),
            "ReferringPhysicianName": "",
        },
    )
    return dataset


def _image_tags(device: Scanner, burned_in: bool) -> dict[str, Any]:
    centre, width = WINDOW
    return {
        "ImageType": ["ORIGINAL", "PRIMARY"],
        "ImageComments": REMARK,
        "BodyPartExamined": "CHEST",
        "ViewPosition": "PA",
        "PatientOrientation": ["L", "F"],
        "KVP": str(device.kvp),
        "PixelSpacing": [device.spacing, device.spacing],
        "ImagerPixelSpacing": [device.spacing, device.spacing],
        "BurnedInAnnotation": "YES" if burned_in else "NO",
        "LossyImageCompression": "00",
        "WindowCenter": str(centre),
        "WindowWidth": str(width),
    }


def _digital_tags() -> dict[str, Any]:
    """Return what the standard wants of digital X-ray images besides."""
    return {
        "ImageType": ["ORIGINAL", "PRIMARY", ""],
        "PresentationIntentType": "FOR PRESENTATION",
        "DetectorType": "DIRECT",
        "PositionerType": "",
        "ImageLaterality": "U",
        "AnatomicRegionSequence": [_code("816094009", "SCT", "Chest")],
        "AcquisitionContextSequence": [],
        "PixelIntensityRelationship": "LOG",
        "PixelIntensityRelationshipSign": -1,
        "RescaleIntercept": "0",
        "RescaleSlope": "1",
        "RescaleType": "US",
        "PresentationLUTShape": "IDENTITY",
    }


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    from pydicom import Dataset

    code = Dataset()
    _set(code, {"CodeValue": value, "CodingSchemeDesignator": scheme, "CodeMeaning": meaning})
    return code


def _set(dataset: Dataset, values: dict[str, Any]) -> None:
    for keyword, value in values.items():
        setattr(dataset, keyword, value)


def _uid(*parts: object) -> UID:
    """Return the same for the same parts."""
    from pydicom.uid import generate_uid

    return generate_uid(entropy_srcs=["/".join(map(str, ("Frostline sample", *parts)))])


def _bytes(dataset: Dataset) -> bytes:
    from pydicom import dcmwrite
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    if not hasattr(dataset, "file_meta"):
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.ImplementationClassUID = _uid("implementation")
    dataset.file_meta.ImplementationVersionName = "FROSTLINE"  # else pydicom writes its version, which changes
    buffer = BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()
