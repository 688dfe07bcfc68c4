"""The pages of a proposal: write, look at, compare, submit, decide. Planning officer and director only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.actor import Role
from benhan.access.permissions import Permission, demand
from benhan.fhir.problems import Finding, ProblemError
from benhan.forms import problems, proposals
from benhan.forms.changes import Changes, Remark
from benhan.forms.proposals import Proposal
from benhan.ui import dates_vi
from benhan.ui.bound_fields import field_of
from benhan.ui.frame import facility_of, frame
from benhan.ui.parts import ErrorSummary, FieldError
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.form_catalogue import editing, finding, proposal_presenters
from benhan.ward.form_catalogue.list_presenters import HOME
from benhan.ward.form_catalogue.pages import HERE, PDF_POLICY, blank_paper, screen_page
from benhan.ward.form_catalogue.problems import UNKNOWN_FORM
from benhan.ward.form_catalogue.typed import (
    DecisionForm,
    HeadForm,
    NewFormForm,
    OwnFieldForm,
    RemarkForm,
    SignerForm,
    typed_of,
)


@require_http_methods(["GET", "POST"])
def new_form(request: HttpRequest) -> HttpResponse:
    """Begin a form wholly of the facility."""
    demand(actor_of(request), Permission.ISSUE_FORMS)
    typed = NewFormForm(request.POST or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and typed.is_valid():
        given = typed.cleaned_data
        try:
            made = proposals.begin_own(
                repository=repository_of(request), short_code=given["short_code"], title=given["title"],
                kind=given["kind"], setting=given["setting"], now=timezone.now(),
            )  # fmt: skip
        except ProblemError as refused:
            if refused.problem is not problems.CODE_TAKEN:
                raise
            typed.add_error("short_code", refused.clinician)
        else:
            messages.success(
                request, f"Đã lập dự thảo {made.row.code}. Thêm mục và người ký, rồi trình giám đốc."
            )
            return see_other(f"{HOME}{finding.slug_by_code(made.row.code)}/du-thao/")
    context = {
        "frame": frame(request, HERE, ("Lập mẫu riêng", "")), "title": "Lập mẫu riêng của cơ sở",
        "lead": "Mẫu riêng mang mã LOCAL/CS-…, không trùng mã của Bộ Y tế. Chỉ dùng được khi giám đốc đã ban hành.",
        "fields": [field_of(one) for one in typed], "errors": _errors(typed, findings), "back_url": HOME, "submit": "Lập dự thảo",
    }  # fmt: skip
    return render(request, "ward/form_catalogue/typed.html", context, status=422 if typed.errors else 200)


@require_http_methods(["GET", "POST"])
def editor(request: HttpRequest, slug: str) -> HttpResponse:
    """The fields in their order, with everything that may be done to each; POST does one thing."""
    code = finding.code_of(slug)
    if request.method == "POST":
        return _press(request, slug, code)
    proposal = proposals.of_code(repository_of(request), code)
    if not proposal.is_draft:
        return see_other(f"{HOME}{slug}/du-thao/so-sanh/")
    return _editor_page(request, proposal)


def _editor_page(
    request: HttpRequest,
    proposal: Proposal,
    findings: tuple[Finding, ...] = (),
    signer: SignerForm | None = None,
) -> HttpResponse:
    pressed = request.GET.get("vua", "")[:80]
    page = proposal_presenters.editor_page(proposal, pressed=pressed, now=timezone.now())
    head = HeadForm(initial={name: getattr(proposal.changes, name) for name in HeadForm.base_fields})
    typed_signer = signer or SignerForm()
    errors = proposal_presenters.error_summary(findings) or (_errors(typed_signer, ()) if signer else None)
    context = {
        "frame": frame(request, HERE, (proposal.row.code, _form_url(proposal)), ("Dự thảo", "")), "page": page,
        "errors": errors, "head_fields": [field_of(one) for one in head],
        "signer_fields": [field_of(one) for one in typed_signer],
    }  # fmt: skip
    return render(request, "ward/form_catalogue/editor.html", context, status=422 if errors else 200)


def _form_url(proposal: Proposal) -> str:
    is_known = proposal.base is not None or proposal.before is not None
    return f"{HOME}{proposal.form.slug}/" if is_known else ""


def _press(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    act, repository, here = (
        request.POST.get("viec", "")[:80],
        repository_of(request),
        f"{HOME}{slug}/du-thao/",
    )
    if act == "bat-dau":
        try:
            proposals.begin(repository=repository, code=code, now=timezone.now())
        except KeyError:
            raise UNKNOWN_FORM.at(slug) from None
        return see_other(here)
    revision = _revision(request)
    if act == "huy":
        proposals.give_up(repository=repository, code=code, revision=revision)
        messages.success(request, "Đã bỏ dự thảo. Bản đang dùng giữ nguyên.")
        return see_other(HOME)
    proposal = proposals.of_code(repository, code)
    if act == "ky":
        typed = SignerForm(request.POST)
        if not typed.is_valid():
            return _editor_page(request, proposal, signer=typed)
        given = typed.cleaned_data
        changed = editing.with_signer(proposal, given["who"], given["label"], given["order"])
    elif act == "phan" and request.POST.get("phan_ten", "").strip():
        changed = editing.with_section(proposal, request.POST["phan_ten"][:120])
    elif act == "phan":
        return see_other(here)
    elif act == "dau":
        changed = _with_head(request, proposal)
    else:
        changed = editing.pressed(proposal, act)
    try:
        proposals.write(
            repository=repository, code=code, revision=revision, changed=changed, now=timezone.now()
        )
    except ProblemError as refused:
        if refused.problem is not problems.PROPOSAL_REFUSED:
            raise
        return _editor_page(request, proposal, refused.findings)
    # No fragment where a button takes the focus: a browser that is sent to one lets nothing else take it.
    verb, _, key = act.partition(":")
    return see_other(
        f"{here}?vua={quote(act)}" if verb in ("len", "xuong") else here + _fragment(proposal, key)
    )


def _fragment(proposal: Proposal, key: str) -> str:
    """Back to the section of a field that just went or came back."""
    forms = (proposal.form, proposal.base) if proposal.base else (proposal.form,)
    parts = (part.key for form in forms for part in form.sections if key in {one.key for one in part.fields})
    section = next(parts, "")
    return f"#phan-{section}" if section else ""


def _with_head(request: HttpRequest, proposal: Proposal) -> Changes:
    typed = HeadForm(request.POST)
    if not typed.is_valid() or proposal.base is not None:
        return proposal.changes
    return replace(proposal.changes, **typed.cleaned_data)


@require_http_methods(["GET", "POST"])
def new_field(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a field of the facility, in a section, after a field."""
    proposal = _draft(request, slug)
    section, after = request.GET.get("phan", "")[:60], request.GET.get("sau", "")[:60]
    labels = {one.key: one.label for one in proposal.form.sections}
    labels |= {one.key: one.label for one in proposal.changes.sections}
    if section not in labels:
        raise UNKNOWN_FORM.at(slug)
    typed = OwnFieldForm(request.POST or None)
    where = (
        f"sau mục “{proposal.form.field(after).label}”" if after in proposal.form.field_by_key else "đầu phần"
    )

    def changed() -> Changes:
        made = typed.own_field(editing.new_field_key(proposal, typed.cleaned_data["label"]), section)
        return editing.with_new_field(proposal, made, after)

    lead = f"Phần “{labels[section]}”, {where}. Mục của cơ sở không có trên mẫu in chính thức của Bộ."
    return _typed_change(request, proposal, typed, changed, "Thêm mục của cơ sở", lead, "Thêm mục")


