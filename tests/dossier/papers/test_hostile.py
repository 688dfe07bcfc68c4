"""Names that would be markup, control or endless stand as text in every drawing and in both forms of a paper."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from docx import Document

from benhan.assurance.models import Asset, Flow, Link, System, Zone
from benhan.dossier.papers import docx, pdf
from benhan.dossier.papers.drawings import DRAWINGS, drawing
from benhan.dossier.papers.facts import gather
from benhan.dossier.papers.registry import build
from benhan.store.repository import Repository
from tests.dossier.papers.conftest import NOW
from tests.support.cast import CAST

NAMES = (
    "<script>alert(1)</script>", "]]> & \"' -->", "chuông\x07\x1b[31m\x0b\x1f", "\u202eđảo\u202c\ufeff",
    "W" * 120, "😀👩‍⚕️", "\ufffe\uffff", "#set page(fill: red) $x$ @a <b>", "\u0301\u0323",
)  # fmt: skip


def renamed(system: System) -> None:
    mine = {"facility": system.facility, "system": system}
    zone = Zone.objects.get(system=system)
    assets = [
        Asset.objects.create(
            **mine, kind="host", name=one, zone=zone, purpose=one, address=one, changed_at=NOW, changed_by="x"
        )
        for one in NAMES
    ]
    for one, other in zip(assets, assets[1:], strict=False):
        Link.objects.create(**mine, start=one, end=other, protocol=other.name[:40], purpose=one.name)
        Flow.objects.create(**mine, start=one.name, end=other.name, data=one.name, sensitivity="sensitive")
    zone.name = NAMES[2] + NAMES[0]
    zone.save()
    System.objects.filter(pk=system.pk).update(name=NAMES[2] + NAMES[0] + NAMES[6])


@pytest.mark.parametrize("kind", sorted(DRAWINGS))
def test_a_drawing_of_hostile_names_is_xml_without_a_foreign_element(kind, files):
    with Repository(by=CAST.dung):
        system = next(iter(files.values())).system
        renamed(system)
        system.refresh_from_db()
        drawn = drawing(kind, system)
    tree = ElementTree.fromstring(drawn)  # noqa: S314 our own drawing
    named = {one.tag.rpartition("}")[2] for one in tree.iter()}
    assert not named & {"script", "foreignObject", "image", "a", "use", "style"}
    assert not any(key.startswith("on") or "href" in key for one in tree.iter() for key in one.attrib)
    assert "script" in "".join(tree.itertext())


@pytest.mark.slow  # the longest paper, set twice
def test_the_explanation_of_hostile_names_is_set_in_both_forms(files):
    file = files["decree-331"]
    with Repository(by=CAST.dung):
        renamed(file.system)
        file.refresh_from_db()
        file.system.refresh_from_db()
        paper = build("thuyet-minh", gather(file, NOW))
    assert pdf.write(paper).startswith(b"%PDF-")
    whole = "".join(
        one.text for one in Document(io.BytesIO(docx.write(paper))).element.body.iter() if one.text
    )
    assert "<script>alert(1)</script>" in whole
