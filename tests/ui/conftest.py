"""ui's tests need no database: pages are rendered with the engine of the project's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import Client, override_settings

from tests.ui import settings as small


@pytest.fixture
def pages() -> Iterator[Client]:
    """A client of the gallery alone, without sessions or accounts.

    TEMPLATES stay those of the run: pytest-django has set them to fail at a missing variable.
    """
    with override_settings(ROOT_URLCONF="tests.ui.urls", MIDDLEWARE=small.MIDDLEWARE, ALLOWED_HOSTS=["*"]):
        yield Client()


@pytest.fixture
def draw() -> Callable[[object], str]:
    """The HTML of a part."""
    return lambda value: engines["django"].from_string("{% part value %}").render({"value": value})


class Outline(HTMLParser):
    """What a test asks of a page: its tags with attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def outline() -> Callable[[str], Outline]:
    return Outline
