"""The OSCAL documents can be fetched by whom the file concerns, and every fetch is accounted for."""

from __future__ import annotations

import io
import json
import zipfile

from django.db import connection

from benhan.dossier.oscal.parts import FILES
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures


def test_all_five_come_together_and_each_alone(browser, facts):  # noqa: F811
    client = browser(CAST.khanh)
    home = f"/an-toan/he-thong/{facts.system.slug}/ho-so/{facts.dossier.pk}/oscal/"
    answer = client.get(home)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        assert opened.namelist() == list(FILES.values())
        whole = json.loads(opened.read("profile.json"))
    alone = client.get(f"{home}profile.json")
    assert alone["Content-Type"] == "application/oscal+json"
    assert json.loads(alone.content)["profile"]["uuid"] == whole["profile"]["uuid"]
    assert client.get(f"{home}readme.txt").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_entry WHERE act = 'export-dossier-oscal' AND outcome = 'success'"
        )
        assert cursor.fetchone() == (2,)
