// Small behaviours of the surface:
// [data-opens=id] opens a dialog · [data-close] takes its message away · [data-takes-focus] gets focus ·
// form[data-once] is sent once · [data-section] counts its empty fields · tables with [data-row-link] open by click ·
// the loading bar runs while htmx waits.

function countEmpty(section) {
  const shown = section.querySelector("[data-empty-count]");
  if (!shown) return;
  const groups = new Map();
  for (const input of section.querySelectorAll(".fields :is(input, textarea, select)")) {
    const isPicked = input.type === "hidden" && input.closest("[data-picker]");
    if (!input.name || (input.type === "hidden" && !isPicked) || input.disabled) continue;
    const tickable = input.type === "radio" || input.type === "checkbox";
    const alone = input.type === "checkbox" && !input.closest("fieldset.field-group");
    if (alone) continue;
    const filled = tickable ? input.checked : input.value.trim() !== "";
    groups.set(input.name, Boolean(groups.get(input.name)) || filled);
  }
  const empty = [...groups.values()].filter((filled) => !filled).length;
  shown.textContent = empty ? `${empty} mục còn trống` : "đã đủ";
}

function openRow(event) {
  if (event.defaultPrevented || event.target.closest("a, button, input, label, summary")) return;
  const link = event.target.closest("tr.row-link")?.querySelector("a[data-row-link]");
  if (link && String(getSelection()) === "") link.click();
}

function sendOnce(event) {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
}

export function startSurface() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    event.target.closest("[data-close]")?.closest(".message")?.remove();
    openRow(event);
    const open = document.querySelector("details.person[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
  document.addEventListener("submit", sendOnce);
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    }
  });
  document.addEventListener("input", (event) => {
    const section = event.target.closest("[data-section]");
    if (section) countEmpty(section);
    event.target.closest(".fill, .field")?.querySelector(".origin")?.remove(); // touched: no longer as it came
  });
  const focus = (root) => root.querySelector?.("[data-takes-focus]")?.focus();
  focus(document);
  document.addEventListener("htmx:afterSwap", (event) => focus(event.detail.target));
  document.addEventListener("htmx:beforeRequest", () => document.body.classList.add("loading"));
  document.addEventListener("htmx:afterRequest", () => document.body.classList.remove("loading"));
  document.addEventListener("htmx:sendError", () => {
    const place = document.getElementById("thong-bao");
    if (place) place.textContent = "Mất kết nối với máy chủ. Việc vừa bấm chưa được ghi. Thử lại khi có mạng.";
  });
}
