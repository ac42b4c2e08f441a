// Intervals of longitude on a circle: data on both sides of ±180° lie next to each other.

/** The shortest interval [west, east] that holds all intervals; east may exceed 180. */
function shortestInterval(intervals) {
  if (intervals.some(([west, east]) => east - west >= 360)) return [-180, 180];
  const ends = intervals.map(([west, east]) => { const w = inWorld(west); return [w, w + east - west]; }).sort((a, b) => a[0] - b[0]);
  if (!ends.length) return [-180, 180];
  let reach = ends[0][1];
  // The gap behind the last interval leads round to the first.
  let gap = { size: 0, after: null };
  for (let i = 1; i <= ends.length; i += 1) {
    const next = i < ends.length ? ends[i][0] : ends[0][0] + 360;
    if (next - reach > gap.size) gap = { size: next - reach, after: i % ends.length, reach };
    if (i < ends.length) reach = Math.max(reach, ends[i][1]);
  }
  if (gap.after === null) return [-180, 180];
  const west = ends[gap.after][0];
  return [west, west + 360 - gap.size];
}

/** The same longitude from -180 to 180. */
const inWorld = (x) => ((((x + 180) % 360) + 360) % 360) - 180;

/** By how many turns an interval must be moved to be seen between two longitudes. */
function turns([west, east], from, to) {
  const made = [];
  for (let n = Math.ceil((from - east) / 360); n <= Math.floor((to - west) / 360); n += 1) made.push(n * 360);
  return made;
}

function degrees(value, positive, negative) {
  const rounded = Math.round(value * 1000) / 1000;
  return `${Math.abs(rounded)}°${rounded === 0 || Math.abs(rounded) === 180 ? "" : rounded > 0 ? positive : negative}`;
}

const longitude = (x) => degrees(inWorld(x) === -180 ? 180 : inWorld(x), "E", "W");
const latitude = (y) => degrees(y, "N", "S");
