"""The picture and the text of an authenticator's secret."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import segno


def data_uri(otpauth: str) -> str:
    """The otpauth address as an SVG in a data: address, black on white in either theme."""
    drawn: str = segno.make(otpauth, error="m", micro=False).svg_data_uri(scale=4, border=4, light="#fff")
    return drawn


def secret_text(otpauth: str) -> str:
    """The base32 secret in groups of four, for typing."""
    secret = parse_qs(urlsplit(otpauth).query).get("secret", [""])[0].rstrip("=")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
