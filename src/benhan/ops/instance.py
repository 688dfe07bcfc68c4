"""One installation's directory (DATA): its secrets, its kind, and the environment its programs run in."""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from benhan.ops.problems import FOREIGN_DATA
from benhan.ops.roles import APP

SETTINGS_MODULE = "benhan.config.settings"


@dataclass(frozen=True, slots=True)
class Instance:
    """An installation's directory; `prepare` makes what is missing in it."""

    directory: Path

    @property
    def secrets(self) -> Path:
        return self.directory / "secrets"

    @property
    def logs(self) -> Path:
        return self.directory / "log"

    @property
    def temporary(self) -> Path:
        return self.directory / "tmp"

    @property
    def _demo_mark(self) -> Path:
        return self.directory / "demo"

    @property
    def is_demo(self) -> bool:
        """Whether `benhan demo` made it: demo signing keys, no HTTPS."""
        return self._demo_mark.exists()

    def prepare(self, *, demo: bool) -> None:
        """Make the directory, its secrets and its folders; what exists is kept as it is."""
        try:
            self.directory.mkdir(mode=0o755, parents=True, exist_ok=True)
            for folder in (self.secrets, self.logs, self.temporary):
                folder.mkdir(mode=0o700, exist_ok=True)
            # 32 random bytes each; the master key is one a cipher can use once decoded.
            _create_once(self.secrets / "secret_key", secrets.token_urlsafe(48))
            _create_once(self.secrets / "master_key", base64.urlsafe_b64encode(os.urandom(32)).decode())
            if demo:
                self._demo_mark.touch()
        except PermissionError:
            raise FOREIGN_DATA.at(path=self.directory) from None

    def environment(self, *, role: str = APP) -> dict[str, str]:
        """The variables of a program of this installation, over the ones we were started with.

        What the administrator set wins, but for the directory and the role, which are ours to say.
        """
        found = dict(os.environ)
        found |= {
            "BENHAN_DATA": str(self.directory),
            "BENHAN_DATABASE_ROLE": role,
            "DJANGO_SETTINGS_MODULE": SETTINGS_MODULE,
        }
        for name, file in (("BENHAN_SECRET_KEY", "secret_key"), ("BENHAN_MASTER_KEY", "master_key")):
            if name not in found and f"{name}_FILE" not in found:
                found[f"{name}_FILE"] = str(self.secrets / file)
        if self.is_demo:
            found.setdefault("BENHAN_DEMO", "1")
            found.setdefault("BENHAN_HTTPS", "0")
        if self.temporary.is_dir():
            found["TMPDIR"] = str(self.temporary)
        return found


def at(path: str | Path | None) -> Instance:
    """The installation of a --data argument, else of BENHAN_DATA, else `.benhan` here."""
    return Instance(Path(path or os.environ.get("BENHAN_DATA") or ".benhan").absolute())


def activate(data: str | Path | None, *, role: str = APP) -> Instance:
    """Make this process a program of the installation: environment, then Django.

    Call it before anything of Django is imported that reads settings. Raises SettingError.
    """
    instance = at(data)
    os.environ.update(instance.environment(role=role))
    import django  # only now: `benhan demo` and `benhan psql` need no Django at all

    django.setup()
    return instance


def _create_once(path: Path, content: str) -> None:
    """Write a secret that did not exist, whole or not at all, readable by its owner only."""
    if path.exists():
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        return  # another process made it between the two looks; its secret stands
    finally:
        fresh.unlink(missing_ok=True)