@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change a field: all of an own one; of an official one only what stands beside it."""
    proposal = _draft(request, slug)
    own = proposal.changes.own(key)
    if own is not None:
        typed_own = OwnFieldForm(request.POST or None, initial=typed_of(own))

        def changed_own() -> Changes:
            return proposal.changes.with_field(typed_own.own_field(own.key, own.section))

        return _typed_change(
            request, proposal, typed_own, changed_own, f"Sửa mục “{own.label}”", "Mục của cơ sở.", "Lưu mục"
        )
    question = proposal.base.field_by_key.get(key) if proposal.base else None
    if question is None:
        raise UNKNOWN_FORM.at(slug)
    remark = proposal.changes.remarks.get(key, Remark())
    given = {"label": remark.label, "help": remark.help, "required": remark.required or question.required}
    typed = RemarkForm(request.POST or None, initial=given, question=question)

    def changed() -> Changes:
        return proposal.changes.with_remark(key, typed.remark())

    lead = (
        "Mục bổ sung của phần mềm."
        if question.extension
        else "Mục của mẫu Bộ Y tế: nhãn, kiểu và lựa chọn giữ nguyên."
    )
    return _typed_change(request, proposal, typed, changed, f"Mục “{question.label}”", lead, "Lưu mục")


def _typed_change(
    request: HttpRequest,
    proposal: Proposal,
    typed: forms.Form,
    changed: Any,
    title: str,
    lead: str,
    submit: str,
) -> HttpResponse:
    """GET shows the form, POST puts what was typed in the proposal; errors stand beside the fields."""
    here = f"{HOME}{proposal.form.slug}/du-thao/"
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and typed.is_valid():
        try:
            made = proposals.write(
                repository=repository_of(request), code=proposal.row.code, revision=_revision(request),
                changed=changed(), now=timezone.now(),
            )  # fmt: skip
        except ProblemError as refused:
            if refused.problem is not problems.PROPOSAL_REFUSED:
                raise
            findings = refused.findings
        else:
            messages.success(request, "Đã lưu vào dự thảo.")
            new = set(made.form.field_by_key) - set(proposal.form.field_by_key)
            key = next(iter(new), request.path.rstrip("/").rpartition("/")[2])
            return see_other(f"{here}?vua=sua:{quote(key)}")
    errors = _errors(typed, findings)
    context = {
        "frame": frame(request, HERE, (proposal.row.code, _form_url(proposal)), ("Dự thảo", here), (submit, "")),
        "title": title, "lead": lead, "fields": [field_of(one) for one in typed], "errors": errors,
        "revision": proposal.row.revision, "back_url": here, "submit": submit,
    }  # fmt: skip
    return render(request, "ward/form_catalogue/typed.html", context, status=422 if errors else 200)


def _errors(typed: forms.Form, findings: tuple[Finding, ...]) -> ErrorSummary | None:
    made = tuple(
        FieldError("" if name == "__all__" else name, str(error))
        for name, errors in (typed.errors if typed.is_bound else {}).items()
        for error in errors
    )
    made += tuple(FieldError("", one.clinician) for one in findings)
    return ErrorSummary(made, "Lỗi: có điểm cần sửa, CHƯA được lưu") if made else None


@require_GET
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    proposal = proposals.of_code(repository_of(request), finding.code_of(slug))
    return screen_page(request, proposal.form, f"{HOME}{slug}/du-thao/", "dự thảo, chưa ban hành")


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    proposal = proposals.of_code(repository_of(request), finding.code_of(slug))
    return blank_paper(facility_of(request), proposal.form, "DỰ THẢO, chưa ban hành")


@require_GET
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What differs from the version in force, and the next step: submit, or the director's decision."""
    return _compare_page(request, proposals.of_code(repository_of(request), finding.code_of(slug)))


