// [data-signature-pad]: strokes of pen, finger or mouse into the hidden [data-pad-strokes] input as JSON:
// {"version": 1, "width": 480, "height": 200, "pointer": "pen", "started_at": "2026-03-02T00:48:12.000Z",
//  "strokes": [[[x, y, t, p], …], …]}: x and y in CSS pixels of the pad, t in ms since started_at, p 0 to 1.
// "" when there is no stroke. Who can't draw uses the text field of [data-pad-alternative].

const INK = "#1F3F66";

class Pad {
  constructor(root) {
    this.canvas = root.querySelector("[data-pad]");
    this.field = root.querySelector("[data-pad-strokes]");
    this.state = root.querySelector("[data-pad-state]");
    this.strokes = [];
    this.pointer = "";
    root.querySelector("[data-pad-box]").hidden = false;
    root.querySelector("[data-pad-alternative]").open = false;
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const kind of ["pointerup", "pointercancel"]) this.canvas.addEventListener(kind, () => this.up());
    root.querySelector("[data-pad-undo]").addEventListener("click", () => this.undo());
    root.querySelector("[data-pad-clear]").addEventListener("click", () => this.clear());
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" || event.key === "Delete") this.undo();
    });
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
  }

  spot(event) {
    const box = this.canvas.getBoundingClientRect();
    const round = (value) => Math.round(value * 10) / 10;
    const pressure = event.pressure || 0.5;
    return [round(event.clientX - box.left), round(event.clientY - box.top), Math.round(performance.now() - this.began), round(pressure * 10) / 10];
  }

  down(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    if (!this.strokes.length) {
      this.began = performance.now();
      this.startedAt = new Date().toISOString();
    }
    this.pointer = event.pointerType;
    this.canvas.setPointerCapture(event.pointerId);
    this.current = [this.spot(event)];
    this.strokes.push(this.current);
    this.redraw();
  }

  move(event) {
    if (!this.current) return;
    const many = event.getCoalescedEvents?.() ?? [];
    for (const one of many.length ? many : [event]) this.current.push(this.spot(one));
    this.redraw();
  }

  up() {
    if (!this.current) return;
    this.current = null;
    this.write();
  }

  undo() {
    this.strokes.pop();
    this.redraw();
    this.write();
  }

  clear() {
    this.strokes = [];
    this.redraw();
    this.write();
  }

  write() {
    const count = this.strokes.length;
    const { width, height } = this.canvas.getBoundingClientRect();
    const value = { version: 1, width: Math.round(width), height: Math.round(height), pointer: this.pointer, started_at: this.startedAt, strokes: this.strokes };
    this.field.value = count ? JSON.stringify(value) : "";
    this.state.textContent = count ? `Đã có ${count} nét` : "Chưa có nét nào";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  redraw() {
    const ratio = devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.strokeStyle = pen.fillStyle = INK;
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of this.strokes) {
      for (let place = 1; place < stroke.length; place += 1) {
        const [from, to] = [stroke[place - 1], stroke[place]];
        pen.lineWidth = 1.2 + 2.4 * to[3];
        pen.beginPath();
        pen.moveTo(from[0], from[1]);
        pen.lineTo(to[0], to[1]);
        pen.stroke();
      }
      if (stroke.length === 1) {
        pen.beginPath();
        pen.arc(stroke[0][0], stroke[0][1], 1.6, 0, 7);
        pen.fill();
      }
    }
  }
}

export function startSignaturePads(root) {
  for (const pad of root.querySelectorAll("[data-signature-pad]:not([data-started])")) {
    pad.dataset.started = "1";
    new Pad(pad);
  }
}
