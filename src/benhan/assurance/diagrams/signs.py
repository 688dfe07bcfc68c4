"""Small signs of things, drawn with lines: a server, a switch, a window, a service, an address, people, the outside."""

from __future__ import annotations

_STROKE = 'fill="none" stroke="#1F3F66" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round"'
_PATHS = {
    "host": "M2 1h14v7H2z M2 10h14v7H2z M5 4.5h.5 M5 13.5h.5 M9 4.5h4 M9 13.5h4",
    "network": "M1 5h16v8H1z M4 10v-2 M7 10v-2 M10 10v-2 M13.5 9h.5 M5 2l-3 3 M13 2l3 3",
    "software": "M1 2h16v14H1z M1 6h16 M3.5 4h.5 M6 4h.5 M6 9l-2 2 2 2 M12 9l2 2-2 2 M10 8.5l-2 5",
    "service": "M9 1l7 4v8l-7 4-7-4V5z M9 6a3 3 0 1 0 0 6 3 3 0 1 0 0-6",
    "endpoint": "M9 1a8 8 0 1 0 0 16 8 8 0 1 0 0-16 M1 9h16 M9 1c-5 5-5 11 0 16 M9 1c5 5 5 11 0 16",
    "outside": "M4.5 14a3.5 3.5 0 0 1 0-7 5 5 0 0 1 9.5 1 3 3 0 0 1 0 6z",
    "people": "M9 2a3 3 0 1 0 0 6 3 3 0 1 0 0-6 M2.5 16c0-8 13-8 13 0z",
}


def sign(kind: str, x: float, y: float) -> str:
    """An 18-pixel sign with its upper left corner there; an unknown kind is drawn as software."""
    path = _PATHS.get(kind, _PATHS["software"])
    return f'<path transform="translate({x:.1f} {y:.1f})" d="{path}" {_STROKE}/>'
