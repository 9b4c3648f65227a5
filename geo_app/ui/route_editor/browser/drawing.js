import { rounded } from "./plane.js";
import { toLatLng, toPosition } from "./view.js";

/* Drawing with Geoman: a new line, or a line that goes on from one of its ends. */

const CLOSE_PX = 5;
const DOUBLE_TAP_PX = 30;

export class Drawing {
  constructor(editor, palette) {
    this.editor = editor;
    this.map = editor.view.map;
    const style = { color: palette.line, weight: 4, pmIgnore: true };
    this.options = {
      snappable: false,
      finishOn: null,
      tooltips: false,
      continueDrawing: false,
      allowSelfIntersection: true,
      cursorMarker: !editor.view.isTouch,
      templineStyle: style,
      hintlineStyle: { ...style, dashArray: "5 6" },
      pathOptions: { pmIgnore: false, interactive: false },
    };
    this.map.on("pm:create", ({ layer }) => this.created(layer));
    this.map.on("dblclick", () => this.isActive && this.doubleClicked());
  }

  get isActive() {
    return this.map.pm.globalDrawModeEnabled();
  }

  /** Geoman keeps the line in progress in its own tool; version 2.20.2 is locked. */
  get tool() {
    return this.map.pm.Draw.Line;
  }

  get count() {
    return this.isActive ? this.tool._layer.getLatLngs().length : 0;
  }

  /** Begin; `from` is "start" or "end" to go on with the line that is there. */
  start(from = null) {
    this.from = from;
    this.map.pm.enableDraw("Line", this.options);
    const { line } = this.editor.doc;
    if (from) this.addAt(from === "start" ? line[0] : line[line.length - 1]);
  }

  addAt(position) {
    const { lat, lng } = L.latLng(toLatLng(position));
    this.tool._createVertex({ latlng: L.latLng(lat, lng) });
  }

  /** Take the last point back; the first point of a continued line stays. */
  takeBack() {
    if (this.count > 1) this.tool._removeLastVertex();
    else if (this.count && !this.from) {
      this.cancel();
      this.start();
    }
  }

  /** Finish, unless it was two quick taps in two places: see the view's `zoomOnDoubleClick`. */
  doubleClicked() {
    const [last, before] = this.tool._layer.getLatLngs().slice(-2).reverse();
    const pixel = (latlng) => this.map.latLngToContainerPoint(latlng);
    if (before && pixel(last).distanceTo(pixel(before)) > DOUBLE_TAP_PX) return;
    if (before) this.takeBack();
    this.finish();
  }

  finish() {
    if (this.count < 2) this.editor.say(this.from ? "no_new_point" : "one_point");
    else this.tool._finishShape();
  }

  cancel() {
    if (this.isActive) this.map.pm.disableDraw();
  }

  created(layer) {
    layer.remove();
    this.editor.drawn(this.thinned(layer.getLatLngs()), this.from);
  }

  /** Leave out points on top of each other, as the two clicks of a double click are. */
  thinned(latlngs) {
    const kept = [];
    latlngs.forEach((latlng) => {
      const pixel = this.map.latLngToContainerPoint(latlng);
      if (kept.length && kept[kept.length - 1].pixel.distanceTo(pixel) < CLOSE_PX) return;
      kept.push({ pixel, position: rounded(toPosition(latlng)) });
    });
    return kept.map(({ position }) => position);
  }
}
