"""A remote signing service on this machine, by the CSC API v2: strict about tokens, SADs, hashes and their time.

Written from the protocol's own description (Cloud Signature Consortium, API specification 2.0.0.2), for tests alone.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

CLIENT, SECRET, PIN, CREDENTIAL = "benh-vien", "bi-mat-cua-benh-vien", "135790", "cred-01"
SHA256, ECDSA, RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class RefusedError(Exception):
    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


@dataclass
class Grant:
    hashes: list[str]
    ends: float
    left: int


@dataclass
class Service:
    """What the service knows, and what a test may change: status, the SAD's life, and how it misbehaves."""

    key: Key
    chain: list[x509.Certificate]
    enabled: bool = True
    sad_life_s: int = 300
    raw_ecdsa: bool = False
    broken: str = ""  # "slow", "nonsense", "crash", "wrong-signature"
    calls: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    grants: dict[str, Grant] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    def answer(self, method: str, headers: Any, body: bytes) -> dict[str, Any]:
        self.calls.append(method)
        if method == "info":
            return {
                "specs": "2.0.0.2",
                "name": "Ký thử",
                "authType": ["basic", "oauth2client"],
                "methods": ["info"],
            }
        if method in ("oauth2/token", "auth/login"):
            return self._enter(method, headers, body)
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            raise RefusedError("invalid_token", 401)
        given = json.loads(body)
        if method == "credentials/list":
            return {"credentialIDs": [CREDENTIAL]}
        if given.get("credentialID") != CREDENTIAL:
            raise RefusedError("invalid_request")
        return {
            "credentials/info": self._info,
            "credentials/authorize": self._authorize,
            "signatures/signHash": self._sign,
        }[method](given)

    def _enter(self, method: str, headers: Any, body: bytes) -> dict[str, Any]:
        if method == "auth/login":
            expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            ok = headers.get("Authorization") == f"Basic {expected}"
        else:
            form = dict(urllib.parse.parse_qsl(body.decode()))
            ok = form == {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        if not ok:
            raise RefusedError("invalid_client", 401)
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def _info(self, given: dict[str, Any]) -> dict[str, Any]:
        shown = self.chain if given.get("certificates") == "chain" else self.chain[:1]
        ders = [base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode() for one in shown]
        return {
            "key": {
                "status": "enabled" if self.enabled else "disabled",
                "algo": [self._algorithm],
                "len": 256,
            },
            "cert": {"status": "valid", "certificates": ders},
            "auth": {"mode": "explicit", "expression": "PIN", "objects": [{"id": "PIN", "type": "Password"}]},
            "SCAL": "2",
            "multisign": 10,
        }

    @property
    def _algorithm(self) -> str:
        return ECDSA if isinstance(self.key, ec.EllipticCurvePrivateKey) else RSA

    def _authorize(self, given: dict[str, Any]) -> dict[str, Any]:
        if {one["id"]: one["value"] for one in given["authData"]} != {"PIN": PIN}:
            raise RefusedError("invalid_pin")
        if given["numSignatures"] != len(given["hashes"]) or not 0 < given["numSignatures"] <= 10:
            raise RefusedError("invalid_request")
        sad = secrets.token_urlsafe(24)
        self.grants[sad] = Grant(given["hashes"], time.monotonic() + self.sad_life_s, given["numSignatures"])
        return {"SAD": sad, "expiresIn": self.sad_life_s}

    def _sign(self, given: dict[str, Any]) -> dict[str, Any]:
        grant = self.grants.get(given["SAD"])
        if grant is None or time.monotonic() > grant.ends:
            raise RefusedError("invalid_request")
        if given["hashAlgorithmOID"] != SHA256 or given["signAlgo"] != self._algorithm:
            raise RefusedError("invalid_request")
        if not set(given["hashes"]) <= set(grant.hashes) or grant.left < len(given["hashes"]):
            raise RefusedError("invalid_hash")
        grant.left -= len(given["hashes"])
        made = [self._signed(base64.b64decode(one)) for one in given["hashes"]]
        return {"signatures": [base64.b64encode(one).decode() for one in made]}

    def _signed(self, digest: bytes) -> bytes:
        if self.broken == "wrong-signature":
            digest = bytes(32)
        known = utils.Prehashed(hashes.SHA256())
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(digest, padding.PKCS1v15(), known)
        made = self.key.sign(digest, ec.ECDSA(known))
        if not self.raw_ecdsa:
            return made
        return b"".join(part.to_bytes(32, "big") for part in utils.decode_dss_signature(made))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    service: Service


class _Reply(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
        server = self.server
        assert isinstance(server, _Server)
        service = server.service
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if service.broken == "slow":
            service.ending.wait(20)
            return
        try:
            status, told = 200, service.answer(self.path.removeprefix("/csc/v2/"), self.headers, body)
        except RefusedError as refused:
            told = {"error": refused.error, "error_description": f"{PIN} {SECRET} must not be repeated"}
            status = refused.status
        if service.broken == "crash":
            status = 503
        out = b"<html>" if service.broken == "nonsense" else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def running(service: Service) -> Iterator[str]:
    """Give the service's address while it runs."""
    with _Server(("127.0.0.1", 0), _Reply) as server:
        server.service = service
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            service.ending.set()
            server.shutdown()
            thread.join()
