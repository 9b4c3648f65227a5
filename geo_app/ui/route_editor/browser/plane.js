/* Lines and points measured in metres, on the small plane around a place. */

const METRES_A_DEGREE = 111195;
const RADIANS = Math.PI / 180;

/** Six decimals: a tenth of a metre, and no digits that nobody meant. */
export const rounded = (position) => position.map((value) => Math.round(value * 1e6) / 1e6);

const samePlace = (a, b) => a[0] === b[0] && a[1] === b[1];

/** Return the metres east and north from one position to another. */
function step(from, to) {
  const shrink = Math.cos(((from[1] + to[1]) / 2) * RADIANS);
  return [(to[0] - from[0]) * METRES_A_DEGREE * shrink, (to[1] - from[1]) * METRES_A_DEGREE];
}

const metresBetween = (a, b) => Math.hypot(...step(a, b));

const between = (a, b, share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];

const measured = new WeakMap();

/** Return the metres from the start to each vertex; lines are never changed in place. */
export function alongs(line) {
  let found = measured.get(line);
  if (!found) {
    let sum = 0;
    found = line.map((vertex, i) => (sum += i ? metresBetween(line[i - 1], vertex) : 0));
    measured.set(line, found);
  }
  return found;
}

export const lengthOf = (line) => (line.length ? alongs(line)[line.length - 1] : 0);

/** Return the position so many metres along a line; the ends beyond it. */
export function positionAt(line, along) {
  const sums = alongs(line);
  let i = 1;
  while (i < line.length - 1 && sums[i] < along) i += 1;
  if (line.length < 2) return line[0];
  const piece = sums[i] - sums[i - 1];
  const share = piece > 0 ? (along - sums[i - 1]) / piece : 0;
  return between(line[i - 1], line[i], Math.min(1, Math.max(0, share)));
}

/** Return the position on a line that is nearest: {position, along, metres}, or null. */
export function nearestOn(line, position) {
  let best = null;
  for (let i = 1; i < line.length; i += 1) {
    const [x, y] = step(line[i - 1], position);
    const [dx, dy] = step(line[i - 1], line[i]);
    const square = dx * dx + dy * dy;
    const share = square > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / square)) : 0;
    const metres = Math.hypot(x - share * dx, y - share * dy);
    if (!best || metres < best.metres) best = { i, share, metres };
  }
  if (!best) return null;
  const { i, share, metres } = best;
  const sums = alongs(line);
  return {
    position: between(line[i - 1], line[i], share),
    along: sums[i - 1] + share * (sums[i] - sums[i - 1]),
    metres,
  };
}

/**
 * Return where something that lay `along` a line lies on the changed line.
 *
 * Before the first and behind the last changed vertex it stays in its place
 * ({along}); between them it keeps its share of the way ({along, position}).
 */
export function carried(before, after, along) {
  const { head, tail } = unchangedEnds(before, after);
  const [sums, newSums] = [alongs(before), alongs(after)];
  const start = head ? sums[head - 1] : 0;
  const end = tail ? sums[before.length - tail] : sums[before.length - 1];
  if (tail && along >= end) {
    return { along: along + newSums[after.length - 1] - sums[before.length - 1] };
  }
  if (head && along <= start) return { along };
  const newStart = head ? newSums[head - 1] : 0;
  const newEnd = tail ? newSums[after.length - tail] : newSums[after.length - 1];
  const share = end > start ? (along - start) / (end - start) : 0;
  const now = newStart + share * (newEnd - newStart);
  return { along: now, position: positionAt(after, now) };
}

/** Count the vertices that two lines share at their beginning and at their end. */
function unchangedEnds(before, after) {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && samePlace(before[head], after[head])) head += 1;
  let tail = 0;
  while (
    tail < limit - head &&
    samePlace(before[before.length - 1 - tail], after[after.length - 1 - tail])
  ) {
    tail += 1;
  }
  return { head, tail };
}
