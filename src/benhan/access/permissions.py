"""Which role may do what, as a table; deny by default. docs/permissions.md explains each line.

Resource types fall into kinds; for each kind a role has a reach for reading and for writing:
NONE, ASSIGNED (only patients the person cares for) or FACILITY (the whole facility).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from benhan.access.actor import Actor, Role
from benhan.access.problems import NOT_PERMITTED


class Reach(IntEnum):
    NONE = 0
    ASSIGNED = 1
    FACILITY = 2


class Kind(StrEnum):
    """What a resource type is, for access."""

    REFERENCE = "reference"  # about the facility or the world, never about one patient
    IDENTITY = "identity"  # who a patient is, how insured, where they sit in the queue
    CHART = "chart"  # everything else: clinical facts and documents


REFERENCE_TYPES = frozenset({
    "ActivityDefinition", "CapabilityStatement", "CodeSystem", "CompartmentDefinition", "ConceptMap", "Device",
    "DeviceDefinition", "Endpoint", "GraphDefinition", "Group", "HealthcareService", "ImplementationGuide",
    "InsurancePlan", "Library", "Location", "Measure", "Medication", "MedicationKnowledge",
    "MessageDefinition", "NamingSystem", "ObservationDefinition", "OperationDefinition", "Organization",
    "OrganizationAffiliation", "PlanDefinition", "Practitioner", "PractitionerRole", "Questionnaire",
    "SearchParameter", "Schedule", "Slot", "SpecimenDefinition", "StructureDefinition", "StructureMap",
    "Substance", "TerminologyCapabilities", "ValueSet",
})  # fmt: skip
IDENTITY_TYPES = frozenset(
    {"Patient", "Coverage", "RelatedPerson", "Person", "Appointment", "Encounter", "EpisodeOfCare"}
)

_N, _A, _F = Reach.NONE, Reach.ASSIGNED, Reach.FACILITY

# role: {kind: (read, write)}
REACH: Mapping[Role, Mapping[Kind, tuple[Reach, Reach]]] = {
    Role.DOCTOR: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_A, _A), Kind.CHART: (_A, _A)},
    Role.DEPARTMENT_HEAD: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_A, _A), Kind.CHART: (_A, _A)},
    Role.TECHNICIAN: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_A, _N), Kind.CHART: (_A, _A)},
    Role.PHARMACIST: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_A, _N), Kind.CHART: (_A, _A)},
    Role.NURSE: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_A, _A), Kind.CHART: (_A, _A)},
    Role.RECEPTION: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_F, _F), Kind.CHART: (_N, _N)},
    Role.PLANNING: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_F, _N), Kind.CHART: (_F, _N)},
    Role.DIRECTOR: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_F, _N), Kind.CHART: (_F, _N)},
    Role.SECURITY: {Kind.REFERENCE: (_F, _F), Kind.IDENTITY: (_N, _N), Kind.CHART: (_N, _N)},
    Role.REVIEWER: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_N, _N), Kind.CHART: (_N, _N)},
    Role.APPRAISER: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_N, _N), Kind.CHART: (_N, _N)},
    Role.SYSTEM: {Kind.REFERENCE: (_F, _F), Kind.IDENTITY: (_F, _F), Kind.CHART: (_F, _F)},
}


class Permission(StrEnum):
    """Acts that are not a plain read or write of one resource."""

    REGISTER_PATIENT = "register-patient"
    MANAGE_QUEUE = "manage-queue"
    OPEN_VISIT = "open-visit"
    SIGN_AS_DOCTOR = "sign-as-doctor"
    WITNESS_CONFIRMATION = "witness-confirmation"
    CLOSE_RECORD = "close-record"
    APPROVE_RECORD = "approve-record"
    SEAL_RECORD = "seal-record"
    SEARCH_ARCHIVE = "search-archive"
    EXPORT_RECORD = "export-record"
    BREAK_GLASS = "break-glass"
    REVIEW_BREAK_GLASS = "review-break-glass"
    ADMIT_PATIENT = "admit-patient"
    RECEIVE_PATIENT = "receive-patient"
    TRANSFER_PATIENT = "transfer-patient"
    DISCHARGE_PATIENT = "discharge-patient"
    DO_PROCEDURE = "do-procedure"
    APPROVE_EMERGENCY_ACT = "approve-emergency-act"
    MANAGE_BEDS = "manage-beds"
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_AUDIT = "read-audit"
    ISSUE_FORMS = "issue-forms"
    READ_CERTIFICATES = "read-certificates"
    MANAGE_CERTIFICATES = "manage-certificates"
    SEAL_PAPER = "seal-paper"
    # The five rights over a record (EMR-FUNC-04): xem, nhập mới, chỉnh sửa, hủy, khôi phục.
    VIEW_RECORD = "view-record"
    ADD_ENTRY = "add-entry"
    EDIT_ENTRY = "edit-entry"
    CANCEL_ENTRY = "cancel-entry"
    RESTORE_ENTRY = "restore-entry"
    PRINT_ON_PAPER = "print-on-paper"
    SET_DEADLINES = "set-deadlines"
    PLACE_LEGAL_HOLD = "place-legal-hold"
    PROPOSE_DESTRUCTION = "propose-destruction"
    APPROVE_DESTRUCTION = "approve-destruction"
    MANAGE_REQUESTS = "manage-requests"
    APPROVE_REQUEST = "approve-request"
    READ_LENT_RECORD = "read-lent-record"
    SCAN_PAPER_RECORD = "scan-paper-record"
    # The level file: reading it, keeping it (operator), appraising it (independent), approving it.
    READ_ASSURANCE = "read-assurance"
    KEEP_ASSURANCE = "keep-assurance"
    APPRAISE_LEVEL = "appraise-level"
    APPROVE_LEVEL = "approve-level"
    SET_SECURITY_POLICY = "set-security-policy"
    REPORT_INCIDENT = "report-incident"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.DOCTOR: frozenset({
        Permission.OPEN_VISIT, Permission.SIGN_AS_DOCTOR, Permission.WITNESS_CONFIRMATION,
        Permission.CLOSE_RECORD, Permission.BREAK_GLASS, Permission.VIEW_RECORD, Permission.ADD_ENTRY,
        Permission.EDIT_ENTRY, Permission.CANCEL_ENTRY, Permission.RESTORE_ENTRY, Permission.PRINT_ON_PAPER,
        Permission.READ_LENT_RECORD,
        Permission.ADMIT_PATIENT, Permission.RECEIVE_PATIENT, Permission.TRANSFER_PATIENT,
        Permission.DISCHARGE_PATIENT, Permission.DO_PROCEDURE,
    }),
    Role.NURSE: frozenset({
        Permission.WITNESS_CONFIRMATION, Permission.BREAK_GLASS, Permission.VIEW_RECORD, Permission.ADD_ENTRY,
        Permission.EDIT_ENTRY, Permission.PRINT_ON_PAPER, Permission.READ_LENT_RECORD, Permission.RECEIVE_PATIENT,
    }),
    Role.DEPARTMENT_HEAD: frozenset({
        Permission.WITNESS_CONFIRMATION, Permission.BREAK_GLASS, Permission.VIEW_RECORD, Permission.ADD_ENTRY,
        Permission.EDIT_ENTRY, Permission.PRINT_ON_PAPER, Permission.READ_LENT_RECORD,
        Permission.APPROVE_EMERGENCY_ACT,
    }),
    Role.TECHNICIAN: frozenset({Permission.VIEW_RECORD, Permission.ADD_ENTRY, Permission.EDIT_ENTRY}),
    Role.PHARMACIST: frozenset({Permission.VIEW_RECORD, Permission.ADD_ENTRY, Permission.EDIT_ENTRY}),
    Role.RECEPTION: frozenset({Permission.REGISTER_PATIENT, Permission.MANAGE_QUEUE}),
    Role.PLANNING: frozenset({
        Permission.ISSUE_FORMS,
        Permission.APPROVE_RECORD, Permission.SEARCH_ARCHIVE, Permission.EXPORT_RECORD, Permission.VIEW_RECORD,
        Permission.PRINT_ON_PAPER, Permission.SET_DEADLINES, Permission.PLACE_LEGAL_HOLD,
        Permission.PROPOSE_DESTRUCTION, Permission.MANAGE_REQUESTS, Permission.SCAN_PAPER_RECORD,
        Permission.MANAGE_BEDS, Permission.SEAL_PAPER, Permission.READ_ASSURANCE,
    }),
    Role.DIRECTOR: frozenset({
        Permission.ISSUE_FORMS,
        Permission.SEAL_RECORD, Permission.SEARCH_ARCHIVE, Permission.EXPORT_RECORD,
        Permission.REVIEW_BREAK_GLASS, Permission.READ_AUDIT, Permission.VIEW_RECORD, Permission.PRINT_ON_PAPER,
        Permission.SET_DEADLINES, Permission.APPROVE_DESTRUCTION, Permission.APPROVE_REQUEST,
        Permission.APPROVE_EMERGENCY_ACT, Permission.READ_CERTIFICATES, Permission.SEAL_PAPER,
        Permission.READ_ASSURANCE, Permission.APPROVE_LEVEL, Permission.REPORT_INCIDENT,
    }),
    Role.SECURITY: frozenset({
        Permission.MANAGE_BEDS, Permission.MANAGE_ACCOUNTS, Permission.READ_AUDIT, Permission.REVIEW_BREAK_GLASS,
        Permission.READ_CERTIFICATES, Permission.MANAGE_CERTIFICATES,
        Permission.READ_ASSURANCE, Permission.KEEP_ASSURANCE, Permission.SET_SECURITY_POLICY,
        Permission.REPORT_INCIDENT,
    }),
    Role.APPRAISER: frozenset({Permission.READ_ASSURANCE, Permission.APPRAISE_LEVEL}),
    Role.REVIEWER: frozenset({Permission.READ_LENT_RECORD}),
    Role.SYSTEM: frozenset(Permission),
}  # fmt: skip

SECOND_FACTOR_ROLES = frozenset({Role.SECURITY, Role.DIRECTOR, Role.APPRAISER})


def kind_of(resource_type: str) -> Kind:
    """What the type is for access; a type nobody thought of counts as chart."""
    if resource_type in REFERENCE_TYPES:
        return Kind.REFERENCE
    return Kind.IDENTITY if resource_type in IDENTITY_TYPES else Kind.CHART


def read_reach(actor: Actor, resource_type: str) -> Reach:
    kind = kind_of(resource_type)
    return max((REACH[role][kind][0] for role in actor.roles), default=Reach.NONE)


def write_reach(actor: Actor, resource_type: str) -> Reach:
    kind = kind_of(resource_type)
    return max((REACH[role][kind][1] for role in actor.roles), default=Reach.NONE)


def may(actor: Actor, permission: Permission) -> bool:
    return any(permission in PERMISSIONS[role] for role in actor.roles)


def demand(actor: Actor, permission: Permission) -> None:
    """Raises NOT_PERMITTED unless one of the actor's roles holds the permission."""
    if not may(actor, permission):
        raise NOT_PERMITTED.at(permission=permission.value)
