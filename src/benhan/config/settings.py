"""Every setting of the installation. Only this package reads the environment (docs/settings.md lists all)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from benhan.config import env, sockets

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = env.secret("BENHAN_SECRET_KEY")
BENHAN_MASTER_KEY = env.secret("BENHAN_MASTER_KEY")
BENHAN_DATA = env.directory("BENHAN_DATA", ".benhan")
BENHAN_DEMO = env.flag("BENHAN_DEMO", False)
BENHAN_SIGNING = env.choice("BENHAN_SIGNING", "demo" if BENHAN_DEMO else "none", ("none", "demo", "register"))
BENHAN_TIMESTAMP_URL = env.text("BENHAN_TIMESTAMP_URL", "")
BENHAN_TIMESTAMP_TIMEOUT_S = env.integer("BENHAN_TIMESTAMP_TIMEOUT_S", 10, low=1, high=60)
BENHAN_TRUST = env.directory("BENHAN_TRUST", str(BENHAN_DATA / "trust"))
BENHAN_VAULT = env.directory("BENHAN_VAULT", str(BENHAN_DATA / "vault"))
BENHAN_BACKUP_DIR = env.directory("BENHAN_BACKUP_DIR", str(BENHAN_DATA / "backups"))
BENHAN_BACKUP_ALSO = env.text("BENHAN_BACKUP_ALSO", "")
BENHAN_BACKUP_KEY_FILE = env.directory("BENHAN_BACKUP_KEY_FILE", str(BENHAN_DATA / "secrets" / "backup_key"))
BENHAN_BACKUP_DATABASE_URL = env.text("BENHAN_BACKUP_DATABASE_URL", "")
BENHAN_BACKUP_KEEP = env.numbers("BENHAN_BACKUP_KEEP", (7, 4, 6), low=0, high=400)
BENHAN_MESSAGES = env.choice("BENHAN_MESSAGES", "demo" if BENHAN_DEMO else "none", ("none", "demo"))
BENHAN_CONFIRM_DEVICE = env.text("BENHAN_CONFIRM_DEVICE", "")
BENHAN_IDLE_LOCK_S = env.integer("BENHAN_IDLE_LOCK_S", 900, low=60, high=86_400)
BENHAN_ARGON2_MEMORY_KIB = env.integer("BENHAN_ARGON2_MEMORY_KIB", 19_456, low=8, high=1_048_576)

ALLOWED_HOSTS = env.words("BENHAN_HOSTS", ("localhost", "127.0.0.1", "[::1]"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "benhan.access",
    "benhan.audit",
    "benhan.store",
    "benhan.terminology",
    "benhan.signing",
    "benhan.forms",
    "benhan.records",
    "benhan.assurance",
    "benhan.ui",
    "benhan.rest",
    "benhan.ward",
    "benhan.dossier",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "benhan.config.boundary.BoundaryMiddleware",
]

ROOT_URLCONF = "benhan.config.urls"
WSGI_APPLICATION = "benhan.config.wsgi.application"
AUTH_USER_MODEL = "access.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(
            folder for face in ("ward", "dossier") for folder in (BASE_DIR / face).glob("*/templates")
        ),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["benhan.ui.templatetags.benhan"],
        },
    }
]


def _session(role: str, more: str) -> str:
    """A page never waits longer than 30 s for one statement; migrations, as the owner, may."""
    limit = "-c statement_timeout=30000" if role == "benhan_app" else ""
    return f"{limit} {more}".strip()


def _database(url: str, role: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// URL, or the embedded server's socket when the URL is empty."""
    base: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"application_name": "benhan", "connect_timeout": 10, "options": _session(role, "")},
    }
    if not url:
        socket = BENHAN_DATA / "postgres" / "socket"
        return base | {"NAME": "benhan", "USER": role, "HOST": sockets.client_host(socket), "PORT": "5432"}
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise env.SettingError("BENHAN_DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return base | {
        "NAME": parts.path.lstrip("/") or "benhan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": base["OPTIONS"] | options | {"options": _session(role, f"-c role={role}")},
    }


BENHAN_DATABASE_URL = env.text("BENHAN_DATABASE_URL", "")
BENHAN_DATABASE_ROLE = env.choice("BENHAN_DATABASE_ROLE", "benhan_app", ("benhan_app", "benhan_owner"))
DATABASES = {"default": _database(BENHAN_DATABASE_URL, BENHAN_DATABASE_ROLE)}

PASSWORD_HASHERS = ["benhan.access.passwords.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LOGIN_URL = "/dang-nhap/"

OTP_TOTP_ISSUER = "Benhan"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "benhan.ui.finders.PackagedFontFinder",
]
STATIC_URL = "/static/"
STATIC_ROOT = BENHAN_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A sheet of two days by the half hour has more boxes than Django lets through; a draft's size is limited by itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = env.flag("BENHAN_HTTPS", True)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
# Said on encrypted answers only; browsers then never ask this host without encryption.
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "benhan.ui.error_pages.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
# A year: who has once come by https never comes without it again.
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "event": {
            "()": "benhan.config.log_events.EventFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # They write certificate subjects, staff's names, beside tracebacks; our reports say what failed.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}
