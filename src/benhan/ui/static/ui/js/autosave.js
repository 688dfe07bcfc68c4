// form[data-autosave-url][data-document-key][data-owner][data-revision]: saves while one types.
// POST (urlencoded): every answer and `revision`; headers Accept: application/json, X-Benhan-Autosave: 1, X-CSRFToken.
//   200 {"revision": "8", "saved_at": "07:31:05", "live": {"age": "42"}}   saved: only this makes the line say "Đã lưu"
//   409 {"revision": "9", "by": "BS. Lê Chi", "answers": {"pulse": ["88"], …}}   two texts: the person chooses per field
//   401 {"login_url": "/dang-nhap/"} or a redirect to the login: asks to sign in, then sends again
//   422 {"message": "…"}: not saved, says why          anything else or no answer: kept here, tried again
import { answersOf, labelOf, putAnswer, same, showLive } from "./form-values.js";
import { forget, keep, kept } from "./kept-text.js";
import { askToSignIn, askWhichText, restoredNotice, showSaveState } from "./save-dialogs.js";
import { csrfToken, sendAnswers } from "./send-answers.js";

const QUIET_MS = 800;
const RETRY_MS = [2000, 5000, 15000, 30000];
const OFFLINE = "Chưa lưu: mất kết nối, nội dung vẫn giữ trên máy này";

class Autosave {
  constructor(form) {
    this.form = form;
    const { autosaveUrl, documentKey, owner, revision } = form.dataset;
    Object.assign(this, { url: autosaveUrl, key: documentKey, owner: owner ?? "", revision: revision ?? "" });
    this.acknowledged = answersOf(form);
    this.failures = 0;
    this.line = document.querySelector("[data-save-state]");
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("benhan:before-lock", () => this.leave());
    addEventListener("beforeunload", (event) => {
      if (this.isDirty() && this.failures) event.preventDefault();
    });
    this.restore();
  }

  isDirty() {
    return !same(answersOf(this.form), this.acknowledged);
  }

