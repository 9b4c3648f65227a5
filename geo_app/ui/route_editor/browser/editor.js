import { Session } from "./session.js";
import { alike } from "./merging.js";
import { View, toLatLng, toPosition } from "./view.js";
import { Vertices } from "./vertices.js";
import { Stops, carriedStops } from "./stops.js";
import { Drawing } from "./drawing.js";
import { Measuring } from "./measuring.js";
import { Overlay } from "./overlay.js";
import { Toolbar } from "./toolbar.js";
import { Keyboard } from "./keyboard.js";
import { Hands } from "./hands.js";

/* The editor: which mode it is in, and what each stroke does to the document. */

const END_REACH_PX = 44;
const PIN_PX = 10;
const SHOWN_ZOOM = 15;

export class Editor {
  /**
   * `sends` has a function for each state that Python reads: `doc`, `pin`, `pick`; `limits` the most
   * vertices, stops and steps of undo that Python takes.
   */
  constructor(map, { bar, status, palette, limits, sends }) {
    this.sends = sends;
    this.limits = limits;
    this.session = new Session((doc) => sends.doc(doc), limits.steps);
    this.view = new View(map, palette);
    this.vertices = new Vertices(this);
    this.stops = new Stops(this);
    this.drawing = new Drawing(this, palette);
    this.measuring = new Measuring(this, palette);
    this.overlay = new Overlay(this, palette);
    this.toolbar = new Toolbar(this, bar, status);
    this.keyboard = new Keyboard(this);
    this.hands = new Hands(this);
    this.mode = null;
    this.road = { line: [], of: null };
    map.on("click", ({ latlng }) => this.mode !== "draw" && this.pointed(toPosition(latlng)));
    map.on("moveend", () => this.vertices.render());
    map.on("zoomend", () => this.doc && this.stops.fitTogether());
    this.showPlace = (event) => this.shown(event);
    document.addEventListener("click", this.showPlace);
    map.on("pm:drawstart", ({ workingLayer }) => {
      workingLayer.on("pm:vertexadded", () => this.toolbar.render());
    });
  }

  get doc() {
    return this.session.doc;
  }

  get map() {
    return this.view.map;
  }

  label(name, values = {}) {
    const text = this.labels[name] ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
  }

  say(name, values) {
    this.toolbar.say(this.label(name, values));
  }

  /** Say which keys work on a handle, where there are keys and no mode has more to say. */
  tellKeys(name, values) {
    if (!this.view.isTouch && !this.mode) this.say(name, values);
  }

  /** Take what Python gives; in the middle of a drag it waits for the end. */
  receive(data) {
    if (this.isHeld) {
      this.waiting = data;
      return;
    }
    this.labels = data.labels;
    this.readOnly = data.read_only;
    this.ahead = data.ahead;
    const isOther = !this.doc || this.doc.token !== data.doc.token;
    if (isOther || this.readOnly) this.leave();
    this.session.receive(data.doc, { history: data.history, readOnly: data.read_only });
    const isOfThis = data.overlay?.path_rev === data.doc.rev;
    this.road = { line: data.overlay?.path || [], of: isOfThis ? data.doc.line : null };
    if (this.overlay.show(data.overlay)) this.pin?.remove();
    if (isOther && !this.view.restore(this.doc.token)) this.fit();
    this.render();
  }

  /** Whether the road is that of the line that is drawn; stops may have changed since. */
  get isRoadCurrent() {
    return this.road.line.length > 1 && alike(this.road.of, this.doc.line);
  }

  /** Return the line that stops stand on. */
  reference() {
    return this.isRoadCurrent ? this.road.line : this.doc.line;
  }

  /** Keep Python's news back until a drag has ended. */
  hold() {
    this.isHeld = true;
  }

  release() {
    this.isHeld = false;
    const { waiting } = this;
    this.waiting = null;
    if (waiting) this.receive(waiting);
  }

  render() {
    this.view.show(this.doc.line, this.road.line, this.isRoadCurrent);
    this.vertices.render();
    this.stops.render();
    this.toolbar.render();
  }

  /** Show a line in the middle of a stroke, with its stops where they would come to stand. */
  preview(line) {
    this.view.preview(line);
    this.stops.render(carriedStops(this.doc.stops, this.doc.line, line));
  }

  commit(parts, why) {
    this.session.commit(parts, why);
    this.render();
  }

  commitLine(line, why) {
    if (line.length > this.limits.vertices) {
      this.say("too_long");
      this.render();
      return;
    }
    const stops = carriedStops(this.doc.stops, this.doc.line, line);
    this.commit({ line, stops, reach_m: this.view.reachM() }, why);
  }

  /** A line has been drawn, or gone on with. */
  drawn(positions, from) {
    this.setMode(null);
    const { line } = this.doc;
    const added = positions.slice(1);
    if (from === "end") this.commitLine([...line, ...added], "line_continued");
    else if (from === "start") this.commitLine([...added.reverse(), ...line], "line_continued");
    else this.commitLine(positions, "line_drawn");
  }

