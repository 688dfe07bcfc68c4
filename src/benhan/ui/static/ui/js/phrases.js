// [data-phrases=url]: sentence templates. "/" at the start of a word opens them, further letters search, arrows choose,
// Enter inserts, Escape leaves the text as typed. GET url&q=… answers {"results": [{"name": "ho-khan", "text": "Ho khan…"}]}.

class Phrases {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.className = "picker-list phrase-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Câu mẫu");
    this.list.hidden = true;
    this.list.id = `${input.id}-cau-mau`;
    input.parentElement.classList.add("has-phrases");
    input.after(this.list);
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "phrase-button";
    this.button.tabIndex = -1;
    this.button.textContent = "Câu mẫu";
    this.button.title = "Chèn câu mẫu (gõ / trong ô)";
    this.list.after(this.button);
    this.results = [];
    this.at = 0;
    this.turn = 0;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event), true);
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const line = event.target.closest("[role=option]");
      if (line) this.insert([...this.list.children].indexOf(line));
    });
    this.button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.button.addEventListener("click", () => { input.focus(); this.ask("", input.selectionStart); });
  }

  typed() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    const slash = /(?:^|\s)\/([^\s/]*)$/.exec(before);
    if (!slash) return this.close();
    return this.ask(slash[1], before.length - slash[1].length - 1);
  }

  async ask(query, from) {
    const turn = ++this.turn;
    const url = new URL(this.input.dataset.phrases, location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected || turn !== this.turn) return;
      this.show((await answer.json()).results, from, query);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  show(results, from, query) {
    this.results = results;
    this.from = from;
    this.list.replaceChildren(...results.map((one, index) => {
      const line = document.createElement("li");
      line.id = `${this.list.id}-${index}`;
      line.setAttribute("role", "option");
      const name = Object.assign(document.createElement("span"), { className: "picker-code", textContent: one.name });
      line.append(name, Object.assign(document.createElement("span"), { className: "picker-display", textContent: one.text }));
      return line;
    }));
    if (!results.length && !query) {
      const line = Object.assign(document.createElement("li"), { className: "picker-empty", textContent: "Khoa chưa có câu mẫu cho ô này. Thêm ở trang Câu mẫu." });
      this.list.append(line);
    }
    this.list.hidden = !this.list.children.length;
    this.mark(0);
  }

  mark(index) {
    this.at = index;
    [...this.list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === index)));
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (this.list.hidden) return;
    const count = this.results.length;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown" && count) this.mark((this.at + 1) % count);
    else if (event.key === "ArrowUp" && count) this.mark((this.at + count - 1) % count);
    else if (event.key === "Enter" && !event.ctrlKey && count) this.insert(this.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  insert(index) {
    this.input.setRangeText(this.results[index].text, this.from, this.input.selectionStart, "end");
    this.close();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.turn += 1;
    this.list.hidden = true;
  }
}

export function startPhrases(root) {
  for (const input of root.querySelectorAll("[data-phrases]:not([data-phrased])")) {
    input.dataset.phrased = "1";
    new Phrases(input);
  }
}
