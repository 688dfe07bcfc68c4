"""Who may write which form of a visit? Whose patient it is was decided by the reading."""

from __future__ import annotations

from benhan.access.actor import Actor, Role
from benhan.access.permissions import Permission, Reach, may, write_reach
from benhan.forms.catalogue import Form
from benhan.law.signers import who_may_sign
from benhan.records.stages import RecordStage, record_stage
from benhan.ward.visit.reading import Visit


def may_write(actor: Actor, visit: Visit) -> bool:
    """A doctor in an open record."""
    return is_open(visit) and may(actor, Permission.OPEN_VISIT)


def may_write_form(actor: Actor, visit: Visit, form: Form) -> bool:
    """A doctor any form; others those they write: nursing sheets for nurses, and what a person of their role signs."""
    if not is_open(visit):
        return False
    if may(actor, Permission.OPEN_VISIT):
        return True
    if actor.has_role(Role.NURSE) and form.kind == "nursing":
        return True
    return form.kind != "record" and bool({str(role) for role in actor.roles} & roles_that_sign(form))


def may_add(actor: Actor, visit: Visit) -> bool:
    """Whether this person may begin some form here."""
    writes_charts = write_reach(actor, "QuestionnaireResponse") is not Reach.NONE
    return is_open(visit) and (may(actor, Permission.OPEN_VISIT) or writes_charts)


def roles_that_sign(form: Form) -> set[str]:
    """Access roles of which one is needed to fill one of the form's places."""
    kinds = who_may_sign()
    return {role for one in form.signers if one.who in kinds for role in kinds[one.who].roles}


def is_open(visit: Visit) -> bool:
    return visit.record is not None and record_stage(visit.record.resource) is RecordStage.OPEN
