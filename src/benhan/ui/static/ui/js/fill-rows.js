// [data-fill]: a table with free rows. Its buttons are submits that work without script; here they act at once.
// Alt+↑ and Alt+↓ move the row one types in; Enter in the last row's last box adds a row.
// Rows are numbered in the names of their inputs, "key.3.column": order is by number, so moving swaps numbers.

function renamed(text, name, from, to) {
  return text.replaceAll(`${name}.${from}.`, `${name}.${to}.`).replaceAll(`:${name}:${from}`, `:${name}:${to}`);
}

function renumber(row, name, to) {
  const from = row.dataset.fillRow;
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of [...element.attributes]) {
      const text = renamed(attribute.value, name, from, to);
      if (text !== attribute.value) element.setAttribute(attribute.name, text);
    }
  }
  row.dataset.fillRow = String(to);
}

class FillTable {
  constructor(root) {
    this.root = root;
    this.name = root.dataset.fill;
    this.body = root.querySelector("[data-fill-rows]");
    this.blank = root.querySelector("[data-fill-blank]");
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  rows() {
    return [...this.body.children];
  }

  add(after) {
    const next = Math.max(-1, ...this.rows().map((row) => Number(row.dataset.fillRow))) + 1;
    const row = this.blank.content.firstElementChild.cloneNode(true);
    renumber(row, this.name, next);
    (after ?? this.body.lastElementChild)?.after(row) ?? this.body.append(row);
    document.dispatchEvent(new CustomEvent("benhan:parts", { detail: row }));
    this.settled(row.querySelector("input:not([type=hidden]), textarea, select"));
  }

  remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (!next) return this.add();
    this.settled(next.querySelector("input:not([type=hidden]), textarea, select"));
  }

  move(row, step, focused) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const [one, two] = [row.dataset.fillRow, other.dataset.fillRow];
    renumber(row, this.name, "x");
    renumber(other, this.name, one);
    renumber(row, this.name, two);
    if (step < 0) other.before(row);
    else other.after(row);
    this.settled(focused);
  }

  settled(focused) {
    this.rows().forEach((row, place) => { row.querySelector("[data-fill-number]").textContent = place + 1; });
    focused?.focus();
    this.root.dispatchEvent(new Event("input", { bubbles: true }));
  }

  click(event) {
    const button = event.target.closest("[data-fill-add], [data-fill-up], [data-fill-down], [data-fill-remove]");
    if (!button || !this.blank) return;
    event.preventDefault();
    const row = button.closest("[data-fill-row]");
    if ("fillAdd" in button.dataset) this.add();
    else if ("fillUp" in button.dataset) this.move(row, -1, button);
    else if ("fillDown" in button.dataset) this.move(row, 1, button);
    else this.remove(row);
  }

  key(event) {
    const row = event.target.closest("[data-fill-row]");
    if (!row || !this.blank) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
      return;
    }
    const boxes = [...row.querySelectorAll("input:not([type=hidden]), textarea, select")];
    const isLast = boxes.at(-1) === event.target && row === this.body.lastElementChild;
    if (event.key === "Enter" && !event.ctrlKey && isLast && event.target.tagName !== "TEXTAREA" && !event.defaultPrevented) {
      event.preventDefault();
      this.add();
    }
  }
}

export function startFillTables(root) {
  for (const table of root.querySelectorAll("[data-fill]:not([data-started])")) {
    table.dataset.started = "1";
    new FillTable(table);
  }
}
