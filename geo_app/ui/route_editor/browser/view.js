import { nearestOn } from "./plane.js";

/* The map, its panes, and the line as it looks. */

const PANES = { results: 405, road: 410, route: 420, vertices: 610, stops: 620 };
const VIEW_STORE = "geo-app-route-view:";
const DOUBLE_CLICK_MS = 400;
const MISSED_PX = { mouse: 20, touch: 30 };
const FIT = { padding: [48, 48], maxZoom: 16, animate: false };

export const toLatLng = (position) => [position[1], position[0]];
export const toPosition = (latlng) => [latlng.lng, latlng.lat];

/** The map and what is drawn of the line; knows nothing of how it is edited. */
export class View {
  constructor(map, palette) {
    this.map = map;
    this.isTouch = window.matchMedia("(pointer: coarse)").matches;
    for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = zIndex;
    for (const name of ["road", "route"]) map.getPane(name).style.pointerEvents = "none";
    const options = { interactive: false, pmIgnore: true, lineJoin: "round", lineCap: "round" };
    const line = (pane, style) => L.polyline([], { ...options, pane, ...style }).addTo(map);
    this.road = line("road", { color: palette.line, weight: 8, opacity: 0.45 });
    this.casing = line("route", { color: "#ffffff", weight: 8, opacity: 0.9 });
    this.line = line("route", { color: palette.line, weight: 4, opacity: 1 });
    map.on("moveend", () => this.keep());
    // Leaflet focuses the map on each press. The page would scroll below the finger: it
    // puts the window back, but what scrolls here is a box of Streamlit's.
    const box = map.getContainer();
    box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
  }

  /** Show the line, and the road it follows if Python has found it. */
  show(line, road, isRoadCurrent) {
    const latlngs = line.map(toLatLng);
    this.line.setLatLngs(latlngs);
    this.casing.setLatLngs(road.length ? [] : latlngs);
    this.road.setLatLngs(road.map(toLatLng));
    this.road.setStyle({ opacity: isRoadCurrent ? 0.5 : 0.2 });
    this.line.setStyle(
      road.length ? { weight: 2, dashArray: "5 6" } : { weight: 4, dashArray: null },
    );
  }

  /** Show a line in the middle of a stroke: the road is another by now. */
  preview(line) {
    this.show(line, this.road.getLatLngs().map(toPosition), false);
  }

  pixel(position) {
    return this.map.latLngToContainerPoint(toLatLng(position));
  }

  atPixel(x, y) {
    return toPosition(this.map.containerPointToLatLng([x, y]));
  }

  centre() {
    return toPosition(this.map.getCenter());
  }

  /** Return the nearest position on a line with its distance in `pixels`, or null. */
  nearest(line, position) {
    const found = nearestOn(line, position);
    if (!found) return null;
    return { ...found, pixels: this.pixel(position).distanceTo(this.pixel(found.position)) };
  }

  metresAPixel() {
    const { x, y } = this.map.getSize();
    const [a, b] = [this.atPixel(0, y / 2), this.atPixel(x, y / 2)];
    return this.map.distance(toLatLng(a), toLatLng(b)) / Math.max(1, x);
  }

  /** Return the metres within which somebody who points at a road may miss it. */
  reachM() {
    return Math.round(this.metresAPixel() * MISSED_PX[this.isTouch ? "touch" : "mouse"]);
  }

  /** Bring a position into view, unless it is. */
  reveal(position) {
    if (!this.map.getBounds().pad(-0.05).contains(toLatLng(position))) {
      this.map.panTo(toLatLng(position), { animate: false });
    }
  }

  /**
   * Leaflet takes any two quick taps for a double click, wherever they were, so a tool that is
   * used quickly would zoom away what it works on. Coming back, it waits out the second click.
   */
  zoomOnDoubleClick(isWanted) {
    clearTimeout(this.waiting);
    if (!isWanted) this.map.doubleClickZoom.disable();
    else this.waiting = setTimeout(() => this.map.doubleClickZoom.enable(), DOUBLE_CLICK_MS);
  }

  destroy() {
    clearTimeout(this.waiting);
    this.map.remove();
  }

  fit(positions) {
    if (positions.length) this.map.fitBounds(L.latLngBounds(positions.map(toLatLng)), FIT);
  }

  /** Return to where this tab looked last in a session; return whether it knew. */
  restore(token) {
    this.token = token;
    try {
      const { centre, zoom } = JSON.parse(sessionStorage.getItem(VIEW_STORE + token));
      this.map.setView(centre, zoom, { animate: false });
      return true;
    } catch {
      return false;
    }
  }

  keep() {
    if (!this.token) return;
    const { lat, lng } = this.map.getCenter();
    const view = JSON.stringify({ centre: [lat, lng], zoom: this.map.getZoom() });
    try {
      sessionStorage.setItem(VIEW_STORE + this.token, view);
    } catch {
      // Without room in the tab, a reload shows the whole route.
    }
  }
}

/** Make a handle on the map: a button that can be dragged. */
export function handle(map, { pane, className, size, draggable = true }) {
  const icon = L.divIcon({ className: `ge-handle ${className}`, iconSize: [size, size] });
  const marker = L.marker(map.getCenter(), {
    icon,
    pane,
    draggable,
    keyboard: false,
    autoPan: true,
    bubblingMouseEvents: false,
    pmIgnore: true,
  }).addTo(map);
  // Heard here, a double click does not come to the map, which would zoom.
  marker.on("dblclick", () => {});
  const element = marker.getElement();
  element.setAttribute("role", "button");
  element.tabIndex = -1;
  return { marker, element };
}
