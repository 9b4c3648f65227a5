/* Two people's changes of one state: what the browser drew and what a form on the page changed. */

export const PARTS = ["line", "stops", "fields"];

const isObject = (value) => value !== null && typeof value === "object";

/** Say whether two JSON values are equal, whatever the order of their keys. */
export function alike(a, b) {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => k in b && alike(a[k], b[k]));
}

/** Return those parts of `doc` that differ in `other`. */
export const differing = (doc, other) =>
  Object.fromEntries(PARTS.filter((p) => !alike(doc[p], other[p])).map((p) => [p, doc[p]]));

/** Take each key from whoever changed it since `base`; `first` if both did. */
function mergedKeys(base, first, second) {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  const result = {};
  for (const key of keys) {
    const from = alike(first[key], base[key]) ? second : first;
    if (key in from) result[key] = from[key];
  }
  return result;
}

const byId = (stops) => Object.fromEntries(stops.map((stop) => [stop.id, stop]));

/** Stops removed by either are gone, stops added by either are there, names and places merge. */
function mergedStops(base, ours, theirs) {
  const [was, our, their] = [byId(base), byId(ours), byId(theirs)];
  const merged = [];
  for (const stop of ours) {
    const other = their[stop.id];
    if (other) merged.push(mergedKeys(was[stop.id] || {}, stop, other));
    else if (!was[stop.id] || !alike(was[stop.id], stop)) merged.push(stop);
  }
  return [...merged, ...theirs.filter((stop) => !our[stop.id] && !was[stop.id])];
}

/**
 * Return the parts of a state that keeps both changes.
 *
 * A stroke wins over the page for the line and for where stops are; the page
 * wins for its own fields.
 */
export function mergedParts(base, ours, theirs) {
  return {
    line: alike(ours.line, base.line) ? theirs.line : ours.line,
    stops: mergedStops(base.stops, ours.stops, theirs.stops),
    fields: mergedKeys(base.fields, theirs.fields, ours.fields),
  };
}
