// [data-figure]: strokes of pen, finger or mouse on a base figure, into the hidden [data-figure-strokes] input as
// JSON: [{"pen": 1, "points": [[x, y], …]}, …], x and y from 0 to 1000 of the figure's width and height; pen 0 black,
// 1 red, 2 blue, 3 green. "" when there is no stroke.
// The server draws the picture from the strokes; no picture is ever sent.

const SIDE = 1000;
const PENS = ["#1a1a1a", "#b3261e", "#1f4fa3", "#1b7a3d"];
const MOST_STROKES = 500;

class Figure {
  constructor(root) {
    this.canvas = root.querySelector("[data-figure-canvas]");
    this.field = root.querySelector("[data-figure-strokes]");
    this.state = root.querySelector("[data-figure-state]");
    this.strokes = this.field.value ? JSON.parse(this.field.value) : [];
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const kind of ["pointerup", "pointercancel"]) this.canvas.addEventListener(kind, () => this.up());
    root.querySelector("[data-figure-undo]").addEventListener("click", () => this.change(() => this.strokes.pop()));
    root.querySelector("[data-figure-clear]").addEventListener("click", () => this.change(() => { this.strokes = []; }));
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" || event.key === "Delete") this.change(() => this.strokes.pop());
    });
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    this.say();
  }

  spot(event) {
    const box = this.canvas.getBoundingClientRect();
    const within = (part, whole) => Math.min(SIDE, Math.max(0, Math.round((part / whole) * SIDE)));
    return [within(event.clientX - box.left, box.width), within(event.clientY - box.top, box.height)];
  }

  down(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    if (this.strokes.length >= MOST_STROKES) return;
    this.current = [this.spot(event)];
    this.strokes.push({ pen: 1, points: this.current });
    this.redraw();
  }

  move(event) {
    if (!this.current) return;
    const many = event.getCoalescedEvents?.() ?? [];
    for (const one of many.length ? many : [event]) {
      const spot = this.spot(one);
      const last = this.current.at(-1);
      if (Math.abs(spot[0] - last[0]) + Math.abs(spot[1] - last[1]) > 3) this.current.push(spot);
    }
    this.redraw();
  }

  up() {
    if (!this.current) return;
    this.current = null;
    this.change(() => undefined);
  }

  change(act) {
    act();
    this.field.value = this.strokes.length ? JSON.stringify(this.strokes) : "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.redraw();
    this.say();
  }

  say() {
    this.state.textContent = this.strokes.length ? `Đã vẽ ${this.strokes.length} nét` : "Chưa có nét nào";
  }

  redraw() {
    const ratio = devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const pen = this.canvas.getContext("2d");
    pen.scale((width * ratio) / SIDE, (height * ratio) / SIDE);
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = 5;
    for (const stroke of this.strokes) {
      pen.strokeStyle = PENS[stroke.pen];
      pen.beginPath();
      stroke.points.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (stroke.points.length === 1) pen.arc(stroke.points[0][0], stroke.points[0][1], 4, 0, 7);
      pen.stroke();
    }
  }
}

export function startFigures(root) {
  for (const figure of root.querySelectorAll("[data-figure]:not([data-started])")) {
    figure.dataset.started = "1";
    new Figure(figure);
  }
}
