import { lengthOf } from "./plane.js";
import { toPosition } from "./view.js";

/* How long the line is that is being drawn, beside the cursor; straight from click to click. */

const USUAL_KMH = 20;
const OFF_PX = 16;

export class Measuring {
  constructor(editor) {
    this.editor = editor;
    this.map = editor.view.map;
    this.box = document.createElement("div");
    this.box.className = "ge-measure";
    this.box.setAttribute("aria-hidden", "true");
    this.map.getContainer().append(this.box);
    this.map.on("mousemove", ({ latlng, containerPoint }) => this.show(latlng, containerPoint));
    this.map.on("pm:drawstart", ({ workingLayer }) => {
      workingLayer.on("pm:vertexadded", () => this.show(null, null));
    });
    this.map.on("pm:drawend mouseout", () => this.hide());
  }

  /** A line along roads is longer than this, never shorter. */
  show(latlng, pixel) {
    const { drawing } = this.editor;
    if (!drawing.count) return this.hide();
    const places = [...drawing.tool._layer.getLatLngs(), ...(latlng ? [latlng] : [])];
    const metres = lengthOf(places.map(toPosition));
    const kmh = Number(this.editor.doc.fields?.route?.speed_kmh) || USUAL_KMH;
    const km = (metres / 1000).toFixed(1);
    const min = Math.round((metres / 1000 / kmh) * 60);
    this.box.textContent = this.editor.label("drawn", { km, min, kmh });
    this.box.classList.add("ge-shown");
    this.box.style.left = pixel ? `${pixel.x + OFF_PX}px` : "60px";
    this.box.style.top = pixel ? `${pixel.y + OFF_PX}px` : "12px";
    return undefined;
  }

  hide() {
    this.box.classList.remove("ge-shown");
  }
}
