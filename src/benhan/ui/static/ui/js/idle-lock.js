// body[data-idle-seconds][data-lock-url]: warns a minute before, then locks: POSTs to the lock address (with the
// CSRF token of the page) and goes there. Activity in any tab of this browser counts.

const WARN_S = 60;
const KEY = "benhan-active";

function lock(url) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) form.append(token.cloneNode());
  document.body.append(form);
  document.dispatchEvent(new CustomEvent("benhan:before-lock"));
  form.submit();
}

export function startIdleLock() {
  const limit = Number(document.body.dataset.idleSeconds || 0);
  const url = document.body.dataset.lockUrl;
  if (!limit || !url) return;
  let written = 0;
  const touch = () => {
    const now = Date.now();
    if (now - written < 2000) return;
    written = now;
    localStorage.setItem(KEY, String(now));
  };
  touch();
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, touch, { passive: true });
  }
  const note = document.createElement("div");
  note.className = "message message-warning";
  note.setAttribute("role", "alert");
  const text = document.createElement("p");
  note.append(text);
  setInterval(() => {
    const idle = (Date.now() - Number(localStorage.getItem(KEY))) / 1000;
    const left = Math.ceil(limit - idle);
    if (left <= 0) lock(url);
    else if (left <= WARN_S) {
      if (!note.isConnected) {
        text.textContent = "Màn hình sắp khoá vì không có thao tác. Chạm vào trang hoặc bấm phím bất kỳ để làm tiếp.";
        document.getElementById("thong-bao")?.append(note);
      }
    } else note.remove();
  }, 1000);
}
