/* Results that Python found: styled by their role, named by text that is never read as HTML. */

const RADIUS_PX = 7;
/* Invisible, and as broad as a finger: what lies there is drawn on the base map. */
const ROUTE_HIT = { weight: 14, opacity: 0 };
const ACTS = { route: ["reroute", "extend", "change_headway", "remove_route"], stop: ["move_stop", "remove_stop"] };

/** Make lines of text, each a text node. */
function written(text) {
  const box = document.createElement("div");
  box.className = "ge-label";
  String(text)
    .split("\n")
    .forEach((part, i) => {
      if (i) box.append(document.createElement("br"));
      box.append(document.createTextNode(part));
    });
  return box;
}

export class Overlay {
  constructor(editor, palette) {
    this.editor = editor;
    this.map = editor.view.map;
    this.palette = palette;
    this.renderer = L.canvas({ pane: "results", tolerance: this.isTouch ? 12 : 4 });
    this.rev = null;
    this.showRoutes();
  }

  /** Let the routes of today be pointed at; what can be changed about one is offered there. */
  showRoutes() {
    if (!this.map.routesToday) return;
    L.geoJSON(this.map.routesToday, {
      renderer: this.renderer,
      pane: "results",
      pmIgnore: true,
      style: () => ROUTE_HIT,
      onEachFeature: (feature, layer) => this.name(feature, layer),
    }).addTo(this.map);
  }

  get isTouch() {
    return this.editor.view.isTouch;
  }

  /** Exchange what is shown, if it is another. */
  show(overlay) {
    const rev = overlay ? `${this.editor.doc.token} ${overlay.rev}` : null;
    if (rev === this.rev) return false;
    this.rev = rev;
    this.layer?.remove();
    this.layer = null;
    if (!overlay?.features?.length) return true;
    const features = { type: "FeatureCollection", features: overlay.features };
    this.layer = L.geoJSON(features, {
      renderer: this.renderer,
      pane: "results",
      pmIgnore: true,
      style: (feature) => this.styleOf(feature),
      pointToLayer: (feature, latlng) => this.point(feature, latlng),
      onEachFeature: (feature, layer) => this.name(feature, layer),
    }).addTo(this.map);
    return true;
  }

  styleOf({ properties }) {
    const { role, kind } = properties || {};
    const { radius, ...style } = this.palette[`${role}:${kind}`] || this.palette[role] || {};
    return style;
  }

  point(feature, latlng) {
    const { role, kind } = feature.properties || {};
    const { radius } = this.palette[`${role}:${kind}`] || this.palette[role] || {};
    const options = { renderer: this.renderer, pane: "results", pmIgnore: true };
    return L.circleMarker(latlng, { ...options, radius: radius || RADIUS_PX });
  }

  name(feature, layer) {
    const { label, names } = feature.properties || {};
    if (!label && !names) return;
    const words = () => written(label || names[this.editor.labels.language]);
    if (!this.isTouch) layer.bindTooltip(words, { sticky: true });
    layer.on("click", (event) => {
      // In every mode a click is meant for the route.
      if (this.editor.mode) return;
      L.DomEvent.stopPropagation(event);
      const content = words();
      content.append(...this.acts(feature.properties));
      L.popup({ maxWidth: 280 }).setLatLng(event.latlng).setContent(content).openOn(this.map);
    });
  }

  /** Offer what can be changed about a route or a stop of today. */
  acts({ route_id: route, stop_id: stop }) {
    if (this.editor.readOnly) return [];
    const kinds = route ? ACTS.route : stop ? ACTS.stop : [];
    return kinds.map((kind) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ge-act";
      button.dataset.act = kind;
      button.textContent = this.editor.labels[kind];
      button.addEventListener("click", () => {
        this.map.closePopup();
        this.picked = Math.max(Date.now(), (this.picked || 0) + 1);
        this.editor.sends.pick({ kind, id: route || stop, n: this.picked });
      });
      return button;
    });
  }
}
