"""One press of a button on the page of a proposal → the changes as they are after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from benhan.forms import issued, issuing
from benhan.forms.changes import Changes, OwnField, OwnSection, OwnSigner, from_text
from benhan.forms.proposals import Proposal
from benhan.ward.form_catalogue.problems import UNKNOWN_FORM


def pressed(proposal: Proposal, act: str) -> Changes:
    """act: "len:key", "xuong:key", "an:key", "hien:key", "bo:key", "bo-phan:key", "bo-ky:role"."""
    verb, _, key = act.partition(":")
    if verb not in _ACTS:
        raise UNKNOWN_FORM.at(verb)
    return _ACTS[verb](proposal, key)


def _moved(step: int) -> Callable[[Proposal, str], Changes]:
    def move(proposal: Proposal, key: str) -> Changes:
        section, keys = _section_of(proposal, key)
        place = keys.index(key)
        other = place + step
        if not 0 <= other < len(keys):
            return proposal.changes
        keys[place], keys[other] = keys[other], keys[place]
        return proposal.changes.with_order(section, tuple(keys))

    return move


def _section_of(proposal: Proposal, key: str) -> tuple[str, list[str]]:
    for section in proposal.form.sections:
        keys = [one.key for one in section.fields]
        if key in keys:
            return section.key, keys
    raise UNKNOWN_FORM.at(key)


def _hidden(proposal: Proposal, key: str) -> Changes:
    hidden = tuple(dict.fromkeys((*proposal.changes.hidden, key)))
    order = {name: tuple(one for one in keys if one != key) for name, keys in proposal.changes.order.items()}
    return replace(proposal.changes, hidden=hidden, order=order)


def _shown(proposal: Proposal, key: str) -> Changes:
    return replace(proposal.changes, hidden=tuple(one for one in proposal.changes.hidden if one != key))


def _without(proposal: Proposal, key: str) -> Changes:
    return proposal.changes.without_field(key)


def _without_section(proposal: Proposal, key: str) -> Changes:
    """An empty part alone can go: nobody loses fields by one press."""
    if any(one.section == key for one in proposal.changes.fields):
        return proposal.changes
    return replace(
        proposal.changes, sections=tuple(one for one in proposal.changes.sections if one.key != key)
    )


def _without_signer(proposal: Proposal, role: str) -> Changes:
    return replace(
        proposal.changes, signers=tuple(one for one in proposal.changes.signers if one.role != role)
    )


_ACTS: Mapping[str, Callable[[Proposal, str], Changes]] = {
    "len": _moved(-1), "xuong": _moved(1), "an": _hidden, "hien": _shown, "bo": _without,
    "bo-phan": _without_section, "bo-ky": _without_signer,
}  # fmt: skip


def with_new_field(proposal: Proposal, made: OwnField, after: str) -> Changes:
    """The field in its section, after the field named ("" = first)."""
    changed = proposal.changes.with_field(made)
    keys = [one.key for part in proposal.form.sections if part.key == made.section for one in part.fields]
    place = keys.index(after) + 1 if after in keys else 0
    return changed.with_order(made.section, (*keys[:place], made.key, *keys[place:]))


def with_section(proposal: Proposal, label: str) -> Changes:
    key = issuing.new_key(label, taken_keys(proposal), "cs_phan")
    return replace(proposal.changes, sections=(*proposal.changes.sections, OwnSection(key, label.strip())))


def with_signer(proposal: Proposal, who: str, label: str, order: int) -> Changes:
    taken = {one.role for one in proposal.changes.signers}
    role = next(role for role in (who, *(f"{who}_{n}" for n in range(2, 100))) if role not in taken)
    return replace(
        proposal.changes, signers=(*proposal.changes.signers, OwnSigner(role, who, label.strip(), order))
    )


def new_field_key(proposal: Proposal, label: str) -> str:
    return issuing.new_key(label, taken_keys(proposal))


def taken_keys(proposal: Proposal) -> frozenset[str]:
    """Keys of this form, and every own key that any issued version has had: one key, one question for ever."""
    taken = {one.key for one in (proposal.base.fields if proposal.base else ())}
    taken |= {one.key for one in (proposal.base.sections if proposal.base else ())}
    past = [from_text(one.content) for one in issued.of_code(proposal.row.code)]
    for changed in (proposal.changes, *past):
        taken |= {one.key for one in changed.fields} | {one.key for one in changed.sections}
    return frozenset(taken)
