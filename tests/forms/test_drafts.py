"""Drafts: typed text survives, two windows are told apart, the facility is the border."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from benhan.access.models import Facility
from benhan.fhir.problems import ProblemError
from benhan.forms import drafts, problems
from benhan.forms.drafts import Cipher
from benhan.forms.models import Draft
from benhan.store import border
from tests.forms.conftest import NOW

pytestmark = pytest.mark.django_db

# A stand-in that shows on sight whether text was sealed for the right facility.
MIRROR = Cipher(
    encrypt=lambda facility, plain: facility.encode() + b":" + plain[::-1],
    decrypt=lambda facility, sealed: sealed.removeprefix(facility.encode() + b":")[::-1],
)
WHERE = {"facility": "24001", "account": "an", "document": "visit-1"}


@pytest.fixture(autouse=True)
def facility():
    border.enter("24001")


def save(record, texts, expected, **more):
    return drafts.save(
        **(WHERE | more), form=record, texts=texts, expected_revision=expected, now=NOW, cipher=MIRROR
    )


def read(now=NOW, **more):
    return drafts.read(**(WHERE | more), now=now, cipher=MIRROR)


def test_what_was_typed_comes_back_exactly_and_sealed_at_rest(record):
    texts = {"chief_complaint": ["Ho, sốt"], "temperature": ["ba tám"]}
    assert save(record, texts, 0) == 1
    assert read().texts == texts
    assert (read().revision, read().form_code, read().form_version) == (1, "15/BV1", "1")
    assert "Ho, sốt".encode() not in bytes(Draft.objects.get().payload)


def test_a_save_waits_for_the_disk_even_where_the_request_only_read(record):
    border.enter("24001", writes=False)
    save(record, {"a": ["1"]}, 0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_each_save_moves_the_revision_on(record):
    save(record, {"a": ["1"]}, 0)
    assert save(record, {"a": ["2"]}, 1) == 2
    assert read().texts == {"a": ["2"]}


@pytest.mark.parametrize("expected", [0, 1, 7])
def test_an_older_window_gets_both_texts_and_changes_nothing(record, expected):
    save(record, {"a": ["một"]}, 0)
    save(record, {"a": ["hai"]}, 1)
    with pytest.raises(ProblemError) as refused:
        save(record, {"a": ["ba"]}, expected)
    assert refused.value.problem is problems.DRAFT_CONFLICT
    assert refused.value.values["theirs"] == {"a": ["hai"]}
    assert refused.value.values["yours"] == {"a": ["ba"]}
    assert "hai" not in str(refused.value)
    assert read().texts == {"a": ["hai"]}


def test_an_expired_draft_is_gone_and_makes_room(record):
    save(record, {"a": ["1"]}, 0)
    later = NOW + drafts.KEPT_FOR + timedelta(seconds=1)
    assert read(now=later) is None
    assert drafts.expire(facility="24001", now=later) == 1


def test_the_worker_drops_the_expired_drafts_of_every_facility(record):
    Facility.objects.get_or_create(code="24001", defaults={"name": "Bệnh viện thử"})
    save(record, {"a": ["1"]}, 0)
    assert drafts.expire_everywhere(NOW) == 0
    assert drafts.expire_everywhere(NOW + drafts.KEPT_FOR + timedelta(seconds=1)) == 1
    assert not Draft.objects.exists()


def test_a_discarded_draft_can_begin_again(record):
    save(record, {"a": ["1"]}, 0)
    assert drafts.discard(**WHERE)
    assert not drafts.discard(**WHERE)
    assert save(record, {"a": ["2"]}, 0) == 1


def test_another_accounts_draft_of_the_same_document_stands_apart(record):
    save(record, {"a": ["của An"]}, 0)
    assert read(account="binh") is None
    assert save(record, {"a": ["của Bình"]}, 0, account="binh") == 1


def test_a_text_beyond_the_limit_is_refused(record):
    with pytest.raises(ProblemError, match="BH-FORM-0051"):
        save(record, {"a": ["x" * drafts.LARGEST]}, 0)


def test_row_security_hides_and_guards_another_facility(record):
    save(record, {"a": ["1"]}, 0)
    assert Draft.objects.count() == 1
    border.enter("99999")
    assert Draft.objects.count() == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Draft.objects.create(
            facility="24001",
            account="chi",
            document="d",
            form_code="15/BV1",
            form_version="1",
            payload=b"",
            revision=1,
            updated_at=NOW,
            expires_at=NOW,
        )


def test_without_a_facility_nothing_is_seen(record):
    save(record, {"a": ["1"]}, 0)
    border.enter("")
    assert Draft.objects.count() == 0


def test_the_facilitys_own_key_seals_when_no_other_is_given(record):
    typed = {"chief_complaint": ["Ho, sốt"]}
    assert drafts.save(**WHERE, form=record, texts=typed, expected_revision=0, now=NOW) == 1
    assert drafts.read(**WHERE, now=NOW).texts == typed
    assert "Ho, sốt".encode() not in bytes(Draft.objects.get().payload)
