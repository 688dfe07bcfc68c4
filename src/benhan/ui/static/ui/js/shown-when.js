// [data-shown-when="key"] or "key = code": a part that hangs on an answer. The server decides at every save; this is
// only quicker. What is hidden keeps its text: the server leaves it out of the answers while nobody asks for it.

function answersTo(form, key) {
  const values = [];
  for (const element of form.elements) {
    if (element.name !== key) continue;
    const tickable = element.type === "checkbox" || element.type === "radio";
    if (!tickable || element.checked) values.push(element.value.trim());
  }
  return values.filter(Boolean);
}

function look(form) {
  for (const part of form.querySelectorAll("[data-shown-when]")) {
    const [key, wanted] = part.dataset.shownWhen.split("=").map((one) => one.trim());
    const values = answersTo(form, key);
    part.hidden = wanted ? !values.includes(wanted) : !values.length || values[0] === "0";
  }
}

export function startShownWhen(root) {
  const forms = new Set([...root.querySelectorAll("[data-shown-when]")].map((part) => part.closest("form")).filter(Boolean));
  for (const form of forms) {
    if (form.dataset.conditions) continue;
    form.dataset.conditions = "1";
    form.addEventListener("input", () => look(form));
    form.addEventListener("change", () => look(form));
    look(form);
  }
}