def _compare_page(
    request: HttpRequest,
    proposal: Proposal,
    typed: DecisionForm | None = None,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    page = proposal_presenters.compare_page(proposal.before, proposal.form, "Dự thảo")
    today, here = dates_vi.day(timezone.localdate()), f"{HOME}{proposal.form.slug}/du-thao/"
    decision = typed or DecisionForm(initial={"day": today, "valid_from": today})
    wrong = proposal.findings() if proposal.is_draft else ()
    errors = _errors(decision, findings)
    context = {
        "frame": frame(request, HERE, (proposal.row.code, _form_url(proposal)), ("Dự thảo", here), ("So sánh", "")),
        "page": page, "here": here, "proposal": proposal.row, "is_draft": proposal.is_draft,
        "steps": proposal_presenters.steps(proposal, compares=True), "facts": proposal_presenters.facts(proposal, timezone.now()),
        "wrong": [one.clinician for one in wrong], "errors": errors,
        "fields": [field_of(one) for one in decision], "is_director": actor_of(request).has_role(Role.DIRECTOR),
    }  # fmt: skip
    return render(request, "ward/form_catalogue/propose.html", context, status=422 if errors else 200)


@require_POST
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Give it to the director."""
    code, repository = finding.code_of(slug), repository_of(request)
    try:
        proposals.submit(
            repository=repository, code=code, revision=_revision(request),
            reason=request.POST.get("ly_do", ""), now=timezone.now(),
        )  # fmt: skip
    except ProblemError as refused:
        if refused.problem is not problems.PROPOSAL_REFUSED:
            raise
        return _compare_page(request, proposals.of_code(repository, code), findings=refused.findings)
    messages.success(request, "Đã trình giám đốc. Bản đang dùng chưa đổi.")
    return see_other(f"{HOME}{slug}/du-thao/so-sanh/")


@require_POST
def give_back(request: HttpRequest, slug: str) -> HttpResponse:
    proposals.give_back(
        repository=repository_of(request), code=finding.code_of(slug), revision=_revision(request),
        note=request.POST.get("nhan_xet", ""), now=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Đã trả lại để soạn tiếp.")
    return see_other(f"{HOME}{slug}/du-thao/")


@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """The director's decision: in force from its day."""
    code, repository = finding.code_of(slug), repository_of(request)
    proposal, typed = proposals.of_code(repository, code), DecisionForm(request.POST)
    if not actor_of(request).has_role(Role.DIRECTOR):
        raise problems.DIRECTOR_DECIDES.at(code)
    if not typed.is_valid():
        return _compare_page(request, proposal, typed)
    try:
        made = proposals.issue(
            repository=repository,
            code=code,
            revision=_revision(request),
            decision=typed.decision(),
            now=timezone.now(),
        )
    except ProblemError as refused:
        if refused.problem is not problems.PROPOSAL_REFUSED:
            raise
        return _compare_page(request, proposal, typed, refused.findings)
    begins = dates_vi.day(typed.cleaned_data["valid_from"])
    messages.success(request, f"Đã ban hành phiên bản {made.version}, dùng từ {begins}.")
    return see_other(f"{HOME}{slug}/?phien-ban={made.version}")


def _draft(request: HttpRequest, slug: str) -> Proposal:
    proposal = proposals.of_code(repository_of(request), finding.code_of(slug))
    if not proposal.is_draft:
        raise problems.PROPOSAL_LOCKED.at(proposal.row.code, state=proposal.row.state)
    return proposal


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
