import { rounded } from "./plane.js";
import { handle, toLatLng, toPosition } from "./view.js";

/* The handles of the line's vertices: as many as there is room for, by mouse, finger and keys. */

const GAP_PX = { mouse: 22, touch: 40 };
const MIDDLE_GAP_PX = { mouse: 48, touch: 96 };
const HANDLE_PX = { mouse: 24, touch: 44 };
const OUTSIDE_PX = 40;
const ASIDE_PX = 14;
const NUDGE_PX = 8;
const REST_MS = 400;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Vertices {
  constructor(editor) {
    this.editor = editor;
    this.view = editor.view;
    this.kind = this.view.isTouch ? "touch" : "mouse";
    this.ends = [];
    this.middles = [];
    this.current = 0;
    this.isTaken = false;
    this.draft = null;
  }

  get line() {
    return this.draft || this.editor.doc.line;
  }

  /** Put a handle on each vertex in view that is not too close to the one before. */
  render() {
    if (this.isDragging) return;
    const shown = this.editor.readOnly ? [] : this.visible();
    this.current = Math.min(this.current, Math.max(0, this.line.length - 1));
    this.fill(this.ends, shown.length, "ge-vertex", (one) => this.wireVertex(one));
    const stops = this.editor.doc.stops.map(({ lon, lat }) => this.view.pixel([lon, lat]));
    shown.forEach((index, slot) => this.place(this.ends[slot], index, stops));
    const middles = this.visibleMiddles(shown);
    this.fill(this.middles, middles.length, "ge-middle", (one) => this.wireMiddle(one));
    middles.forEach(({ index, at }, slot) => {
      this.middles[slot].index = index;
      this.middles[slot].marker.setLatLng(toLatLng(at));
    });
  }

  visible() {
    const size = this.view.map.getSize();
    const last = this.line.length - 1;
    const shown = [];
    let before = null;
    this.line.forEach((position, index) => {
      const pixel = this.view.pixel(position);
      const isInside =
        Math.min(pixel.x, pixel.y, size.x - pixel.x, size.y - pixel.y) > -OUTSIDE_PX;
      const isFree = !before || before.distanceTo(pixel) >= GAP_PX[this.kind];
      const isKept = index === 0 || index === last || index === this.current;
      if (!isInside || !(isFree || isKept)) return;
      shown.push(index);
      before = pixel;
    });
    return shown;
  }

  visibleMiddles(shown) {
    const found = [];
    shown.slice(1).forEach((index, i) => {
      const [a, b] = [this.line[index - 1], this.line[index]];
      const isNext = shown[i] === index - 1;
      if (!isNext || this.view.pixel(a).distanceTo(this.view.pixel(b)) < MIDDLE_GAP_PX[this.kind]) {
        return;
      }
      found.push({ index, at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] });
    });
    return found;
  }

  fill(pool, count, className, wire) {
    while (pool.length > count) pool.pop().marker.remove();
    while (pool.length < count) {
      const size = HANDLE_PX[this.kind];
      const one = handle(this.view.map, { pane: "vertices", className, size });
      wire(one);
      pool.push(one);
    }
  }

  place(one, index, stops) {
    const { marker, element } = one;
    one.index = index;
    marker.setLatLng(toLatLng(this.line[index]));
    // Below a stop, as at each end of most routes, neither could be taken hold of.
    const pixel = this.view.pixel(this.line[index]);
    element.classList.toggle("ge-aside", stops.some((stop) => stop.distanceTo(pixel) < ASIDE_PX));
    element.classList.toggle("ge-end", index === 0 || index === this.line.length - 1);
    element.classList.toggle("ge-taken", this.isTaken && index === this.current);
    element.tabIndex = index === this.current ? 0 : -1;
    element.setAttribute("aria-pressed", String(this.isTaken && index === this.current));
    const label = this.editor.label("vertex_name", { n: index + 1, of: this.line.length });
    element.setAttribute("aria-label", label);
  }

  wireVertex(one) {
    one.marker.on("dragstart", () => this.startDrag(one.index, this.line));
    one.marker.on("drag", () => this.dragTo(one.marker));
    one.marker.on("dragend", () => this.endDrag("vertex_moved"));
    one.marker.on("click", () => this.pressed(one.index));
    one.marker.on("contextmenu", () => this.remove(one.index));
    one.element.addEventListener("focus", () => this.focused(one.index));
    one.element.addEventListener("blur", () => this.release());
    one.element.addEventListener("keydown", (event) => this.key(event, one.index));
  }

  wireMiddle(one) {
    one.element.setAttribute("aria-hidden", "true");
    one.marker.on("dragstart", () => {
      this.startDrag(one.index, this.line.toSpliced(one.index, 0, toPosition(one.marker.getLatLng())));
    });
    one.marker.on("drag", () => this.dragTo(one.marker));
    one.marker.on("dragend", () => this.endDrag("vertex_added"));
    one.marker.on("click", () => this.insert(one.index));
  }

  startDrag(index, line) {
    this.release();
    this.isDragging = true;
    this.current = index;
    this.draft = [...line];
    this.editor.hold();
  }

  dragTo(marker) {
    this.draft = this.draft.with(this.current, toPosition(marker.getLatLng()));
    this.editor.preview(this.draft);
  }

  endDrag(why) {
    this.isDragging = false;
    this.commit(this.draft.with(this.current, rounded(this.draft[this.current])), why);
  }

  commit(line, why) {
    this.draft = null;
    this.editor.commitLine(line, why);
    this.editor.release();
  }

  /** A click or a tap: what it means depends on the mode. */
  pressed(index) {
    if (this.editor.mode === "remove") this.remove(index);
    else if (this.editor.mode === "continue") this.editor.continueFrom(index);
    else this.focus(index);
  }

  insert(index) {
    const [a, b] = [this.line[index - 1], this.line[index]];
    const middle = rounded([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    this.commit(this.line.toSpliced(index, 0, middle), "vertex_added");
    this.focus(index);
  }

  remove(index) {
    this.release();
    if (this.line.length <= 2) {
      this.editor.say("too_short");
      return;
    }
    const hadFocus = document.activeElement?.classList.contains("ge-vertex");
    this.commit(this.line.toSpliced(index, 1), "vertex_removed");
    if (hadFocus) this.focus(Math.max(0, index - 1));
  }

  /** Move the keyboard to a vertex, and the map if need be. */
  focus(index) {
    if (!this.line.length) return;
    this.current = Math.min(Math.max(0, index), this.line.length - 1);
    this.view.reveal(this.line[this.current]);
    this.render();
    this.ends.find((one) => one.index === this.current)?.element.focus({ preventScroll: true });
  }

  focused(index) {
    if (this.current === index && this.wasTold) return;
    this.current = index;
    this.wasTold = true;
    this.ends.forEach((one) => (one.element.tabIndex = one.index === index ? 0 : -1));
    this.editor.tellKeys("vertex_keys");
  }

  key(event, index) {
    const action = this.action(event, index);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  action(event, index) {
    const { key } = event;
    if (key in ARROWS) {
      return this.isTaken
        ? () => this.nudge(index, ARROWS[key], event.shiftKey ? 1 : NUDGE_PX)
        : () => this.focus(index + (ARROWS[key][0] + ARROWS[key][1]));
    }
    return {
      Enter: () => this.chosen(index),
      " ": () => this.chosen(index),
      Escape: this.isTaken ? () => this.release() : null,
      Insert: () => this.add(index),
      "+": () => this.add(index),
      "=": () => this.add(index),
      Delete: () => this.remove(index),
      Backspace: () => this.remove(index),
      Home: () => this.focus(0),
      End: () => this.focus(this.line.length - 1),
    }[key];
  }

  chosen(index) {
    if (["remove", "continue"].includes(this.editor.mode)) {
      this.pressed(index);
      return;
    }
    if (this.isTaken) {
      this.release();
      return;
    }
    this.isTaken = true;
    this.editor.say("vertex_taken");
    this.render();
  }

  add(index) {
    this.release();
    this.insert(Math.min(index + 1, this.line.length - 1));
  }

  nudge(index, [x, y], pixels) {
    const pixel = this.view.pixel(this.line[index]);
    const position = rounded(this.view.atPixel(pixel.x + x * pixels, pixel.y + y * pixels));
    this.draft = this.line.with(index, position);
    this.editor.hold();
    this.editor.preview(this.draft);
    this.view.reveal(position);
    this.render();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), REST_MS);
  }

  /** A pause in the nudging ends a stroke. */
  settle() {
    clearTimeout(this.resting);
    if (this.draft && !this.isDragging) this.commit(this.draft, "vertex_moved");
  }

  release() {
    this.settle();
    if (!this.isTaken) return;
    this.isTaken = false;
    this.render();
  }
}
