import { carried, nearestOn, positionAt, lengthOf, rounded } from "./plane.js";
import { handle, toLatLng, toPosition } from "./view.js";

/* The stops: on the line or on its road, and where they go when the line moves. */

const REACH_PX = 60;
const STOP_PX = { mouse: 26, touch: 44 };
const STEP_PX = 8;
const STOP_REST_MS = 400;
const AT_END_PX = 10;

/** Where each stop lay on a line, so that a stop on a loop stays on its side of it. */
const known = new WeakMap();

function noted(line, stop, along) {
  if (!known.has(line)) known.set(line, new Map());
  known.get(line).set(`${stop.id} ${stop.lon} ${stop.lat}`, along);
  return along;
}

export function alongOf(line, stop) {
  const found = known.get(line)?.get(`${stop.id} ${stop.lon} ${stop.lat}`);
  return found ?? noted(line, stop, nearestOn(line, [stop.lon, stop.lat])?.along ?? 0);
}

/** Return the stops where they are once the line is another; existing ones stand on the ground. */
export function carriedStops(stops, before, after) {
  if (before.length < 2 || after.length < 2) return stops;
  return stops.map((stop) => {
    const { along, position } = carried(before, after, alongOf(before, stop));
    const isMoved = position && !stop.is_existing;
    const [lon, lat] = isMoved ? rounded(position) : [stop.lon, stop.lat];
    const moved = isMoved ? { ...stop, lon, lat } : stop;
    if (!stop.is_existing) noted(after, moved, along);
    return moved;
  });
}

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `s-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};

export class Stops {
  constructor(editor) {
    this.editor = editor;
    this.view = editor.view;
    this.size = STOP_PX[this.view.isTouch ? "touch" : "mouse"];
    this.shown = new Map();
    this.currentId = null;
    this.draft = null;
  }

  get list() {
    return this.draft || this.editor.doc.stops;
  }

  render(stops = this.list) {
    if (this.isDragging) return;
    const ids = new Set(stops.map((stop) => stop.id));
    for (const [id, one] of this.shown) {
      if (ids.has(id) && one.readOnly === this.editor.readOnly) continue;
      one.marker.remove();
      this.shown.delete(id);
    }
    if (!ids.has(this.currentId)) this.currentId = stops[0]?.id ?? null;
    stops.forEach((stop, index) => this.place(stop, index, stops.length));
    this.fitTogether(stops.length);
  }

  /** Where stops would hide the line, and each other, only the termini are handles. */
  fitTogether(count = this.list.length) {
    const apart = lengthOf(this.editor.reference()) / Math.max(1, count - 1);
    const isTight = count > 2 && apart / this.view.metresAPixel() < this.size;
    this.view.map.getContainer().classList.toggle("ge-tight", isTight);
  }

  place(stop, index, count) {
    if (!this.shown.has(stop.id)) this.shown.set(stop.id, this.made(stop));
    const { marker, element, tip } = this.shown.get(stop.id);
    marker.setLatLng([stop.lat, stop.lon]);
    element.classList.toggle("ge-existing", stop.is_existing);
    element.classList.toggle("ge-terminus", index === 0 || index === count - 1);
    element.tabIndex = stop.id === this.currentId ? 0 : -1;
    const name = this.nameOf(stop);
    if (tip.textContent !== name) tip.textContent = name;
    const label = this.editor.label("stop_name", { name, n: index + 1, of: count });
    element.setAttribute("aria-label", label);
  }

  nameOf(stop) {
    const [first, second] =
      this.editor.label("language") === "th"
        ? [stop.name_th, stop.name_en]
        : [stop.name_en, stop.name_th];
    return first || second || this.editor.label("unnamed");
  }

  made(stop) {
    const { readOnly } = this.editor;
    const one = handle(this.view.map, {
      pane: "stops",
      className: "ge-stop",
      size: this.size,
      draggable: !readOnly && !stop.is_existing,
    });
    one.readOnly = readOnly;
    // An element, so that a name is never read as HTML.
    one.tip = document.createElement("span");
    one.marker.bindTooltip(one.tip, { direction: "top", offset: [0, -10] });
    if (!readOnly) this.wire(one, stop.id);
    return one;
  }

  wire({ marker, element }, id) {
    marker.on("dragstart", () => this.startDrag(id));
    marker.on("drag", () => this.dragged(marker));
    marker.on("dragend", () => this.endDrag(id, toPosition(marker.getLatLng())));
    marker.on("click", () => this.pressed(id));
    marker.on("contextmenu", () => this.remove(id));
    element.addEventListener("focus", () => this.focused(id));
    element.addEventListener("blur", () => this.settle());
    element.addEventListener("keydown", (event) => this.key(event, id));
  }

  /** Return the nearest position on the road if it is known, else on the line. */
  snapped(position) {
    return nearestOn(this.editor.reference(), position)?.position || position;
  }

  startDrag(id) {
    this.settle();
    this.isDragging = true;
    this.currentId = id;
    this.lineEnd = this.endUnder(id);
    this.editor.hold();
  }

  /** Whoever pulls at a terminus means the line; return which of its points lies under the stop. */
  endUnder(id) {
    const { line } = this.editor.doc;
    const { lon, lat, is_existing: isExisting } = this.find(id);
    const place = this.view.pixel([lon, lat]);
    const isUnder = (index) => this.view.pixel(line[index]).distanceTo(place) < AT_END_PX;
    if (isExisting || line.length < 2) return null;
    return [0, line.length - 1].find(isUnder) ?? null;
  }

  dragged(marker) {
    const position = toPosition(marker.getLatLng());
    if (this.lineEnd === null) marker.setLatLng(toLatLng(this.snapped(position)));
    else this.editor.preview(this.editor.doc.line.with(this.lineEnd, position));
  }

  endDrag(id, position) {
    this.isDragging = false;
    if (this.lineEnd === null) {
      this.commit(this.moved(id, this.snapped(position)), "stop_moved");
      return;
    }
    const line = this.editor.doc.line.with(this.lineEnd, rounded(position));
    this.editor.commitLine(line, "vertex_moved");
    this.editor.release();
  }

  /** Return the stops with one in another place, and in its turn along the line. */
  moved(id, position) {
    const [lon, lat] = rounded(position);
    const stop = { ...this.find(id), lon, lat };
    return this.inTurn(this.list.filter((other) => other.id !== id), stop);
  }

  inTurn(others, stop) {
    const { line } = this.editor.doc;
    const along = alongOf(line, stop);
    const turn = others.findIndex((other) => alongOf(line, other) > along);
    return others.toSpliced(turn < 0 ? others.length : turn, 0, stop);
  }

  find(id) {
    return this.list.find((stop) => stop.id === id);
  }

  commit(stops, why) {
    this.draft = null;
    this.editor.commit({ stops }, why);
    this.editor.release();
  }

  /** Add a stop where somebody pointed, if that is near the line. */
  addAt(position) {
    const near = this.view.nearest(this.editor.reference(), position);
    if (!near) return this.editor.say("stop_needs_line");
    if (near.pixels > REACH_PX) return this.editor.say("stop_too_far");
    if (this.list.length >= this.editor.limits.stops) return this.editor.say("too_many_stops");
    const [lon, lat] = rounded(near.position);
    const stop = { id: newId(), ...this.newName(), lon, lat, is_existing: false };
    this.currentId = stop.id;
    this.commit(this.inTurn(this.list, stop), "stop_added");
    return this.editor.say("stop_added", { name: this.nameOf(stop) });
  }

  newName() {
    const taken = new Set(this.list.map((stop) => stop.name_th));
    let n = this.list.length + 1;
    while (taken.has(this.editor.label("new_stop_th", { n }))) n += 1;
    const name = (language) => this.editor.label(`new_stop_${language}`, { n });
    return { name_th: name("th"), name_en: name("en") };
  }

  pressed(id) {
    if (this.editor.mode === "remove") this.remove(id);
    else this.focus(id);
  }

  remove(id) {
    this.settle();
    const index = this.list.findIndex((stop) => stop.id === id);
    if (index < 0) return;
    const hadFocus = document.activeElement?.classList.contains("ge-stop");
    this.commit(this.list.toSpliced(index, 1), "stop_removed");
    if (hadFocus && this.list.length) this.focus(this.list[Math.max(0, index - 1)].id);
  }

  focus(id) {
    const stop = this.find(id);
    if (!stop) return;
    this.currentId = id;
    this.view.reveal([stop.lon, stop.lat]);
    this.render();
    this.shown.get(id)?.element.focus({ preventScroll: true });
  }

  focused(id) {
    this.currentId = id;
    this.shown.forEach((one, other) => (one.element.tabIndex = other === id ? 0 : -1));
    this.editor.tellKeys("stop_keys", { name: this.nameOf(this.find(id)) });
  }

  key(event, id) {
    const index = this.list.findIndex((stop) => stop.id === id);
    const step = event.shiftKey ? 1 : STEP_PX;
    const action = {
      ArrowUp: () => this.focus(this.list[index - 1]?.id),
      ArrowDown: () => this.focus(this.list[index + 1]?.id),
      ArrowLeft: () => this.nudge(id, -step),
      ArrowRight: () => this.nudge(id, step),
      Enter: () => this.pressed(id),
      " ": () => this.pressed(id),
      Delete: () => this.remove(id),
      Backspace: () => this.remove(id),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  /** Move a stop along its line or road by so many pixels' worth of metres. */
  nudge(id, pixels) {
    const stop = this.find(id);
    if (stop.is_existing) {
      this.editor.say("stop_stands");
      return;
    }
    const reference = this.editor.reference();
    if (reference.length < 2) return;
    this.travelled = this.draft
      ? this.travelled
      : nearestOn(reference, [stop.lon, stop.lat]).along;
    this.travelled += pixels * this.view.metresAPixel();
    this.travelled = Math.min(Math.max(0, this.travelled), lengthOf(reference));
    const [lon, lat] = rounded(positionAt(reference, this.travelled));
    this.draft = this.list.map((other) => (other.id === id ? { ...other, lon, lat } : other));
    this.editor.hold();
    this.render();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), STOP_REST_MS);
  }

  /** A pause in the nudging ends a stroke. */
  settle() {
    clearTimeout(this.resting);
    if (!this.draft || this.isDragging) return;
    const { lon, lat } = this.find(this.currentId);
    this.commit(this.moved(this.currentId, [lon, lat]), "stop_moved");
  }
}
