// What autosave shows: the save line, the notice of restored text, and its two questions: sign in again, and
// which of two texts is right.

const ICONS = { saved: "check", saving: "dot-half", unsaved: "warning", conflict: "warning" };

export function showSaveState(line, status, text) {
  if (!line) return;
  line.className = `save-state save-${status}`;
  line.querySelector("[data-save-text]").textContent = text;
  const use = line.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[status] ?? "dot-open"}`));
}

export function restoredNotice(text) {
  const box = element("div", { className: "notice notice-hoe restored" }, element("p", { textContent: text }));
  box.setAttribute("role", "status");
  return box;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function dialog(title, ...content) {
  const box = element("dialog", { className: "floating dialog" }, element("h2", { textContent: title }), ...content);
  document.body.append(box);
  box.addEventListener("close", () => box.remove());
  box.showModal();
  return box;
}

// Opens the login in a new tab; resolves when the person comes back to this tab or presses the button.
export function askToSignIn(loginUrl) {
  return new Promise((resolve) => {
    const link = element("a", { className: "button button-primary", href: loginUrl, target: "_blank", rel: "noopener", textContent: "Đăng nhập trong thẻ mới" });
    const again = element("button", { className: "button", type: "button", textContent: "Tôi đã đăng nhập, lưu lại" });
    const text = "Phiên làm việc đã hết. Nội dung anh/chị vừa nhập CHƯA được lưu nhưng vẫn còn trên trang này. Đăng nhập lại, rồi trở về đây: nội dung sẽ tự lưu.";
    const box = dialog("Cần đăng nhập lại", element("p", { textContent: text }), element("p", { className: "buttons" }, link, again));
    const done = () => {
      document.removeEventListener("visibilitychange", seen);
      box.close();
      resolve();
    };
    const seen = () => { if (!document.hidden) done(); };
    document.addEventListener("visibilitychange", seen);
    again.addEventListener("click", done);
    box.addEventListener("cancel", () => { document.removeEventListener("visibilitychange", seen); resolve(); });
  });
}

function side(name, value, text, isChosen) {
  const input = element("input", { type: "radio", name, value, checked: isChosen });
  return element("label", { className: "check" }, input, element("span", { textContent: text }));
}

// differences: [{name, label, mine: [..], theirs: [..]}]; resolves {name: [..]} or null when put off.
export function askWhichText(intro, differences) {
  return new Promise((resolve) => {
    const said = (values) => values.join(", ") || "(để trống)";
    const list = element("div", { className: "conflict-list" }, ...differences.map((one, index) => element(
      "fieldset", {}, element("legend", { textContent: one.label }),
      side(`c${index}`, "mine", `Của anh/chị: ${said(one.mine)}`, true),
      side(`c${index}`, "theirs", `Đang có trên máy chủ: ${said(one.theirs)}`, false),
    )));
    const use = element("button", { className: "button button-primary", type: "button", textContent: "Lưu nội dung đã chọn" });
    const later = element("button", { className: "button button-quiet", type: "button", textContent: "Để sau" });
    const box = dialog("Tờ này vừa được sửa ở nơi khác", element("p", { textContent: intro }), list, element("p", { className: "buttons" }, use, later));
    use.addEventListener("click", () => {
      const chosen = differences.map((one, index) => {
        const mine = list.querySelector(`input[name=c${index}]:checked`).value === "mine";
        return [one.name, mine ? one.mine : one.theirs];
      });
      resolve(Object.fromEntries(chosen));
      box.close();
    });
    later.addEventListener("click", () => box.close());
    box.addEventListener("close", () => resolve(null));
  });
}
