"""Who may write which form of a visit? Whose patient it is was decided by the reading."""

from __future__ import annotations

from benhan.access.actor import Actor, Role
from benhan.access.permissions import Permission, may
from benhan.forms.catalogue import Form
from benhan.records.stages import RecordStage, record_stage
from benhan.ward.visit.reading import Visit


def may_write(actor: Actor, visit: Visit) -> bool:
    """A doctor in an open record."""
    return is_open(visit) and may(actor, Permission.OPEN_VISIT)


def may_write_form(actor: Actor, visit: Visit, form: Form) -> bool:
    """A doctor any form; a nurse those that nurses write: nursing sheets, and what a nurse signs."""
    if not is_open(visit):
        return False
    if may(actor, Permission.OPEN_VISIT):
        return True
    return actor.has_role(Role.NURSE) and is_nursing(form)


def may_add(actor: Actor, visit: Visit) -> bool:
    """Whether this person may begin some form here."""
    return is_open(visit) and (may(actor, Permission.OPEN_VISIT) or actor.has_role(Role.NURSE))


def is_nursing(form: Form) -> bool:
    return form.kind == "nursing" or any("nurse" in signer.role for signer in form.signers)


def is_open(visit: Visit) -> bool:
    return visit.record is not None and record_stage(visit.record.resource) is RecordStage.OPEN
