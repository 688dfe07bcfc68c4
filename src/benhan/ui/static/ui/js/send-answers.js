// Sends a form's answers as the server's autosave expects them, even while the page is being left.

const KEEPALIVE_BYTES = 60_000; // browsers refuse longer bodies of requests that outlive the page

// The cookie, not the hidden field: signing in again in another tab changes the token.
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice(10)) : document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function sendAnswers(url, revision, answers) {
  const body = new URLSearchParams({ revision });
  for (const [name, values] of Object.entries(answers)) for (const value of values) body.append(name, value);
  const text = body.toString();
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
    "X-Benhan-Autosave": "1",
    "X-CSRFToken": csrfToken(),
  };
  return fetch(url, { method: "POST", body: text, headers, credentials: "same-origin", keepalive: text.length < KEEPALIVE_BYTES });
}
