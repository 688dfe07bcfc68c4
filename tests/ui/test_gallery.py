"""Every component stands in the gallery, in a page that holds the house's promises."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from django.template import engines

from benhan.ui import parts
from benhan.ui.gallery.examples import EXAMPLES
from benhan.ui.gallery.pages import PATTERNS

UI = Path(parts.__file__).resolve().parent.parent
PAGES = ["/thu-vien/", *(f"/thu-vien/mau/{name}/" for name in PATTERNS)]


def test_every_component_template_is_shown_in_the_gallery() -> None:
    shown = {state.value.template for example in EXAMPLES for state in example.states}
    there = {f"ui/parts/{file.name}" for file in (UI / "templates/ui/parts").glob("[a-z]*.html")}
    assert shown == there


def test_every_component_value_has_a_template_of_its_own() -> None:
    values = [
        getattr(parts, name) for name in parts.__all__ if dataclasses.is_dataclass(getattr(parts, name))
    ]
    templates = [value.template for value in values if hasattr(value, "template")]
    assert len(templates) == len(set(templates)) > 20


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_no_inline_script_or_style_and_load_nothing_from_elsewhere(
    pages, outline, address
) -> None:
    page = pages.get(address)
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    seen = outline(page.content.decode())
    assert all(script.get("src") for script in seen.all("script"))
    assert not seen.all("style")
    for tag, attributes in seen.tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert not re.match(r"(https?:)?//", attributes.get("src") or attributes.get("href") or "")


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_landmarks_a_heading_and_a_label_for_every_input(pages, outline, address) -> None:
    html = pages.get(address).content.decode()
    seen = outline(html)
    ids = [attributes["id"] for _, attributes in seen.tags if attributes.get("id")]
    labelled = {label.get("for") for label in seen.all("label")}
    assert len(seen.all("main")) == 1 and len(seen.all("h1")) >= 1
    assert seen.all("html")[0]["lang"] == "vi"
    wrapped = ("hidden", "radio", "checkbox")
    for tag in ("input", "textarea", "select"):
        for one in seen.all(tag):
            assert one.get("type") in wrapped or one.get("id") in labelled, one
    if address != "/thu-vien/":  # the gallery shows the same component several times
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_descriptions_and_controls_point_at_something_on_the_page(pages, outline, address) -> None:
    seen = outline(pages.get(address).content.decode())
    ids = {attributes.get("id") for _, attributes in seen.tags}
    for _, attributes in seen.tags:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            assert set((attributes.get(name) or "").split()) <= ids


def test_every_page_keeps_its_context_complete(pages) -> None:
    for address in PAGES:
        html = pages.get(address).content.decode()
        assert "None" not in re.sub(r"<[^>]+>", "", html)


def test_a_missing_variable_would_fail_these_tests() -> None:
    assert engines["django"].engine.string_if_invalid != ""


def test_an_unknown_address_is_a_page_that_reveals_nothing(pages) -> None:
    page = pages.get("/thu-vien/mau/khong-co/")
    assert page.status_code == 404
    assert "Địa chỉ này không có, hoặc anh/chị không có quyền xem" in page.content.decode()


def test_htmx_gets_an_error_as_a_fragment(pages) -> None:
    page = pages.get("/thu-vien/mau/khong-co/", headers={"HX-Request": "true"})
    assert page.status_code == 404
    assert "<html" not in page.content.decode()


def test_htmx_swaps_a_refused_form_and_sends_other_errors_to_the_notices(pages, outline) -> None:
    seen = outline(pages.get("/thu-vien/").content.decode())
    config = next(meta["content"] for meta in seen.all("meta") if meta.get("name") == "htmx-config")
    assert '{"code":"422","swap":true}' in config
    assert '"target":"#thong-bao"' in config
    assert '"includeIndicatorStyles":false' in config


def test_the_theme_of_the_cookie_is_drawn_by_the_server_and_rubbish_is_ignored(pages, outline) -> None:
    pages.cookies["benhan_theme"] = "dark"
    assert outline(pages.get("/thu-vien/").content.decode()).all("html")[0]["data-theme"] == "dark"
    pages.cookies["benhan_theme"] = 'x" onload="'
    assert "data-theme" not in outline(pages.get("/thu-vien/").content.decode()).all("html")[0]
