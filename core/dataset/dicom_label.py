"""DICOM label: which tags may say the class of an image."""

from __future__ import annotations

from core.dataset.pydicom_alone import import_pydicom

PATIENT_GROUP = 0x0010
#: of the patient's group, those that many patients share
SHARED_BY_PATIENTS = frozenset(
    (
        "PatientSex", "PatientAge", "PatientSize", "PatientWeight", "PatientSexNeutered", "PatientSpeciesDescription",
        "PatientBreedDescription", "EthnicGroup", "SmokingStatus", "PregnancyStatus", "ClinicalTrialProtocolID",
        "ClinicalTrialSiteID", "ClinicalTrialTimePointID",
    )
)  # fmt: skip
#: beyond the patient's group, what leads to one patient
LEADS_TO_PATIENT = frozenset(
    (
        "AccessionNumber", "StudyID", "AdmissionID", "ServiceEpisodeID", "RequestAttributesSequence",
        "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest", "RequestedProcedureID",
        "ScheduledProcedureStepID", "PerformedProcedureStepID",
    )
)  # fmt: skip
#: value representations of bytes and of pixels
BINARY = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN", "OB or OW"))


def label_tag_problem(keyword: str) -> str:
    """Why the DICOM tag with this keyword cannot be a label; "" where it can."""
    import_pydicom()
    from pydicom.datadict import dictionary_VR, tag_for_keyword

    tag = tag_for_keyword(keyword)
    if tag is None:
        return f"DICOM has no tag “{keyword}”."
    kind = dictionary_VR(tag)
    if kind == "PN" or keyword in LEADS_TO_PATIENT:
        return f"“{keyword}” tells who a person is."
    if tag >> 16 == PATIENT_GROUP and keyword not in SHARED_BY_PATIENTS:
        return f"“{keyword}” tells who the patient is."
    if kind == "UI":
        return f"“{keyword}” is a number that is another one for each image or examination."
    if kind == "SQ":
        return f"“{keyword}” is a sequence of other tags."
    if any(part in BINARY for part in kind.split(" or ")):
        return f"“{keyword}” holds bytes and no text."
    return ""
