/* Results that Python found: styled by their role, named by text that is never read as HTML. */

const RADIUS_PX = 7;

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
    const label = feature.properties?.label;
    if (!label) return;
    if (!this.isTouch) layer.bindTooltip(() => written(label), { sticky: true });
    layer.on("click", ({ latlng }) => {
      // In every mode a click is meant for the route.
      if (this.editor.mode) return;
      L.popup({ maxWidth: 280 }).setLatLng(latlng).setContent(written(label)).openOn(this.map);
    });
  }
}
