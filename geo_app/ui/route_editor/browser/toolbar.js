/* The buttons above the map and the line of words on it. */

const ICONS = {
  draw: "M4 19 9 8l6 6 5-10",
  continue: "M3 18 9 9l5 5M17 7v8m-4-4h8",
  stop: "M12 21V11M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM17 17h5M19.500 14.500v5",
  remove: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  comment: "M4 5h16v11H10l-5 4v-4H4z",
  undo: "M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3",
  redo: "M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h3",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  clear: "M6 6l12 12M18 6 6 18",
  finish: "M5 13l5 5L20 6",
  back: "M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3",
  cancel: "M6 6l12 12M18 6 6 18",
};
const RESTING = ["draw", "continue", "stop", "remove", "comment", "undo", "redo", "fit", "clear"];
const DRAWING = ["finish", "back", "cancel", "fit"];
const READING = ["comment", "fit"];
const TOGGLES = ["continue", "stop", "remove", "comment"];
const SAY_MS = 6000;
const SVG = "http://www.w3.org/2000/svg";

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export class Toolbar {
  constructor(editor, bar, status) {
    this.editor = editor;
    this.bar = bar;
    this.status = status;
    this.buttons = {};
    bar.setAttribute("role", "toolbar");
    status.setAttribute("role", "status");
    for (const name of [...new Set([...DRAWING.slice(0, 3), ...RESTING])]) this.add(name);
  }

  add(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ge-button";
    button.dataset.tool = name;
    const words = document.createElement("span");
    button.append(icon(name), words);
    button.addEventListener("click", (event) => this.editor.use(name, event.detail === 0));
    this.bar.append(button);
    this.buttons[name] = { button, words };
  }

  render() {
    const { editor } = this;
    this.bar.setAttribute("aria-label", editor.label("toolbar"));
    // Fewer buttons must not move the map away from under the finger.
    this.bar.style.minHeight = editor.mode === "draw" ? `${this.bar.offsetHeight}px` : "";
    const shown = editor.readOnly ? READING : editor.mode === "draw" ? DRAWING : RESTING;
    for (const [name, { button, words }] of Object.entries(this.buttons)) {
      const hadFocus = document.activeElement === button;
      button.hidden = !shown.includes(name);
      button.disabled = !this.isOf(name);
      if (TOGGLES.includes(name)) button.setAttribute("aria-pressed", String(editor.mode === name));
      const text = editor.label(name === "draw" && editor.doc.line.length ? "draw_anew" : name);
      if (words.textContent !== text) words.textContent = text;
      button.title = editor.label(`${name}_help`);
      if (hadFocus && (button.hidden || button.disabled)) editor.focusMap();
    }
    this.hint();
  }

  /** Say whether a button has something to do. */
  isOf(name) {
    const { doc, session, drawing } = this.editor;
    const hasLine = doc.line.length > 1;
    const tests = {
      undo: () => session.undoable.length > 0,
      redo: () => session.redoable.length > 0,
      continue: () => hasLine,
      stop: () => hasLine,
      remove: () => hasLine || doc.stops.length > 0,
      clear: () => doc.line.length > 0 || doc.stops.length > 0,
      fit: () => doc.line.length > 0 || doc.stops.length > 0,
      back: () => drawing.count > (drawing.from ? 1 : 0),
    };
    return tests[name] ? tests[name]() : true;
  }

  /** Show what the mode expects. */
  hint() {
    const { editor } = this;
    if (this.isSaying) return;
    const isEmpty = !editor.mode && !editor.doc.line.length && !editor.readOnly;
    const hint = editor.mode ? editor.label(`${editor.mode}_hint`) : "";
    const keys = editor.mode === "draw" && !editor.view.isTouch ? editor.label("draw_keys") : "";
    this.write(isEmpty ? editor.label("empty_hint") : `${hint} ${keys}`.trim());
  }

  /** Show a sentence for a while. */
  say(text) {
    this.write(text);
    this.isSaying = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), SAY_MS);
  }

  rest() {
    clearTimeout(this.timer);
    this.isSaying = false;
    this.hint();
  }

  write(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.classList.toggle("ge-silent", !text);
  }
}
