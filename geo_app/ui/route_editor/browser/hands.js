/* Wheel and fingers leave the page alone until they mean the map. */

const HALF_A_LEVEL_PX = 200;
const ROOM = 0.6;

/**
 * One finger scrolls the page and two handle the map; the wheel scrolls the page unless Ctrl
 * is held or a tool is in use. Handles are dragged by one finger. The map cannot be lost.
 */
export class Hands {
  constructor(editor) {
    this.editor = editor;
    this.map = editor.map;
    const box = this.map.getContainer();
    this.map.options.wheelPxPerZoomLevel = HALF_A_LEVEL_PX;
    const quiet = { capture: true, passive: true };
    box.addEventListener("wheel", (event) => this.wheeled(event), quiet);
    box.style.touchAction = "pan-x pan-y";
    box.addEventListener("touchstart", (event) => this.touched(event), quiet);
    box.addEventListener("touchmove", (event) => this.swiped(event), quiet);
    this.keepNear();
  }

  wheeled(event) {
    if (event.ctrlKey || event.metaKey || this.editor.mode) return;
    event.stopImmediatePropagation();
    this.editor.say("wheel_hint");
  }

  isPage(event) {
    return event.touches.length === 1 && !event.target.closest(".ge-handle");
  }

  touched(event) {
    if (this.isPage(event)) event.stopImmediatePropagation();
  }

  swiped(event) {
    if (this.isPage(event)) this.editor.say("fingers_hint");
  }

  keepNear() {
    const { x, y } = this.map.getSize();
    if (!x || !y) return;
    this.map.setMaxBounds(this.map.getBounds().pad(ROOM));
    this.map.setMinZoom(Math.max(0, this.map.getZoom() - 1));
  }
}