  /** Do what a button stands for. */
  use(name, isByKey = false) {
    const tools = {
      undo: () => this.travel(() => this.session.undo()),
      redo: () => this.travel(() => this.session.redo()),
      fit: () => this.fit(),
      clear: () => this.clear(),
      finish: () => this.drawing.finish(),
      back: () => this.drawing.takeBack(),
      cancel: () => this.leave(),
      draw: () => this.draw(null),
    };
    if (tools[name]) tools[name]();
    else this.setMode(this.mode === name ? null : name);
    this.toolbar.render();
    if (this.mode) this.focusMap();
    if (this.mode === "continue" && isByKey) this.vertices.focus(this.doc.line.length - 1);
    else if (isByKey && this.mode) this.keyboard.crosshair(true);
  }

  travel(step) {
    this.vertices.release();
    this.stops.settle();
    if (this.mode === "draw" || this.isHeld) return;
    if (step()) this.render();
  }

  clear() {
    this.leave();
    this.commit({ line: [], stops: [] }, "cleared");
    this.say("cleared");
  }

  draw(from) {
    this.setMode("draw");
    this.drawing.start(from);
    this.toolbar.render();
  }

  continueFrom(index) {
    const last = this.doc.line.length - 1;
    if (index !== 0 && index !== last) this.say("continue_hint");
    else this.draw(index === 0 ? "start" : "end");
    this.focusMap();
  }

  setMode(mode) {
    if (this.mode === "draw") this.drawing.cancel();
    if (this.mode) this.map.getContainer().classList.remove(`ge-mode-${this.mode}`);
    this.mode = mode;
    this.view.zoomOnDoubleClick(!mode);
    if (mode) {
      this.map.getContainer().classList.add(`ge-mode-${mode}`);
      this.map.closePopup();
    }
    this.keyboard.crosshair(false);
    this.toolbar.rest();
  }

  /** Leave the mode; a line of one point is not drawn, and that is said. */
  leave() {
    const wasDrawing = this.mode === "draw" && this.drawing.count > 0;
    if (!this.mode) return;
    this.setMode(null);
    this.toolbar.render();
    if (wasDrawing) this.say("not_drawn");
  }

  focusMap() {
    this.map.getContainer().focus();
  }

  /** Somebody clicked, tapped or pressed a key at a place on the map. */
  pointed(position) {
    if (this.mode === "draw") this.drawing.addAt(position);
    else if (this.mode === "stop") this.stops.addAt(position);
    else if (this.mode === "comment") this.pinAt(position);
    else if (this.mode === "continue") this.chooseEnd(position);
    this.toolbar.render();
  }

  chooseEnd(position) {
    const { line } = this.doc;
    const pixel = this.view.pixel(position);
    const gaps = [line[0], line[line.length - 1]].map((end) => this.view.pixel(end).distanceTo(pixel));
    const isStart = gaps[0] < gaps[1];
    if (Math.min(...gaps) > END_REACH_PX) this.say("continue_hint");
    else this.continueFrom(isStart ? 0 : line.length - 1);
  }

  /** Tell Python a place; the next number is higher even after a reload. */
  pinAt([lon, lat]) {
    const n = Math.max(Date.now(), (this.pinNumber || 0) + 1);
    this.pinNumber = n;
    this.pin?.remove();
    const icon = L.divIcon({ className: "ge-pin", iconSize: [PIN_PX * 2, PIN_PX * 2] });
    const options = { icon, interactive: false, keyboard: false, pmIgnore: true };
    this.pin = L.marker([lat, lon], options).addTo(this.map);
    this.setMode(null);
    this.say("pin_set");
    this.sends.pin({ lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)), n });
  }

  /** A sentence beside the map leads to the place that it is about. */
  shown(event) {
    const link = event.target.closest?.("[data-at]");
    if (!link) return;
    event.preventDefault();
    const [lon, lat] = link.dataset.at.split(",").map(Number);
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return;
    this.map.setView([lat, lon], Math.max(this.map.getZoom(), SHOWN_ZOOM), { animate: false });
    const ring = L.circleMarker([lat, lon], {
      radius: 18, weight: 4, color: "#b45309", fill: false, interactive: false, pmIgnore: true,
    }).addTo(this.map);
    setTimeout(() => ring.remove(), 4000);
  }

  fit() {
    this.view.fit([...this.doc.line, ...this.doc.stops.map(({ lon, lat }) => [lon, lat])]);
  }

  destroy() {
    document.removeEventListener("click", this.showPlace);
    this.vertices.settle();
    this.stops.settle();
    this.keyboard.destroy();
    this.toolbar.rest();
    this.view.destroy();
  }
}
