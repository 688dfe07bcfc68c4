"""What stands in the inputs of any form is read back as the same answers."""

import pytest

from benhan.forms import catalogue, typed_input
from benhan.terminology.lookup import shipped_index
from benhan.ward.visit.input_texts import texts_of
from tests.forms.conftest import NOW
from tests.forms.generated import answers_for

FORMS = tuple(form for form in catalogue.forms() if form.sections)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.slug)
def test_every_input_of_every_form_reads_back_what_it_shows(form):
    typed = {key: value for key, value in answers_for(form).items() if form.field(key).is_typed}
    texts = texts_of(form, typed)
    read = typed_input.parse(form, texts, now=NOW, find_icd=shipped_index().get)
    assert read.findings == ()
    assert read.kept == {}
    assert set(read.answers) == set(typed)
    # The official words of a diagnosis come from the list, so the texts are compared, not the values.
    assert texts_of(form, read.answers) == texts
