"""Is a facility's data fenced in, and sealed where it lies?"""

from __future__ import annotations

import math
import stat
from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from benhan.assurance.models import Notice
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.fhir.problems import ProblemError
from benhan.forms.models import Draft
from benhan.store import at_rest, blobs, border, keyring

_TABLES = """
SELECT c.relname, c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'facility' AND NOT a.attisdropped
WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY 1
"""
_ADD_ONLY = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND has_table_privilege(c.oid, 'INSERT')
  AND NOT has_table_privilege(c.oid, 'UPDATE') AND NOT has_table_privilege(c.oid, 'DELETE')
  AND NOT has_table_privilege(c.oid, 'TRUNCATE') ORDER BY 1
"""
_STRONG = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = current_schema() AND c.relowner = r.oid AND c.relkind = 'r')
FROM pg_roles r WHERE r.rolname = current_user
"""
_STRONG_VI = ("toàn quyền", "vượt hàng rào cơ sở", "tạo tài khoản", "tạo cơ sở dữ liệu", "sở hữu bảng")
# Tables that say who may sign in to which facility: asked before any facility is entered.
_BEFORE_ENTRY = frozenset({"access_membership"})
# Fenced against writing only: at sign-in the strictest policy of all of a person's facilities holds.
_READ_BEFORE_ENTRY = frozenset({"access_security_policy"})
_SECRET_NAMES = ("*.key", "*.p12", "*.pfx", "passphrase", "logins.txt", "*secret*", "*master*", "*_key")
_SKIPPED = frozenset({"postgres", "static", "backups"})
_LARGEST_SAMPLE = 50


@probe("data-borders")
def data_borders(look: Look) -> Facts:
    """Fences as the database holds them, then the same tried from a facility that does not exist."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [(name, fenced) for name, fenced in cursor.fetchall() if name not in _BEFORE_ENTRY]
        cursor.execute(_ADD_ONLY)
        add_only = [row[0] for row in cursor.fetchall()]
        cursor.execute(_STRONG)
        strong = [word for word, held in zip(_STRONG_VI, cursor.fetchone(), strict=True) if held]
    written = _writes_across(look)
    sealed = keyring.encrypt(look.facility, b"phep-thu")
    elsewhere = f"phep-thu-{token_hex(4)}"
    try:
        with transaction.atomic():
            border.enter(elsewhere)
            seen = [name for name, _ in tables if name not in _READ_BEFORE_ENTRY and _has_rows(name)]
            opened = _opens(elsewhere, sealed)
    finally:
        border.enter(look.facility)
    return {
        "fenced": sum(fenced for _, fenced in tables),
        "unfenced": [name for name, fenced in tables if not fenced],
        "seen_across": seen,
        "written_across": written,
        "strong_roles": strong,
        "append_only": add_only,
        "keys_shared": opened,
    }


def _has_rows(table: str) -> bool:
    """Whether anything of the table is visible now."""
    asked = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(sql.Identifier(table))
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(asked.as_string(cursor.connection))
        return bool(cursor.fetchone()[0])


def _writes_across(look: Look) -> bool:
    """Whether a row of another facility can be written from this one."""
    try:
        with transaction.atomic():
            Notice.objects.create(
                facility="phep-thu", account="phep-thu", subject="phep-thu", text="phép thử", at=look.now
            )
    except DatabaseError:
        return False
    return True


def _opens(facility: str, sealed: bytes) -> bool:
    try:
        keyring.decrypt(facility, sealed)
    except ProblemError:
        return False
    return True


@probe("encryption")
def encryption(look: Look) -> Facts:
    """The newest files and drafts as they lie in the database, one sealed on purpose, and the keys."""
    heads = at_rest.newest_heads(look.facility, limit=_LARGEST_SAMPLE)
    payloads = [
        bytes(one)
        for one in Draft.objects.filter(facility=look.facility).values_list("payload", flat=True)[
            :_LARGEST_SAMPLE
        ]
    ]
    sealed_now = _is_sealing(look.facility)
    is_wrapped, made_at = at_rest.key_of(look.facility)
    return {
        "files": heads.seen,
        "plain_files": heads.plain,
        "drafts": len(payloads),
        "plain_drafts": sum(at_rest.is_plain(one) for one in payloads),
        "sealed_now": sealed_now,
        "key_wrapped": is_wrapped,
        "key_days": (look.now - made_at).days if made_at else None,
        "master_bits": _bits(str(settings.BENHAN_MASTER_KEY)),
        "open_files": sorted(_open_files(Path(settings.BENHAN_DATA))),
    }


def _is_sealing(facility: str) -> bool:
    """Keep a file the usual way, look at it where it lies, and read it back; a key that doesn't open seals nothing."""
    try:
        return _seals(facility)
    except InvalidTag:
        return False


def _seals(facility: str) -> bool:
    plain = b"%PDF-phep-thu " + token_bytes(32).hex().encode()
    kept = blobs.put(facility, plain, "application/pdf")
    lying = at_rest.raw(facility, kept)
    return bool(lying) and plain[:16] not in lying and blobs.get(facility, kept) == plain


def _bits(secret: str) -> int:
    """How many bits a random text of these characters holds at most."""
    if not secret:
        return 0
    is_hex = all(one in "0123456789abcdefABCDEF" for one in secret)
    return math.floor(len(secret.rstrip("=")) * (4 if is_hex else 6))


def _open_files(folder: Path) -> Iterator[str]:
    """Secrets' files below the folder that somebody else on the machine may read: no closed folder above them."""
    if not folder.is_dir() or _is_closed(folder):
        return
    for one in folder.iterdir():
        if one.is_symlink() or one.name in _SKIPPED:
            continue
        if one.is_dir():
            yield from _open_files(one)
        elif any(one.match(pattern) for pattern in _SECRET_NAMES) and not _is_closed(one):
            yield one.name


def _is_closed(path: Path) -> bool:
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
