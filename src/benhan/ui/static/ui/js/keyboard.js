// The keyboard: / search · g + letter a place · n, e, Ctrl+S, Ctrl+Enter, Ctrl+. the page's own [data-key] ·
// Ctrl+↓ and Ctrl+↑ the next and last question that must be answered and is not ·
// j and k walk table rows, Enter opens · ? shows all. Plain letters never act while one types.

const GO_MS = 1500;
let going = 0;

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function press(key) {
  const target = document.querySelector(`[data-key~="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.form && target.type === "submit") target.form.requestSubmit(target);
  else target.click();
  return true;
}

// What is needed and still empty, in the order of the form; sections open on the way.
function toNeeded(step) {
  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return false;
  const here = document.activeElement;
  const open = [...form.querySelectorAll("[data-needed]")].map((one) => (one.matches("fieldset") ? one.querySelector("input") : one));
  const empty = open.filter((one) => one && !one.closest("[hidden]") && (one.closest("fieldset[data-needed]") ? !one.closest("fieldset").querySelector(":checked") : !one.value.trim()));
  if (step < 0) empty.reverse();
  const ahead = (one) => here.compareDocumentPosition(one) & (step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING);
  const next = empty.find(ahead) ?? empty[0];
  if (!next) return false;
  next.closest("details")?.setAttribute("open", "");
  next.focus();
  next.scrollIntoView({ block: "center" });
  return true;
}

function walk(step) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-chosen"));
  const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
  rows[now]?.classList.remove("is-chosen");
  next.classList.add("is-chosen");
  next.querySelector("a[data-row-link]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function goTo(letter) {
  going = 0;
  document.body.classList.remove("going");
  document.querySelector(`[data-go-key="${CSS.escape(letter)}"]`)?.click();
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (toNeeded(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      return;
    }
    const key = { Enter: "ctrl+enter", ".": "ctrl+.", s: "ctrl+s" }[event.key] ?? "";
    if (key && press(key)) event.preventDefault();
    return;
  }
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (Date.now() < going) {
    event.preventDefault();
    goTo(event.key.toLowerCase());
    return;
  }
  const acts = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => document.getElementById("phim-tat")?.showModal(),
    g: () => {
      going = Date.now() + GO_MS;
      document.body.classList.add("going");
      setTimeout(() => document.body.classList.remove("going"), GO_MS);
    },
    j: () => walk(1),
    k: () => walk(-1),
    n: () => press("n"),
    e: () => press("e"),
  };
  const act = acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
}
