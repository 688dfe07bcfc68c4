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
    Role.NURSE: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_A, _A), Kind.CHART: (_A, _A)},
    Role.RECEPTION: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_F, _F), Kind.CHART: (_N, _N)},
    Role.PLANNING: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_F, _N), Kind.CHART: (_F, _N)},
    Role.DIRECTOR: {Kind.REFERENCE: (_F, _N), Kind.IDENTITY: (_F, _N), Kind.CHART: (_F, _N)},
    Role.SECURITY: {Kind.REFERENCE: (_F, _F), Kind.IDENTITY: (_N, _N), Kind.CHART: (_N, _N)},
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
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_AUDIT = "read-audit"
    ISSUE_FORMS = "issue-forms"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.DOCTOR: frozenset({
        Permission.OPEN_VISIT, Permission.SIGN_AS_DOCTOR, Permission.WITNESS_CONFIRMATION,
        Permission.CLOSE_RECORD, Permission.BREAK_GLASS,
    }),
    Role.NURSE: frozenset({Permission.WITNESS_CONFIRMATION, Permission.BREAK_GLASS}),
    Role.RECEPTION: frozenset({Permission.REGISTER_PATIENT, Permission.MANAGE_QUEUE}),
    Role.PLANNING: frozenset({
        Permission.APPROVE_RECORD, Permission.SEARCH_ARCHIVE, Permission.EXPORT_RECORD, Permission.ISSUE_FORMS,
    }),
    Role.DIRECTOR: frozenset({
        Permission.SEAL_RECORD, Permission.SEARCH_ARCHIVE, Permission.EXPORT_RECORD,
        Permission.REVIEW_BREAK_GLASS, Permission.READ_AUDIT, Permission.ISSUE_FORMS,
    }),
    Role.SECURITY: frozenset({Permission.MANAGE_ACCOUNTS, Permission.READ_AUDIT, Permission.REVIEW_BREAK_GLASS}),
    Role.SYSTEM: frozenset(Permission),
}  # fmt: skip

SECOND_FACTOR_ROLES = frozenset({Role.SECURITY, Role.DIRECTOR})


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
