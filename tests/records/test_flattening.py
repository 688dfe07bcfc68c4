"""A copy shows the pictures of the signatures and carries none of the signatures themselves."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from benhan.records.flattening import flattened
from benhan.records.office_papers import page_sizes, paper_print
from tests.support.cast import CAST


@pytest.mark.slow  # the sealed record is made once per run
def test_the_pages_keep_their_size_and_every_signature_its_picture(sealed):
    from django.utils import timezone

    for pdf in sealed.pdfs.values():
        flat = flattened(pdf)
        assert page_sizes(flat) == page_sizes(pdf)
        reader, original = PdfFileReader(io.BytesIO(flat)), PdfFileReader(io.BytesIO(pdf))
        assert not list(reader.embedded_signatures)
        assert "/AcroForm" not in reader.root
        drawn = 0
        for number in range(len(page_sizes(flat))):
            page = reader.find_page_for_modification(number)[0].get_object()
            assert "/Annots" not in page
            drawn += sum(name.startswith("/ChuKy") for name in page["/Resources"]["/XObject"])
        shown = [
            one
            for one in original.embedded_signatures
            if one.sig_field["/Rect"][0] != one.sig_field["/Rect"][2]
        ]
        assert drawn == len(shown) > 0
    printed = paper_print(pdf, facility="X", by=CAST.an.name, at=timezone.now(), lookup_code="ABCDEFGHIJ")
    assert [round(w) for w, _ in page_sizes(printed)] == [round(w) for w, _ in page_sizes(pdf)]
