"""Are the documents kept here still what was signed? For a record by its id or number, sealed or not."""

from __future__ import annotations

from benhan.fhir.problems import ProblemError
from benhan.fhir.systems import RECORD_NUMBER
from benhan.records import documents, renewal
from benhan.records.completeness import documents_of
from benhan.records.signing_order import wrong_order
from benhan.records.stages import DocumentStage, document_stage
from benhan.records.verification import FileReport
from benhan.signing.trust import TrustAnchors
from benhan.signing.verification import verify_pdf
from benhan.store.problems import BLOB_DAMAGED, NOT_FOUND
from benhan.store.repository import Repository, Stored


def find_record(repository: Repository, name: str) -> Stored | None:
    """A record by id, record number (HS…) or archive number (LT…, the same digits)."""
    number = "HS" + name[2:] if name.upper().startswith("LT") else name.upper()
    found = repository.search(
        "Composition", [("identifier", f"{RECORD_NUMBER}|{number}"), ("_count", "1")]
    ).matches
    if found:
        return found[0]
    return repository.read_many([f"Composition/{name}"]).get(f"Composition/{name}")


def verify_documents(repository: Repository, record: Stored, trust: TrustAnchors) -> tuple[FileReport, ...]:
    """Each document's bytes against their name, and its signatures; one not signed yet has nothing to check."""
    return tuple(_verified(repository, one, trust) for one in documents_of(repository, record))


def _verified(repository: Repository, document: Stored, trust: TrustAnchors) -> FileReport:
    name = f"{documents.form_code(document)} ({document.id})"
    try:
        content = documents.pdf_of(repository, document)
    except ProblemError as error:
        if error.problem not in (BLOB_DAMAGED, NOT_FOUND):
            raise
        return FileReport(name, ("nội dung lưu trong cơ sở dữ liệu bị mất hoặc đã bị thay đổi",))
    if document_stage(document.resource) is DocumentStage.PREPARED:
        return FileReport(f"{name}, chưa ký", ())
    try:
        newest = renewal.newest_pdf(repository, document, content)
    except ProblemError as error:
        if error.problem not in (BLOB_DAMAGED, NOT_FOUND):
            raise
        return FileReport(name, ("bản gia hạn dấu thời gian bị mất hoặc đã bị thay đổi",))
    pdf = verify_pdf(newest, trust=trust)
    faults = [] if pdf.is_valid else [pdf.clinician]
    faults += [one.clinician for one in wrong_order(documents.form_of(document), pdf.signatures)]
    return FileReport(name, tuple(faults), pdf)
