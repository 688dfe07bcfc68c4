// [data-pick-list]: a long list searched while one types (the same search as a form when there is no script).
// Words are matched without tones; arrows walk what is left, Enter in the search box opens the first.

const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

function shown(root) {
  return [...root.querySelectorAll("[data-pick]")].filter((line) => !line.hidden && !line.closest("[hidden]"));
}

function filter(root, text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  for (const line of root.querySelectorAll("[data-pick]")) line.hidden = !words.every((word) => line.dataset.pick.includes(word));
  for (const group of root.querySelectorAll("[data-pick-group]")) group.hidden = !group.querySelector("[data-pick]:not([hidden])");
  const count = shown(root).length;
  root.querySelector("[data-pick-count]").textContent = `${count} biểu mẫu`;
  root.querySelector("[data-pick-none]").hidden = count > 0;
}

function walk(root, step) {
  const buttons = shown(root).map((line) => line.querySelector("button"));
  const place = buttons.indexOf(document.activeElement) + step;
  if (place < 0) root.querySelector("[data-pick-search]").focus();
  else buttons[Math.min(place, buttons.length - 1)]?.focus();
}

export function startPickLists(root) {
  for (const list of root.querySelectorAll("[data-pick-list]:not([data-started])")) {
    list.dataset.started = "1";
    const search = list.querySelector("[data-pick-search]");
    search.addEventListener("input", () => filter(list, search.value));
    list.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") walk(list, 1);
      else if (event.key === "ArrowUp") walk(list, -1);
      else if (event.key === "Enter" && event.target === search) shown(list)[0]?.querySelector("button").click();
      else return;
      event.preventDefault();
    });
  }
}
