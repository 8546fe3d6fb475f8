"""DICOM label: which tags may say the class of an image."""

from __future__ import annotations

from core.messages import Message
from core.modalities.images.pydicom_alone import import_pydicom

#: of patients, and of the subjects of trials
PATIENT_GROUPS = (0x0010, 0x0012)
#: of these groups, those that many patients share
SHARED_BY_PATIENTS = frozenset(
    (
        "PatientSex", "PatientAge", "PatientSize", "PatientWeight", "PatientSexNeutered", "PatientSpeciesDescription",
        "PatientBreedDescription", "EthnicGroup", "SmokingStatus", "PregnancyStatus", "ClinicalTrialProtocolID",
        "ClinicalTrialSiteID", "ClinicalTrialTimePointID",
    )
)  # fmt: skip
#: beyond these groups, what leads to one patient
LEADS_TO_PATIENT = frozenset(
    (
        "AccessionNumber", "StudyID", "AdmissionID", "ServiceEpisodeID", "RequestAttributesSequence",
        "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest", "RequestedProcedureID",
        "ScheduledProcedureStepID", "PerformedProcedureStepID", "FillerOrderNumberProcedure", "PersonAddress",
        "PersonTelecomInformation", "SpecimenIdentifier", "ContainerIdentifier",
    )
)  # fmt: skip
#: value representations of notes and comments
FREE_TEXT = ("LT", "ST", "UT")
#: value representations of bytes and of pixels
BINARY = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN", "OB or OW"))


def label_tag_problem(keyword: str) -> Message | None:
    """Return why the DICOM tag with this keyword cannot be a label; None where it can."""
    import_pydicom()
    from pydicom.datadict import dictionary_VR, tag_for_keyword

    tag = tag_for_keyword(keyword)
    if tag is None:
        return Message("tag-unknown", tag=keyword)
    kind = dictionary_VR(tag)
    if kind == "PN" or keyword in LEADS_TO_PATIENT:
        return Message("tag-names-person", tag=keyword)
    if tag >> 16 in PATIENT_GROUPS and keyword not in SHARED_BY_PATIENTS:
        return Message("tag-names-patient", tag=keyword)
    if kind == "UI":
        return Message("tag-differs-each-time", tag=keyword)
    if kind in FREE_TEXT:
        return Message("tag-of-free-text", tag=keyword)
    if kind == "SQ":
        return Message("tag-of-sequence", tag=keyword)
    if any(part in BINARY for part in kind.split(" or ")):
        return Message("tag-of-bytes", tag=keyword)
    return None
