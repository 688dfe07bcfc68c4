"""Remote signing (ký số từ xa) by the API of the Cloud Signature Consortium, version 2: the calls and their answers.

Nothing is kept between calls but an access token in memory. Secrets never enter messages, logs or problems.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import x509

from benhan.signing.problems import (
    KEY_UNREACHABLE,
    REMOTE_LOGIN_REFUSED,
    REMOTE_REFUSED,
    REMOTE_UNKNOWN_CREDENTIAL,
    SECRET_WRONG,
)

SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA_SHA256, RSA_SHA256 = "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"
_LARGEST = 1_000_000
_SECRET_ERRORS = frozenset({"invalid_otp", "invalid_pin", "invalid_auth_data"})


@dataclass(frozen=True, slots=True)
class RemoteService:
    """A signing service and how we enter it.

    base       address before "/csc/v2/…"
    client     id and secret for OAuth 2 client credentials, or login and password when is_basic
    timeout_s  per call
    """

    base: str
    client_id: str
    client_secret: str = field(repr=False)
    is_basic: bool = False
    timeout_s: float = 10.0
    https_only: bool = True


@dataclass(frozen=True, slots=True)
class Credential:
    """What credentials/info says: the certificate and its chain, how many hashes one authorisation signs, and
    whether the person must say a PIN or one-time code."""

    id: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithms: tuple[str, ...]
    most_signatures: int
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A SAD: the right to sign exactly these hashes, for a while."""

    text: str = field(repr=False)
    hashes: tuple[bytes, ...]
    ends_at: float  # of time.monotonic()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at


