// [data-picker][data-url]: an ARIA combobox over GET url?q=… answering
// {"results": [{"code": "J18.9", "display": "Viêm phổi…", "note": "hay dùng"}]}, at most 12 shown.
// The named input becomes hidden and holds the code; without script it's a plain input that takes a code.

const SHOWN = 12;
const WAIT_MS = 180;

function option(one, index, id) {
  const line = document.createElement("li");
  line.id = `${id}-${index}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  for (const [name, text] of [["code", one.code], ["display", one.display], ["note", one.note || ""]]) {
    const span = document.createElement("span");
    span.className = `picker-${name}`;
    span.textContent = text;
    line.append(span);
  }
  return line;
}

class Picker {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.results = [];
    this.at = -1;
    this.sent = 0;
    this.hidden = Object.assign(document.createElement("input"), { type: "hidden", name: this.input.name, value: this.input.value });
    this.input.removeAttribute("name");
    if (box.dataset.display) this.input.value = `${this.hidden.value} ${box.dataset.display}`;
    box.querySelector(".picker-term")?.remove();
    this.list = document.createElement("ul");
    this.list.className = "picker-list";
    this.list.id = `${this.input.id}-danh-sach`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Gợi ý");
    this.list.hidden = true;
    box.append(this.hidden, this.list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    this.kept = this.input.value;
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => {
      // Results of other letters must never be chosen with a quick Enter.
      this.sent += 1;
      this.show([], "");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    });
    this.input.addEventListener("focus", () => { if (!this.input.value) this.ask(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const line = event.target.closest("[role=option]");
      if (line) this.choose([...this.list.children].indexOf(line));
    });
  }

  async ask() {
    const query = this.input.value.trim();
    if (query.length === 1) return;
    const turn = ++this.sent;
    const url = new URL(this.box.dataset.url, location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new TypeError(String(answer.status));
      const found = await answer.json();
      if (turn === this.sent) this.show(found.results.slice(0, SHOWN), query ? "Không có mã nào khớp. Thử gõ tên khác hoặc mã." : "");
    } catch {
      if (turn === this.sent) this.show([], "Chưa tìm được vì mất kết nối. Gõ lại để thử lần nữa.");
    }
  }

  show(results, none) {
    this.results = results;
    this.list.replaceChildren(...results.map((one, index) => option(one, index, this.list.id)));
    if (!results.length && none) {
      const line = document.createElement("li");
      line.className = "picker-empty";
      line.setAttribute("role", "status");
      line.textContent = none;
      this.list.append(line);
    }
    this.open(this.list.children.length > 0 && document.activeElement === this.input);
    this.mark(results.length && this.input.value.trim() ? 0 : -1);
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  mark(index) {
    this.at = index;
    [...this.list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === index)));
    const line = this.list.children[index];
    if (line) {
      this.input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const count = this.results.length;
    if (event.ctrlKey || event.altKey) return; // the form's own shortcuts
    if (event.key === "Escape" && !this.list.hidden) this.open(false);
    else if (event.key === "ArrowDown" && this.list.hidden) this.ask();
    else if (event.key === "ArrowDown" && count) this.mark((this.at + 1) % count);
    else if (event.key === "ArrowUp" && count) this.mark((this.at + count - 1) % count);
    else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) this.choose(this.at);
    else if (event.key !== "Enter" || this.input.value === this.kept) return;
    event.preventDefault();
  }

  choose(index) {
    const one = this.results[index];
    this.set(one.code, `${one.code} ${one.display}`);
    this.open(false);
    this.box.dispatchEvent(new CustomEvent("benhan:picked", { bubbles: true, detail: one }));
  }

  set(code, text) {
    this.hidden.value = code;
    this.input.value = this.kept = text;
    this.hidden.dispatchEvent(new Event("input", { bubbles: true }));
  }

  leave() {
    this.open(false);
    clearTimeout(this.timer);
    this.sent += 1;
    const text = this.input.value.trim();
    if (text === this.kept) return;
    // What was typed but not chosen is sent as it stands: the server accepts a code or says what is wrong.
    this.set(text, text);
  }
}

export function startPickers(root) {
  for (const box of root.querySelectorAll("[data-picker]:not([data-started])")) {
    box.dataset.started = "1";
    new Picker(box);
  }
}
