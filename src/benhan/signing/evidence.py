"""What proves that a patient or relative confirmed something with a pen: an evidence value of class 3.

A pen-pad scribble is no digital signature (EMR-ESIG-02, EMR-ESIG-05): it is "another confirmation by
electronic means" and weighs what its evidence weighs. So the evidence is kept whole: what was shown, on which
device, who witnessed it, every point of the pen. Its SHA-256 goes into the document that the facility's
confirmation device then signs.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from benhan.signing.problems import SCRIBBLE_EMPTY, SCRIBBLE_OUTSIDE, SCRIBBLE_TOO_SHORT

PenPoint = tuple[float, float, int, float | None]
Stroke = tuple[PenPoint, ...]

LEAST_POINTS = 8
LEAST_LENGTH_PX = 40.0
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SLACK_PX = 20.0  # a pen leaves the canvas by a few pixels while the browser still reports it


@dataclass(frozen=True, slots=True)
class PenConfirmation:
    """One confirmation with a pen.

    strokes           each stroke its points (x px, y px from the top left, ms since the first, pressure 0–1)
    canvas_width      px
    canvas_height     px
    device            what drew it, as the browser or pad names itself
    document_sha256   of the exact bytes that were shown and are confirmed, lower-case hex
    text_sha256       of the sentence shown above the pad, lower-case hex
    person            who confirmed, full name as in the record
    relation          "" for the patient, else the relation (con, vợ, người giám hộ …)
    witness_account   the member of staff's account
    witness_name      and name
    at                aware

    Raises SCRIBBLE_EMPTY, SCRIBBLE_TOO_SHORT, SCRIBBLE_OUTSIDE; ValueError for what no person can cause.
    """

    strokes: tuple[Stroke, ...]
    canvas_width: int
    canvas_height: int
    device: str
    document_sha256: str
    text_sha256: str
    person: str
    relation: str
    witness_account: str
    witness_name: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the time of a confirmation must be aware")
        for digest in (self.document_sha256, self.text_sha256):
            if not _SHA256.fullmatch(digest):
                raise ValueError("a digest is 64 lower-case hexadecimal digits")
        if not self.person.strip() or not self.witness_account.strip():
            raise ValueError("a confirmation names the person and the witness")
        _check_strokes(self.strokes, self.canvas_width, self.canvas_height)

    @property
    def method_class(self) -> int:
        """Of the three ways of EMR-SIGN-01: another electronic confirmation."""
        return 3

    def canonical_json(self) -> bytes:
        """The value as JSON with sorted keys, no white space, NFC, UTF-8; equal values give equal bytes.

        Coordinates are whole hundredths of a pixel and pressure whole thousandths, so that no float is
        written.
        """
        value = {
            "kind": "pen-confirmation",
            "version": 1,
            "strokes": [[_whole(point) for point in stroke] for stroke in self.strokes],
            "canvas": [self.canvas_width, self.canvas_height],
            "device": self.device,
            "document_sha256": self.document_sha256,
            "text_sha256": self.text_sha256,
            "person": self.person,
            "relation": self.relation,
            "witness": {"account": self.witness_account, "name": self.witness_name},
            "at": self.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return unicodedata.normalize("NFC", text).encode()

    def sha256(self) -> str:
        """Lower-case hex digest of `canonical_json`."""
        return hashlib.sha256(self.canonical_json()).hexdigest()


def _check_strokes(strokes: tuple[Stroke, ...], width: int, height: int) -> None:
    points = [point for stroke in strokes for point in stroke]
    if not points:
        raise SCRIBBLE_EMPTY.at()
    in_order = all(later[2] >= earlier[2] >= 0 for earlier, later in zip(points, points[1:], strict=False))
    inside = all(
        -_SLACK_PX <= x <= width + _SLACK_PX
        and -_SLACK_PX <= y <= height + _SLACK_PX
        and (pressure is None or 0 <= pressure <= 1)
        for x, y, _, pressure in points
    )
    if not in_order or not inside:
        raise SCRIBBLE_OUTSIDE.at(width=width, height=height)
    length = sum(
        math.dist(one[:2], next_one[:2])
        for stroke in strokes
        for one, next_one in zip(stroke, stroke[1:], strict=False)
    )
    if len(points) < LEAST_POINTS or length < LEAST_LENGTH_PX:
        raise SCRIBBLE_TOO_SHORT.at(points=len(points), length=round(length), least=LEAST_POINTS)


def _whole(point: PenPoint) -> list[int | None]:
    x, y, at_ms, pressure = point
    return [round(x * 100), round(y * 100), at_ms, None if pressure is None else round(pressure * 1000)]
