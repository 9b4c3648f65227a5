import { lengthOf } from "./plane.js";
import { toLatLng, toPosition } from "./view.js";

/*
 * The line that is being drawn: along which roads it would lead, how long it would be and who
 * lives beside it, at the cursor. Where nobody answers that, how long it is from click to click.
 */

const USUAL_KMH = 20;
const OFF_PX = 16;
const PAUSE_MS = 90;
const DIGITS = 5;
/* A place of so many people is shaded fully. */
const MANY = 200;
const LEAST_SHADE = 0.15;

export class Measuring {
  constructor(editor, palette) {
    this.editor = editor;
    this.map = editor.view.map;
    this.palette = palette;
    this.box = document.createElement("div");
    this.box.className = "ge-measure";
    this.box.setAttribute("aria-hidden", "true");
    this.map.getContainer().append(this.box);
    this.renderer = L.canvas({ pane: "results" });
    const options = { interactive: false, pmIgnore: true, renderer: this.renderer, pane: "results" };
    this.people = L.layerGroup([], options).addTo(this.map);
    this.path = L.polyline([], { ...options, ...palette.ahead }).addTo(this.map);
    this.straight = L.polyline([], { ...options, ...palette.off_road }).addTo(this.map);
    this.options = options;
    this.map.on("mousemove", ({ latlng, containerPoint }) => this.show(latlng, containerPoint));
    this.map.on("pm:drawstart", ({ workingLayer }) => {
      workingLayer.on("pm:vertexadded", () => this.show(null, null));
    });
    this.map.on("pm:drawend", () => this.end());
    this.map.on("mouseout", () => this.hide());
  }

  show(latlng, pixel) {
    const { drawing } = this.editor;
    if (!drawing.count) return this.hide();
    const places = [...drawing.tool._layer.getLatLngs(), ...(latlng ? [latlng] : [])];
    this.tell("drawn", lengthOf(places.map(toPosition)));
    this.box.classList.add("ge-shown");
    this.box.style.left = pixel ? `${pixel.x + OFF_PX}px` : "60px";
    this.box.style.top = pixel ? `${pixel.y + OFF_PX}px` : "12px";
    this.ask(places.map(toPosition));
    return undefined;
  }

  /** What was answered last stays until there is a newer answer; a straight line is never longer. */
  tell(name, metres, { population, within_m: within } = {}) {
    if (name === "drawn" && this.answered) return;
    const kmh = Number(this.editor.doc.fields?.route?.speed_kmh) || USUAL_KMH;
    const km = (metres / 1000).toFixed(1);
    const min = Math.round((metres / 1000 / kmh) * 60);
    const lines = [this.editor.label(name, { km, min, kmh })];
    if (population !== undefined && population !== null) {
      const people = population.toLocaleString("en");
      lines.push(this.editor.label("ahead_people", { people, within }));
    }
    this.box.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })),
    );
  }

  /** Ask for the newest line, one question at a time. */
  ask(line) {
    const { ahead } = this.editor;
    if (!ahead || this.isSilent || line.length < 2 || line.length > ahead.most) return;
    this.wanted = line;
    if (this.asking) return;
    this.asking = setTimeout(async () => {
      const asked = this.wanted;
      this.wanted = null;
      try {
        await this.answer(asked, ahead);
      } catch {
        // Whoever is offline draws on; the straight length is told.
        this.isSilent = true;
        this.answered = false;
      }
      this.asking = null;
      if (this.wanted && this.editor.drawing.count) this.ask(this.wanted);
    }, PAUSE_MS);
  }

  async answer(line, { path, within_m: within }) {
    const { fields } = this.editor.doc;
    const query = new URLSearchParams({
      points: line.map((place) => place.map((part) => part.toFixed(DIGITS)).join(",")).join(";"),
      reach_m: this.editor.view.reachM(),
      within_m: within,
      on_roads: fields?.follows_roads === false ? 0 : 1,
    });
    const response = await fetch(`${new URL(path, document.baseURI)}?${query}`);
    if (!response.ok) throw new Error(`${response.status}`);
    const known = await response.json();
    if (!this.editor.drawing.count) return;
    this.answered = true;
    this.path.setLatLngs(known.path.map(toLatLng));
    this.straight.setLatLngs(known.straight.map((part) => part.map(toLatLng)));
    this.shade(known.places, known.radius_m);
    this.tell("ahead", known.length_m, { population: known.population, within_m: within });
  }

  /** Shade where people live, the more the darker. */
  shade(places, radius) {
    this.people.clearLayers();
    places.forEach(([lon, lat, population]) => {
      const fillOpacity = Math.max(LEAST_SHADE, Math.min(1, population / MANY) * 0.75);
      const style = { ...this.palette.people, ...this.options, fillOpacity };
      this.people.addLayer(L.circle([lat, lon], { ...style, radius }));
    });
  }

  hide() {
    this.box.classList.remove("ge-shown");
  }

  /** Take everything off that belongs to the line in progress. */
  end() {
    this.hide();
    this.wanted = null;
    this.answered = this.isSilent = false;
    this.path.setLatLngs([]);
    this.straight.setLatLngs([]);
    this.people.clearLayers();
  }
}