@dataclass(slots=True)
class CscClient:
    """One conversation with a service."""

    service: RemoteService
    _token: str = field(default="", repr=False)

    def info(self) -> Mapping[str, Any]:
        """Name, methods and the way of entering that the service tells of itself."""
        return self._call("info", {"lang": "vi-VN"}, with_token=False)

    def credentials(self) -> tuple[str, ...]:
        """Ids of the credentials we may use."""
        listed = self._call("credentials/list", {"onlyValid": True})
        return tuple(str(one) for one in _list(listed, "credentialIDs"))

    def credential(self, id_: str) -> Credential:
        """Raises REMOTE_UNKNOWN_CREDENTIAL for one that is disabled or not there."""
        body = {"credentialID": id_, "certificates": "chain", "certInfo": True, "authInfo": True}
        told = self._call("credentials/info", body)
        key, cert, auth = (_mapping(told, name) for name in ("key", "cert", "auth"))
        if key.get("status") != "enabled":
            raise REMOTE_UNKNOWN_CREDENTIAL.at(reason="disabled")
        first, *others = (_certificate(one) for one in _list(cert, "certificates"))
        objects = auth.get("objects", ()) if auth.get("mode") == "explicit" else ()
        return Credential(
            id=id_,
            certificate=first,
            chain=tuple(others),
            algorithms=tuple(str(one) for one in _list(key, "algo")),
            most_signatures=int(told.get("multisign", 1)),
            asks=tuple(str(one["id"]) for one in objects),
        )

    def authorise(self, id_: str, hashes: Sequence[bytes], secrets: Mapping[str, str]) -> Authorisation:
        """Ask for the right to sign these hashes; secrets are PIN, OTP … by the names that the credential asks for.

        Raises SECRET_WRONG, REMOTE_REFUSED.
        """
        body = {
            "credentialID": id_,
            "numSignatures": len(hashes),
            "hashes": [_text(one) for one in hashes],
            "hashAlgorithmOID": SHA256,
            "authData": [{"id": name, "value": value} for name, value in secrets.items()],
        }
        started = time.monotonic()
        told = self._call("credentials/authorize", body)
        sad, life = told.get("SAD"), told.get("expiresIn", 3600)
        if not isinstance(sad, str) or not sad or not isinstance(life, int):
            raise KEY_UNREACHABLE.at(reason="credentials/authorize: no SAD")
        return Authorisation(sad, tuple(hashes), started + life)

    def sign(
        self, id_: str, right: Authorisation, hashes: Sequence[bytes], algorithm: str
    ) -> tuple[bytes, ...]:
        """The signatures of the hashes, in their order. Raises REMOTE_REFUSED."""
        body = {
            "credentialID": id_,
            "SAD": right.text,
            "hashes": [_text(one) for one in hashes],
            "hashAlgorithmOID": SHA256,
            "signAlgo": algorithm,
            "operationMode": "S",
        }
        made = _list(self._call("signatures/signHash", body), "signatures")
        if len(made) != len(hashes):
            raise KEY_UNREACHABLE.at(reason="signatures/signHash: wrong number")
        return tuple(_bytes(one) for one in made)

    # --- the wire ------------------------------------------------------------------------------------------

    def _enter(self) -> str:
        """An access token, asked for once per conversation."""
        if self._token:
            return self._token
        service = self.service
        if service.is_basic:
            login = f"{service.client_id}:{service.client_secret}".encode()
            headers = {"Authorization": f"Basic {base64.b64encode(login).decode()}"}
            told = self._send("auth/login", b'{"rememberMe": false}', "application/json", headers)
        else:
            form = {
                "grant_type": "client_credentials",
                "client_id": service.client_id,
                "client_secret": service.client_secret,
            }
            body = urllib.parse.urlencode(form).encode()
            told = self._send("oauth2/token", body, "application/x-www-form-urlencoded", {})
        token = told.get("access_token")
        if not isinstance(token, str) or not token:
            raise KEY_UNREACHABLE.at(reason="no access token")
        self._token = token
        return token

    def _call(self, method: str, body: Mapping[str, object], *, with_token: bool = True) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self._enter()}"} if with_token else {}
        return self._send(method, json.dumps(body).encode(), "application/json", headers)

    def _send(self, method: str, body: bytes, kind: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
        address = f"{self.service.base.rstrip('/')}/csc/v2/{method}"
        if self.service.https_only and not address.startswith("https://"):
            raise KEY_UNREACHABLE.at(reason="the service's address is not https")
        request = urllib.request.Request(  # noqa: S310 the scheme is checked above
            address, data=body, headers={"Content-Type": kind, "Accept": "application/json", **headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=self.service.timeout_s) as answer:  # noqa: S310
                return _parsed(method, answer.read(_LARGEST))
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(method, error.code, _error_name(error.read(_LARGEST))) from None
        except (OSError, urllib.error.URLError) as error:
            raise KEY_UNREACHABLE.at(reason=f"{method}: {type(error).__name__}") from None


def _refusal(method: str, status: int, name: str) -> Exception:
    if name in _SECRET_ERRORS:
        return SECRET_WRONG.at()
    if status >= 500:
        return KEY_UNREACHABLE.at(reason=f"{method}: {status}")
    if status in (401, 403) or method in ("auth/login", "oauth2/token"):
        return REMOTE_LOGIN_REFUSED.at(reason=f"{method}: {name or status}")
    if method == "credentials/info":
        return REMOTE_UNKNOWN_CREDENTIAL.at(reason=name or str(status))
    return REMOTE_REFUSED.at(reason=f"{method}: {name or status}")


def _error_name(body: bytes) -> str:
    """The protocol's short name of the error; never its free text, which may quote what was sent."""
    try:
        name = json.loads(body).get("error", "")
    except (ValueError, AttributeError):
        return ""
    return name[:40] if isinstance(name, str) and name.replace("_", "").isalnum() else ""


def _parsed(method: str, body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise KEY_UNREACHABLE.at(reason=f"{method}: not a JSON object")
    return told


def _mapping(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name, {})
    return found if isinstance(found, dict) else {}


def _list(told: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = told.get(name)
    if not isinstance(found, list) or not found:
        raise KEY_UNREACHABLE.at(reason=f"no {name}")
    return found


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: object) -> bytes:
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error:
        raise KEY_UNREACHABLE.at(reason="not base64") from None


def _certificate(value: object) -> x509.Certificate:
    try:
        found = x509.Certificate.load(_bytes(value), strict=True)
        found.native  # noqa: B018 parsed now, so that nonsense shows here
    except (ValueError, TypeError):
        raise KEY_UNREACHABLE.at(reason="not a certificate") from None
    return found
