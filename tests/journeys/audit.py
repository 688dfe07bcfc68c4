"""What every page a journey meets must hold: names for everything, one heading, a visible focus, no sideways scroll."""

from __future__ import annotations

from playwright.sync_api import Page

_FINDINGS = """() => {
  const wrong = [], seen = new Set();
  const say = (what, element) => wrong.push(what + ": " + element.outerHTML.slice(0, 140));
  for (const element of document.querySelectorAll("[id]")) {
    if (seen.has(element.id)) wrong.push("the id stands twice: " + element.id);
    seen.add(element.id);
  }
  const text = (ids) => ids.split(/\\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join("").trim();
  const named = (element) => (element.getAttribute("aria-label") ?? "").trim()
    || (element.hasAttribute("aria-labelledby") && text(element.getAttribute("aria-labelledby")));
  for (const element of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const labels = [...(element.labels ?? [])].map((label) => label.textContent.trim()).join("");
    if (!labels && !named(element)) say("an input without a label", element);
  }
  for (const element of document.querySelectorAll("button, a[href], summary, [role=button]")) {
    if (!element.textContent.trim() && !named(element)) say("nothing to read aloud", element);
  }
  for (const element of document.querySelectorAll("img:not([alt]), iframe:not([title])")) say("no text instead", element);
  for (const element of document.querySelectorAll("svg")) {
    const hidden = element.closest("[aria-hidden=true]");
    if (!hidden && !(element.getAttribute("role") === "img" && (named(element) || element.querySelector("title"))))
      say("an icon that is neither named nor hidden", element);
  }
  for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls]"))
    for (const name of ["aria-describedby", "aria-labelledby", "aria-controls"])
      for (const id of (element.getAttribute(name) ?? "").split(/\\s+/).filter(Boolean))
        if (!document.getElementById(id)) say(name + " leads nowhere (" + id + ")", element);
  const headings = [...document.querySelectorAll("h1")].filter((one) => one.checkVisibility());
  if (headings.length !== 1) wrong.push("main headings: " + headings.length);
  if (!document.documentElement.lang) wrong.push("the page doesn't say its language");
  if (!document.title.trim()) wrong.push("the window has no title");
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push("scrolls sideways by " + wide + " px: " + [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-scroll"))
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 90)).join(" | "));
  return wrong;
}"""

_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one.tagName === "IFRAME") return "";
  const seen = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  const places = [one, one.parentElement, one.nextElementSibling, one.closest("label, .input, .picker")];
  return places.some((place) => place && seen(place)) ? "" : one.outerHTML.slice(0, 140);
}"""


def check_page(page: Page, *, tabs: int = 0) -> None:
    """Fail with every finding of the page as it stands; with `tabs`, walk so far by Tab and look for the focus."""
    page.wait_for_load_state()
    page.wait_for_selector("h1", state="attached")  # an answer on its way is not the page yet
    wrong = list(page.evaluate(_FINDINGS))
    for _ in range(tabs):
        page.keyboard.press("Tab")
        if lost := page.evaluate(_FOCUS):
            wrong.append(f"focus can't be seen: {lost}")
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)
