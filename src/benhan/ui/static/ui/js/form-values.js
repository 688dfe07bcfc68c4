// A form's answers as plain data: {name: [values…]}, without tokens, revision or files; and back again.

const NOT_ANSWERS = new Set(["csrfmiddlewaretoken", "revision"]);

export function answersOf(form) {
  const answers = {};
  for (const element of form.elements) {
    if (!element.name || NOT_ANSWERS.has(element.name) || element.disabled || element.type === "file") continue;
    if (element.type === "submit" || element.type === "button") continue;
    answers[element.name] ??= [];
    const tickable = element.type === "checkbox" || element.type === "radio";
    if (!tickable || element.checked) answers[element.name].push(element.value);
  }
  return answers;
}

export function same(one, other) {
  return JSON.stringify(one ?? []) === JSON.stringify(other ?? []);
}

export function putAnswer(form, name, values) {
  let place = 0;
  for (const element of form.elements) {
    if (element.name !== name) continue;
    if (element.type === "checkbox" || element.type === "radio") element.checked = values.includes(element.value);
    else {
      element.value = values[place] ?? "";
      place += 1;
      const shown = element.type === "hidden" && element.closest("[data-picker]")?.querySelector("input[role=combobox]");
      if (shown) shown.value = element.value;
    }
  }
}

export function labelOf(form, name) {
  const element = [...form.elements].find((one) => one.name === name);
  const group = element?.closest("fieldset.field-group")?.querySelector("legend");
  const label = group || element?.closest(".field")?.querySelector("label");
  const cell = element?.closest("[data-fill-row]");
  const table = cell && `${cell.closest("[data-fill]").querySelector(".label").firstChild.textContent.trim()}, dòng ${cell.rowIndex}: `;
  return (table || "") + (label?.firstChild?.textContent?.trim() || name);
}

// What the server says follows from the answers, into [data-live=name].
export function showLive(form, live) {
  for (const [name, text] of Object.entries(live ?? {})) {
    const shown = form.querySelector(`[data-live="${CSS.escape(name)}"] span`);
    if (shown) shown.textContent = text || "chưa có";
  }
}