  changed() {
    const answers = answersOf(this.form);
    if (same(answers, this.acknowledged)) return;
    keep(this.key, this.owner, this.revision, answers);
    if (!this.failures && !this.asking) showSaveState(this.line, "saving", "Đang lưu…");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), QUIET_MS);
  }

  // One request at a time; what was typed meanwhile goes with the next.
  flush() {
    clearTimeout(this.timer);
    if (this.asking) return Promise.resolve();
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() { while (this.isDirty()) if (!(await this.send())) return; }

  async send() {
    const answers = answersOf(this.form);
    showSaveState(this.line, "saving", "Đang lưu…");
    let answer, body;
    try {
      answer = await sendAnswers(this.url, this.revision, answers);
      body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    } catch {
      return this.failed(OFFLINE);
    }
    if (answer.status === 200 && !answer.redirected && body?.revision !== undefined) return this.saved(answers, body);
    if (answer.status === 409 && body?.answers) return this.conflict(body);
    if (answer.status === 401 || answer.redirected) return this.signIn(body?.login_url ?? answer.url);
    if (answer.status >= 400 && answer.status < 500 && body?.message) return this.refused(body.message);
    return this.failed("Chưa lưu: máy chủ chưa nhận, nội dung vẫn giữ trên máy này");
  }

  saved(answers, body) {
    this.failures = 0;
    this.acknowledged = answers;
    this.revision = String(body.revision);
    this.form.dataset.revision = this.revision;
    showLive(this.form, body.live);
    if (!this.isDirty()) {
      forget(this.key);
      showSaveState(this.line, "saved", `Đã lưu lúc ${body.saved_at}`);
    }
    return true;
  }

  failed(text) {
    const isKept = keep(this.key, this.owner, this.revision, answersOf(this.form));
    showSaveState(this.line, "unsaved", isKept ? text : "Chưa lưu: đừng đóng trang này, nội dung chỉ còn trên màn hình");
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
    return false;
  }

  refused(text) {
    this.failures += 1;
    showSaveState(this.line, "unsaved", `Chưa lưu: ${text}`);
    return false;
  }

  async signIn(url) {
    this.failures += 1;
    showSaveState(this.line, "unsaved", "Chưa lưu: cần đăng nhập lại, nội dung vẫn giữ trên máy này");
    this.asking = true;
    await askToSignIn(url);
    this.asking = false;
    this.timer = setTimeout(() => this.flush(), 0);
    return false;
  }

  async conflict(body) {
    this.failures += 1;
    showSaveState(this.line, "conflict", "Chưa lưu: tờ này vừa được sửa ở nơi khác, cần anh/chị đối chiếu");
    const by = body.by ? ` (${body.by})` : "";
    const settled = await this.choose(`Nội dung trên máy chủ đã đổi${by}. Chọn nội dung đúng cho từng mục.`, answersOf(this.form), body.answers);
    if (!settled) return false;
    this.revision = String(body.revision);
    this.failures = 0;
    if (!this.isDirty()) {
      forget(this.key);
      showSaveState(this.line, "idle", "Đang dùng bản trên máy chủ");
    }
    return true;
  }

  // Asks only where both differ; theirs alone are taken over. False when put off.
  async choose(intro, mine, theirs) {
    const names = Object.keys(theirs).filter((name) => !same(mine[name], theirs[name]));
    const untouched = names.filter((name) => same(mine[name], this.acknowledged[name]));
    const disputed = names.filter((name) => !untouched.includes(name));
    let chosen = {};
    if (disputed.length) {
      const rows = disputed.map((name) => ({ name, label: labelOf(this.form, name), mine: mine[name] ?? [], theirs: theirs[name] }));
      this.asking = true;
      chosen = await askWhichText(intro, rows);
      this.asking = false;
      if (!chosen) return false;
    }
    for (const name of untouched) putAnswer(this.form, name, theirs[name]);
    for (const [name, values] of Object.entries(chosen)) putAnswer(this.form, name, values);
    this.acknowledged = { ...this.acknowledged, ...theirs };
    return true;
  }

  async restore() {
    const entry = kept(this.key, this.owner);
    if (!entry) return;
    const changed = Object.keys(entry.answers).filter((name) => name in this.acknowledged && !same(entry.answers[name], this.acknowledged[name]));
    if (!changed.length) return forget(this.key);
    const at = new Date(entry.at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    if (entry.revision === this.revision) {
      for (const name of changed) putAnswer(this.form, name, entry.answers[name]);
      this.form.prepend(restoredNotice(`Đã lấy lại nội dung nhập lúc ${at} chưa kịp lưu (${changed.length} mục). Xem lại rồi làm tiếp.`));
    } else {
      const rows = changed.map((name) => ({ name, label: labelOf(this.form, name), mine: entry.answers[name], theirs: this.acknowledged[name] }));
      const chosen = await askWhichText(`Nội dung anh/chị nhập lúc ${at} chưa kịp lưu, còn trên máy chủ đã có bản mới hơn.`, rows);
      for (const [name, values] of Object.entries(chosen ?? {})) putAnswer(this.form, name, values);
      if (chosen) forget(this.key);
    }
    this.changed();
  }

  // The form's own button: what is still unsaved goes first, so that the revision it sends is the newest.
  async submit(event) {
    if (this.isSubmitting) return;
    event.preventDefault();
    await this.flush();
    await new Promise((resolve) => setTimeout(resolve, 0)); // within a submit event browsers ignore requestSubmit
    if (this.asking) return;
    let field = this.form.elements.revision;
    if (!field) this.form.append(field = Object.assign(document.createElement("input"), { type: "hidden", name: "revision" }));
    field.value = this.revision;
    if (this.form.elements.csrfmiddlewaretoken) this.form.elements.csrfmiddlewaretoken.value = csrfToken();
    this.isSubmitting = true;
    this.form.requestSubmit(event.submitter);
    this.isSubmitting = false;
  }

  leave() {
    if (!this.isDirty()) return;
    const answers = answersOf(this.form);
    keep(this.key, this.owner, this.revision, answers);
    sendAnswers(this.url, this.revision, answers).catch(() => undefined);
  }
}

export function startAutosave(root) {
  const own = root.matches?.("form[data-autosave-url]:not([data-started])") ? [root] : [];
  const forms = [...root.querySelectorAll("form[data-autosave-url]:not([data-started])"), ...own];
  for (const form of forms) {
    form.dataset.started = "1";
    new Autosave(form);
  }
}
