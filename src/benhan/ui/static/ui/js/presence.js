// form[data-presence-url]: every 30 s, while this window has typed something and is seen, says that it still writes, and
// shows who else does in [data-writers]. POST answers {"others": "BS. Lê Chi"}; a failure shows nothing and tries again.
import { csrfToken } from "./send-answers.js";

const EVERY_MS = 30_000;

async function beat(form) {
  if (document.hidden) return;
  const hasTyped = !(form.dataset.revision ?? "").endsWith("-0");
  try {
    const answer = await fetch(form.dataset.presenceUrl, {
      method: hasTyped ? "POST" : "GET",
      headers: { Accept: "application/json", "X-Benhan-Autosave": "1", "X-CSRFToken": csrfToken() },
      credentials: "same-origin",
    });
    if (!answer.ok || answer.redirected) return;
    const { others } = await answer.json();
    const notice = document.querySelector("[data-writers]");
    notice.hidden = !others;
    notice.querySelector("[data-writers-names]").textContent = others;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no connection: the save line says so already
  }
}

export function startPresence(root) {
  for (const form of root.querySelectorAll("form[data-presence-url]:not([data-present])")) {
    form.dataset.present = "1";
    setInterval(() => beat(form), EVERY_MS);
  }
}
