import { PARTS, differing, mergedParts } from "./merging.js";

/* One editing session: the document, its undo and redo, and what the browser tab remembers. */

const MAX_TOKENS = 5;
const STORE = "geo-app-route:";

const readStore = (token) => {
  try {
    return JSON.parse(sessionStorage.getItem(STORE + token));
  } catch {
    return null;
  }
};

/** Write what is remembered for a token; with less undo if the browser has no more room. */
function writeStore(token, memory) {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(STORE));
  const others = keys.filter((key) => key !== STORE + token);
  others.slice(0, Math.max(0, others.length - MAX_TOKENS)).forEach((k) => sessionStorage.removeItem(k));
  for (let kept = memory.undo.length; ; kept = Math.floor(kept / 2)) {
    try {
      const undo = kept ? memory.undo.slice(-kept) : [];
      sessionStorage.setItem(STORE + token, JSON.stringify({ ...memory, undo }));
      return;
    } catch {
      if (!kept) return;
      others.forEach((key) => sessionStorage.removeItem(key));
    }
  }
}

const completed = (doc) => ({
  page_rev: 0,
  stroke_rev: 0,
  ...doc,
  line: doc.line || [],
  stops: doc.stops || [],
  fields: doc.fields || {},
});

/** The states of one document. Lines, stops and fields are replaced, never changed in place. */
export class Session {
  constructor(send, mostSteps) {
    this.send = send;
    this.mostSteps = mostSteps;
    this.doc = null;
    this.undoable = [];
    this.redoable = [];
    this.states = [];
  }

  /** Take what Python shows: another document, or news of this one. */
  receive(given, { history, readOnly } = {}) {
    const doc = completed(given);
    if (!this.doc || doc.token !== this.doc.token) {
      this.open(doc, readOnly ? null : readStore(doc.token), history);
    } else this.update(doc);
  }

  open(doc, memory, history) {
    const isKnown = memory?.doc?.token === doc.token;
    const past = (isKnown ? memory : history) || {};
    this.doc = doc;
    this.undoable = [...(past.undo || [])];
    this.redoable = [...(past.redo || [])];
    this.states = [];
    if (isKnown && memory.doc.rev !== doc.rev) this.catchUp(doc, memory.doc);
    this.note();
  }

  /** The tab knows another state of the same session: the newer strokes count. */
  catchUp(doc, kept) {
    this.doc = { ...kept, page_rev: Math.min(kept.page_rev, doc.page_rev) };
    this.update(doc);
    if (this.doc.rev === kept.rev && kept.rev > doc.rev) this.send(this.doc);
  }

  update(doc) {
    if (doc.stroke_rev >= this.doc.stroke_rev) {
      if (doc.rev > this.doc.rev) this.adopt(doc);
    } else if (doc.page_rev > this.doc.page_rev || doc.rev > this.doc.rev) {
      // Python did not know of our last stroke yet, and changed something itself.
      this.merge(doc);
    }
  }

  adopt(doc) {
    const was = differing(this.doc, doc);
    if (Object.keys(was).length) {
      this.push(this.undoable, was);
      this.redoable = [];
    }
    this.doc = doc;
    this.note();
  }

  merge(doc) {
    const base = this.states.findLast((state) => state.stroke_rev === doc.stroke_rev);
    // After a reload nobody knows what both began with: ours is the drawing, theirs the form.
    const parts = base ? mergedParts(base, this.doc, doc) : { fields: doc.fields };
    const rev = Math.max(this.doc.rev, doc.rev);
    this.push(this.undoable, differing(this.doc, { ...this.doc, ...parts }));
    this.redoable = [];
    this.advance({ ...this.doc, ...parts, rev, page_rev: doc.page_rev }, "merged");
  }

  /** Make a finished stroke of new parts; return whether it changed anything. */
  commit(parts, why) {
    const was = differing(this.doc, { ...this.doc, ...parts });
    if (!Object.keys(was).length) return false;
    this.push(this.undoable, was);
    this.redoable = [];
    this.advance({ ...this.doc, ...parts }, why);
    return true;
  }

  undo() {
    return this.travel(this.undoable, this.redoable, "undone");
  }

  redo() {
    return this.travel(this.redoable, this.undoable, "redone");
  }

  travel(from, to, why) {
    const parts = from.pop();
    if (!parts) return false;
    this.push(to, Object.fromEntries(PARTS.filter((p) => p in parts).map((p) => [p, this.doc[p]])));
    this.advance({ ...this.doc, ...parts }, why);
    return true;
  }

  push(steps, parts) {
    if (!Object.keys(parts).length) return;
    steps.push(parts);
    if (steps.length > this.mostSteps) steps.shift();
  }

  advance(doc, why) {
    const rev = doc.rev + 1;
    this.doc = { ...doc, rev, stroke_rev: rev, why };
    this.send(this.doc);
    this.note();
  }

  /** Remember the state: in the tab for a reload, and here for a merge. */
  note() {
    this.states.push(this.doc);
    if (this.states.length > this.mostSteps) this.states.shift();
    const { doc, undoable, redoable } = this;
    writeStore(doc.token, { doc, undo: undoable, redo: redoable });
  }
}
