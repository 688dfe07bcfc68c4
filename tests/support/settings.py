"""The product's settings with the values a test run needs; imported by pytest-django before any conftest."""

from __future__ import annotations

import os
import tempfile

os.environ["BENHAN_SECRET_KEY"] = "test-only-secret-key-0123456789-0123456789-0123456789"
os.environ["BENHAN_MASTER_KEY"] = "dGVzdC1vbmx5LW1hc3Rlci1rZXktMDEyMzQ1Njc4OTA="
os.environ["BENHAN_ARGON2_MEMORY_KIB"] = "8"  # the real cost would make every login of a test half a second
os.environ["BENHAN_HTTPS"] = "0"
os.environ["BENHAN_HOSTS"] = "testserver,localhost,127.0.0.1"
# A folder of this process's own: what one run notes outside the database is no other run's proof.
_DATA = tempfile.TemporaryDirectory(prefix="benhan-tests-data-")
os.environ["BENHAN_DATA"] = _DATA.name
for name in ("BENHAN_DATABASE_URL", "BENHAN_DATABASE_ROLE", "BENHAN_DEMO"):
    os.environ.pop(name, None)

from benhan.config.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 — WhiteNoise warns about a folder that isn't there
