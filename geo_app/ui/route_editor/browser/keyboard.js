/* Keys that work wherever the keyboard is on the page, except where somebody types. */

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
const PANS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

export class Keyboard {
  constructor(editor) {
    this.editor = editor;
    this.box = editor.view.map.getContainer();
    this.onKey = (event) => this.pressed(event);
    this.onPointer = () => this.crosshair(false);
    document.addEventListener("keydown", this.onKey);
    this.box.addEventListener("pointermove", this.onPointer);
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
  }

  /** The keyboard points with the middle of the map. */
  crosshair(isOn) {
    this.box.classList.toggle("ge-crosshair", Boolean(isOn && this.editor.mode));
  }

  pressed(event) {
    const { target } = event;
    if (target instanceof Element && target.closest(TYPING)) return;
    const action = this.command(event) || this.onMap(event);
    if (!action) return;
    event.preventDefault();
    action();
  }

  command({ ctrlKey, metaKey, altKey, shiftKey, key }) {
    const { editor } = this;
    if (key === "Escape" && editor.mode) return () => editor.leave();
    if (!(ctrlKey || metaKey) || altKey || editor.readOnly) return null;
    const letter = key.toLowerCase();
    if (letter === "y" || (letter === "z" && shiftKey)) return () => editor.use("redo");
    if (letter === "z") return () => editor.use(editor.mode === "draw" ? "back" : "undo");
    return null;
  }

  onMap({ target, key }) {
    const { editor } = this;
    if (!editor.mode || (target !== this.box && target !== document.body)) return null;
    if (PANS.includes(key)) this.crosshair(true);
    const point = () => {
      this.crosshair(true);
      editor.pointed(editor.view.centre());
    };
    if (key === " ") return point;
    if (key === "Enter") return editor.mode === "draw" ? () => editor.use("finish") : point;
    if (key === "Backspace" && editor.mode === "draw") return () => editor.use("back");
    return null;
  }
}
