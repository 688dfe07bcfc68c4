"""The level file that everything here is made from."""

from tests.support.level_file import facts, repository  # noqa: F401 — fixtures
