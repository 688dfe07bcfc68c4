// [data-typed=date|time|datetime|number|integer]: completes what one typed, on leaving the field.
// 0203 or 2/3 → 02/03/2026 (this year; a future date far ahead stays as typed for the server to judge) ·
// "." → now · 731 → 07:31 · 38.2 → 38,2. What can't be understood is left untouched: the server says why.

const two = (number) => String(number).padStart(2, "0");

export function completeDate(text, today) {
  const match = /^(\d{1,2})[/\-. ](\d{1,2})(?:[/\-. ](\d{2}|\d{4}))?$/.exec(text) || /^(\d{2})(\d{2})(\d{4}|\d{2})?$/.exec(text);
  if (!match) return text;
  const [day, month] = [Number(match[1]), Number(match[2])];
  let year = match[3] ? Number(match[3]) : today.getFullYear();
  if (match[3]?.length === 2) year += year > (today.getFullYear() % 100) + 1 ? 1900 : 2000;
  const date = new Date(year, month - 1, day);
  const real = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return real ? `${two(day)}/${two(month)}/${year}` : text;
}

export function completeTime(text) {
  const match = /^(\d{1,2})[:hg. ](\d{1,2})?$/.exec(text) || /^(\d{1,2})(\d{2})$/.exec(text) || /^(\d{1,2})$/.exec(text);
  if (!match) return text;
  const [hour, minute] = [Number(match[1]), Number(match[2] || 0)];
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : text;
}

function completeMoment(text, now) {
  const [first, ...rest] = text.split(/\s+/);
  const time = completeTime(first);
  const day = rest.length ? completeDate(rest.join(""), now) : completeDate(`${now.getDate()}/${now.getMonth() + 1}`, now);
  return /^\d\d:\d\d$/.test(time) && /^\d\d\/\d\d\/\d{4}$/.test(day) ? `${time} ${day}` : text;
}

function nowAs(kind, now) {
  const day = completeDate(`${now.getDate()}/${now.getMonth() + 1}`, now);
  const time = `${two(now.getHours())}:${two(now.getMinutes())}`;
  return { date: day, time, datetime: `${time} ${day}` }[kind] ?? ".";
}

function complete(kind, text, now) {
  if (text === ".") return nowAs(kind, now);
  if (kind === "date") return completeDate(text, now);
  if (kind === "time") return completeTime(text);
  if (kind === "datetime") return completeMoment(text, now);
  if (kind === "number" && /^[+-]?\d+\.\d+$/.test(text)) return text.replace(".", ",");
  return text;
}

export function startTypedValues() {
  document.addEventListener("focusout", (event) => {
    const kind = event.target.dataset?.typed;
    const text = event.target.value?.trim();
    if (!kind || !text) return;
    const whole = complete(kind, text, new Date());
    if (whole === event.target.value) return;
    event.target.value = whole;
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Beside an empty date or time: one press for now (typing "." does the same).
export function startNowButtons(root) {
  for (const input of root.querySelectorAll('form[data-autosave-url] [data-typed]:is([data-typed="date"], [data-typed="time"], [data-typed="datetime"]):not([data-now])')) {
    input.dataset.now = "1";
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.className = "now-button";
    button.textContent = input.dataset.typed === "date" ? "Hôm nay" : "Bây giờ";
    button.addEventListener("click", () => {
      input.value = nowAs(input.dataset.typed, new Date());
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
    input.after(button);
  }
}
