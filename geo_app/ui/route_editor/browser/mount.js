import { Editor } from "./editor.js";

/* Where the editor meets Streamlit, which calls this again on every run of the page. */

const LEAST_PX = 340;
const ABOVE_PX = 340;

const loading = (window.geoAppLoading ??= new Map());

/** Load a script or stylesheet once a page; rejects if it is not there. */
function load(address, make) {
  if (!loading.has(address)) {
    const loaded = new Promise((resolve, reject) => {
      const element = make(address);
      element.onload = resolve;
      element.onerror = () => {
        element.remove();
        loading.delete(address);
        reject(new Error(`Cannot load ${address}`));
      };
      document.head.append(element);
    });
    loading.set(address, loaded);
  }
  return loading.get(address);
}

const script = (src) => Object.assign(document.createElement("script"), { src, async: false });
const sheet = (href) => Object.assign(document.createElement("link"), { rel: "stylesheet", href });

const box = (className, ...children) => {
  const element = document.createElement("div");
  element.className = className;
  element.append(...children);
  return element;
};

/** One editor in one place of the page; it outlives every rerun. */
class Mounted {
  constructor(host) {
    this.host = host;
  }

  async take(component) {
    this.component = component;
    const { base } = component.data;
    if (this.baseModule !== base.module) {
      this.baseModule = base.module;
      this.close();
      this.ready = this.open(component.data);
    }
    try {
      await this.ready;
      this.apply();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Build the map once; whatever has come meanwhile is applied afterwards. */
  async open(data) {
    if (data.is_missing) throw new Error("The map's files are not installed.");
    const { base } = data;
    await Promise.all([
      ...base.styles.map((address) => load(address, sheet)),
      ...base.scripts.map((address) => load(address, script)),
    ]);
    const { default: draw } = await import(new URL(base.module, document.baseURI).href);
    if (!this.host.isConnected) return;
    const parts = this.build(data);
    // Geoman must know this map, but of its layers only those it is told of.
    L.PM.setOptIn(false);
    const map = draw();
    L.PM.setOptIn(true);
    const sends = Object.fromEntries(
      ["doc", "pin", "pick"].map((name) => [
        name,
        (value) => this.component.setStateValue(name, value),
      ]),
    );
    this.editor = new Editor(map, { ...parts, palette: data.palette, limits: data.limits, sends });
    this.root.routeEditor = this.editor;
    this.resized = new ResizeObserver(() => map.invalidateSize({ animate: false }));
    this.resized.observe(this.mapBox);
  }

  build(data) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    const bar = box("ge-bar");
    const status = box("ge-status");
    this.mapBox = box("ge-map");
    this.mapBox.id = data.base.element_id;
    this.mapBox.style.background = data.base.background;
    this.setHeight(data.height_px);
    this.root = box("ge-root", style, bar, box("ge-stage", this.mapBox, status));
    this.host.append(this.root);
    return { bar, status };
  }

  /** The whole map is to stand in the window, below what is above it. */
  setHeight(px) {
    if (this.heightPx === px) return;
    this.heightPx = px;
    this.mapBox.style.height = `min(${px}px, max(${LEAST_PX}px, calc(100vh - ${ABOVE_PX}px)))`;
  }

  apply() {
    if (!this.editor) return;
    const { data } = this.component;
    this.setHeight(data.height_px);
    this.mapBox.setAttribute("aria-label", data.labels.map);
    this.editor.receive(data);
  }

  /** Say that there is no map, and try again on the next run. */
  fail(error) {
    console.warn(error.message);
    this.close();
    this.baseModule = null;
    this.root = box("ge-root ge-missing");
    this.root.setAttribute("role", "alert");
    this.root.textContent = this.component.data.labels.missing;
    this.host.append(this.root);
  }

  close() {
    this.resized?.disconnect();
    this.editor?.destroy();
    this.root?.remove();
    this.editor = this.root = this.resized = this.heightPx = null;
  }

  closeIfGone() {
    if (this.host.isConnected) return;
    this.close();
    this.host.geoAppMounted = null;
  }
}

export default async function mount(component) {
  const host = component.parentElement;
  host.geoAppMounted ??= new Mounted(host);
  const mounted = host.geoAppMounted;
  await mounted.take(component);
  // Streamlit also calls this for a run that a later one overtook.
  return () => setTimeout(() => mounted.closeIfGone(), 0);
}
