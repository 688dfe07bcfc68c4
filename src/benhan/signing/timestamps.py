"""Who vouches for the time: RFC 3161 timestamp sources, in process or over HTTP."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from asn1crypto import cms, core, tsp
from pyhanko.sign import general
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError

from benhan.signing.keys import FileKey

# An arc that IANA keeps for examples (RFC 5612): a demo policy must not borrow anybody's real one.
DEMO_TIMESTAMP_POLICY = "1.3.6.1.4.1.32473.1.1"


class TimestampSource(Protocol):
    """Where timestamps come from; `client` is fresh for each signing, so that no event loop is shared."""

    def client(self) -> TimeStamper: ...


class LocalTimestampAuthority:
    """Real RFC 3161 tokens, signed in process with a timestamp authority's key.

    key    certificate with the time-stamping usage
    clock  gives aware instants; the token's time
    """

    def __init__(self, key: FileKey, clock: Callable[[], datetime]) -> None:
        self._key = key
        self._clock = clock

    def client(self) -> TimeStamper:
        return _InProcess(self._key, self._clock)


class HttpTimestampAuthority:
    """A timestamp authority reached over HTTP (RFC 3161 §3.4), with a time limit per request.

    Signing turns silence, refusal or nonsense into TIMESTAMP_UNREACHABLE. A trial answer, which tells how long a token
    is and who signs it, is asked for once in ten minutes and thread: each signature then costs one request of its own.
    """

    def __init__(self, url: str, *, timeout_s: int = 10, https_only: bool = True) -> None:
        self._url = url
        self._timeout_s = timeout_s
        self._https_only = https_only

    def client(self) -> TimeStamper:
        made = _OverHttp(self._url, https=self._https_only, timeout=self._timeout_s)
        now, kept = time.monotonic(), _trials.by_url.get(self._url)
        if kept is not None and now < kept.ends_at:
            made._dummy_response_cache, made._certs, made.cert_registry = (
                kept.answers,
                kept.certificates,
                kept.registry,
            )
        else:  # filled by this client's first use
            trial = _Trial(now + _TRIAL_S, made._dummy_response_cache, made._certs, made.cert_registry)
            _trials.by_url[self._url] = trial
        return made


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a service answered to a question about nothing, as pyHanko's client keeps it."""

    ends_at: float
    answers: Any
    certificates: Any
    registry: Any


class _Trials(threading.local):
    """By address, for this thread: asn1crypto parses late and in place, not safe across threads."""

    def __init__(self) -> None:
        self.by_url: dict[str, _Trial] = {}


_trials = _Trials()
_TRIAL_S = 600.0


class _OverHttp(HTTPTimeStamper):  # type: ignore[misc,unused-ignore]
    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Raises TimestampRequestError for silence, refusal, nonsense, and an answer to another question.

        In place of pyHanko's own reading, which breaks over a wrong nonce (0.38) and never compares the digest.
        """
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        try:
            response = await self.async_request_tsa_response(request)
            if response["status"]["status"].native not in ("granted", "granted_with_mods"):
                raise TimestampRequestError("The service refused")
            token = response["time_stamp_token"]
            told = token["content"]["encap_content_info"]["content"].parsed
            is_ours = (
                told["nonce"].native == nonce
                and told["message_imprint"]["hash_algorithm"]["algorithm"].native == md_algorithm
                and told["message_imprint"]["hashed_message"].native == message_digest
            )
        except (ValueError, TypeError, KeyError, OSError) as error:  # no DER, or DER of something else
            raise TimestampRequestError("The answer is not a timestamp response") from error
        if not is_ours:
            raise TimestampRequestError("The answer is a timestamp of something else")
        return token


class _InProcess(TimeStamper):  # type: ignore[misc,unused-ignore]
    def __init__(self, key: FileKey, clock: Callable[[], datetime]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._key = key
        self._clock = clock

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        info = self._token_info(req)
        algorithm = req["message_imprint"]["hash_algorithm"]["algorithm"].native
        async with self._key.session() as signer:
            token = await signer.async_sign_prescribed_attributes(
                algorithm,
                signed_attrs=self._signed_attributes(info, algorithm),
                cms_version="v3",
                encap_content_info={"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            )
        status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token})

    def _token_info(self, req: tsp.TimeStampReq) -> bytes:
        fields = {
            "version": "v1",
            "policy": DEMO_TIMESTAMP_POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(63) | 1 << 62,
            "gen_time": self._clock().astimezone(UTC).replace(microsecond=0),
            "accuracy": tsp.Accuracy({"seconds": 1}),
            "ordering": False,
        }
        if req["nonce"].native is not None:
            fields["nonce"] = req["nonce"]
        der: bytes = tsp.TSTInfo(fields).dump()
        return der

    def _signed_attributes(self, info: bytes, algorithm: str) -> cms.CMSAttributes:
        certificate = self._key.certificate
        return cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", _digest(info, algorithm)),
                _attribute("signing_certificate_v2", general.as_signing_certificate_v2(certificate)),
            ]
        )


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return general.simple_cms_attribute(name, value)  # type: ignore[no-untyped-call]


def _digest(data: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, data).digest()
