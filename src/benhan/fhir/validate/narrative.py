"""Is a narrative plain, harmless XHTML? Source: R4 narrative.html, rules txt-1 and txt-2."""

from __future__ import annotations

import re
import xml.parsers.expat as expat  # noqa: S407  a DOCTYPE, the way to its dangers, is refused before parsing

XHTML = "http://www.w3.org/1999/xhtml"
_BAR = " "

_ELEMENTS = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "address",
            "area",
            "b",
            "bdo",
            "big",
            "blockquote",
            "br",
            "caption",
            "center",
        ),
        *("cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "map", "ol", "p", "pre", "q", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "tt", "u", "ul", "var"),
    )
)
_ACTIVE_VALUE = re.compile(
    r"\b(?:javascript|vbscript)\s*:|\bdata:(?!\s*image/)|expression\s*\(", re.IGNORECASE
)


def narrative_fault(text: object) -> str:
    """What is wrong with a Narrative.div, in English; "" if nothing is."""
    if not isinstance(text, str):
        return "it is not text"
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", "") or "<?" in text:
        return "it holds a declaration or a processing instruction"
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=_BAR)
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except (expat.ExpatError, ValueError):
        return "it is not well-formed XML"
    if reader.fault:
        return reader.fault
    return "" if reader.has_content else "it says nothing"


class _Reader:
    def __init__(self) -> None:
        self.fault = ""
        self.has_content = False
        self._is_first = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(_BAR)
        if self._is_first and (namespace, local) != (XHTML, "div"):
            self.fault = self.fault or "its outermost element is not a div of the XHTML namespace"
        elif namespace != XHTML or local not in _ELEMENTS:
            self.fault = self.fault or "it holds an element that narratives may not hold"
        self._is_first = False
        self.has_content = self.has_content or local == "img"
        for key, value in attributes.items():
            if key.lower().startswith("on") or _ACTIVE_VALUE.search(value):
                self.fault = self.fault or "it holds active content"

    def text(self, data: str) -> None:
        self.has_content = self.has_content or bool(data.strip())
