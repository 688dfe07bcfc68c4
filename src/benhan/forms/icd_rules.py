"""How a diagnosis code may be used: EMR-COD-02, columns 24-29 of the annex
(docs/sources.md#thong-tu-06-2026)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.answers import Answers, Coding
from benhan.forms.catalogue import Field, Form
from benhan.forms.problems import found
from benhan.law.icd10 import IcdCode

FindIcd = Callable[[str], IcdCode | None]
SEX_CODE = {"F": "2", "M": "1"}
_OF_DEATH = ("death", "autopsy")
SEX_WORDS = {"F": "nữ", "M": "nam"}


def check_diagnoses(form: Form, answers: Answers, find_icd: FindIcd) -> Iterator[Finding]:
    """Findings of every icd field: blocks, a question on discouraged codes, a warning on the other sex."""
    sex = answers.get("sex")
    sex_code = sex.code if isinstance(sex, Coding) else ""
    main_codes = {
        (_use(field), value.code)
        for field in form.fields
        if field.main and isinstance(value := answers.get(field.key), Coding) and value.code
    }
    for field in form.fields:
        if field.type != "icd" or field.key not in answers:
            continue
        value = answers[field.key]
        use = _use(field)
        seen = {code for main_use, code in main_codes if main_use == use}
        for one in value if isinstance(value, tuple) else (value,):
            if not isinstance(one, Coding):
                continue
            yield from _one(field, one, sex_code, find_icd)
            if field.repeats and one.code and one.code in seen:
                yield found(problems.REPEATED_CODE, field.key, label=field.label, code=one.code)
            seen = seen | {one.code}


def _use(field: Field) -> object:
    """Admission, department, discharge…: the same code may stand in each of them."""
    return (field.fhir or {}).get("use")


def _one(field: Field, value: Coding, sex_code: str, find_icd: FindIcd) -> Iterator[Finding]:
    about = {"label": field.label, "code": value.code}
    if not value.code:
        # Words without a code: allowed for a referral from elsewhere, not where the code is asked for.
        if field.required:
            yield found(problems.UNKNOWN_ICD, field.key, label=field.label, code="(trống)")
        return
    entry = find_icd(value.code)
    if entry is None:
        yield found(problems.UNKNOWN_ICD, field.key, **about)
        return
    if entry.too_general:
        yield found(problems.ICD_TOO_GENERAL, field.key, **about)
    if entry.death_only and _use(field) not in _OF_DEATH:
        yield found(problems.ICD_DEATH_ONLY, field.key, **about)
    if field.main and entry.not_main:
        yield found(problems.ICD_NOT_MAIN, field.key, **about)
    elif field.main and entry.main_discouraged:
        yield found(problems.ICD_DISCOURAGED, field.key, "warning", **about)
    if entry.sex and sex_code and SEX_CODE[entry.sex] != sex_code:
        yield found(problems.ICD_OTHER_SEX, field.key, "warning", sex=SEX_WORDS[entry.sex], **about)
