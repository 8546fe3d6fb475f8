"""Column names: what the columns of tables are usually called."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.dataset.columns import Role

#: columns that hold what is read rather than seen
TEXT_NAMES = (
    "text", "texts", "sentence", "sentences", "review", "reviews", "reviewtext", "comment", "commenttext", "tweet",
    "message", "phrase", "content", "document", "headline", "utterance", "question", "report", "reporttext", "reports",
    "findingstext", "impression", "note", "notes", "notetext", "letter", "narrative", "description", "transcription",
    "abstract", "satz", "kommentar", "nachricht", "bericht", "befundtext", "arztbrief", "beschreibung", "freitext",
)  # fmt: skip
#: as `plain` has them; of several that a table has, the first here is taken
USUAL_NAMES: Mapping[Role, tuple[str, ...]] = {
    Role.FILE: (
        "file", "filename", "filepath", "path", "imagepath", "imgpath", "imagefile", "imgfile", "imagefilename",
        "imagefilepath", "imagename", "imgname", "image", "img", "imageid", "imgid", "imageindex", "images", "files",
        "filenames", "fname", "fullpath", "relativepath", "relpath", "fileid", "picture", "picturename", "photo",
        "dicom", "dicomfile", "dicompath", "dcm", "dcmpath", "scan", "imageurl", "url", "uri", "dateiname", "datei",
        "dateipfad", "pfad", "bild", "bilddatei", "bildname", "aufnahme",
    ),
    Role.CLASS: (
        "class", "label", "classname", "classlabel", "labelname", "labels", "diagnosis", "dx", "target", "category",
        "finding", "findings", "findinglabels", "findinglabel", "diagnose", "diagnosislabel", "groundtruth", "gt",
        "outcome", "disease", "condition", "pathology", "grade", "sentiment", "polarity",
        "klasse", "befund", "kategorie", "ergebnis", "result",
    ),
    Role.SUBJECT: (
        "subject", "subjectid", "patient", "patientid", "patientnumber", "patientno", "pid", "patid", "participant",
        "participantid", "person", "personid", "individual", "patienten", "patientenid", "patientennummer", "proband",
        "patientname", "case", "caseid", "casenumber", "fall", "fallnummer", "fallid", "id",
    ),
    Role.SPLIT: ("split", "set", "part", "partition", "subset", "fold", "datasplit", "traintest", "usage", "teil"),
    Role.SITE: ("site", "hospital", "centre", "center", "institution", "institute", "clinic", "siteid", "hospitalid",
        "centerid", "centreid", "klinik", "standort", "krankenhaus"),
    Role.FRAME: ("frame", "framenumber", "frameno"),
    Role.TEXT: TEXT_NAMES,
}  # fmt: skip
#: names that mean a file in some tables, if no other column does, and the subject in others
MAYBE_FILE = ("id", "name", "case", "caseid", "patientid", "patient", "key")
#: names that only some tables use for this: there what stands in the column decides
UNSURE = {
    Role.SUBJECT: ("id", "case", "caseid", "casenumber", "fall", "fallnummer", "fallid"),
    Role.SPLIT: ("set", "part", "partition", "subset", "fold", "usage", "teil"),
}
#: plain names of columns that hold UIDs, and the DICOM elements that hold them, too; the closest first
UID_NAMES = {
    "sopinstanceuid": "SOPInstanceUID", "sopuid": "SOPInstanceUID", "instanceuid": "SOPInstanceUID",
    "imageuid": "SOPInstanceUID", "sopinstance": "SOPInstanceUID", "imageinstanceuid": "SOPInstanceUID",
    "seriesinstanceuid": "SeriesInstanceUID", "seriesuid": "SeriesInstanceUID",
    "studyinstanceuid": "StudyInstanceUID", "studyuid": "StudyInstanceUID",
}  # fmt: skip
#: columns that may say to which part an image belongs, whatever stands in them
PART_COLUMN = re.compile(
    r"(is)?(train|training|test|testing|val|valid|validation|holdout)(set|split)?|(cv|k)?folds?\d*"
)
#: of columns of 0 and 1 that are no findings
FACTS = ("sex", "gender", "male", "female", "ismale", "isfemale", "age", "smoker", "geschlecht", "followup", "unnamed0")
