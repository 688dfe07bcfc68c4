"""How are people's names shown? Family first, as given."""

from __future__ import annotations

UNNAMED = "Chưa rõ tên"


def initials(name: str) -> str:
    """First letters of the last two words (middle and given name): "Nguyễn Thị Thuỳ Dương" is TD."""
    words = [word for word in name.replace(".", " ").split() if word]
    return "".join(word[0] for word in words[-2:]).upper() or "?"


def capitals(name: str) -> str:
    """The name as a wristband shows it; someone without a name is said to have none."""
    return (name.strip() or UNNAMED).upper()
