// Footprints with the documents that share them.

class Shape {
  constructor(lines, number) {
    this.number = number;
    this.lines = lines;
    this.docs = [];
    this.west = this.south = Infinity;
    this.east = this.north = -Infinity;
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 2) {
        this.west = Math.min(this.west, line[i]);
        this.east = Math.max(this.east, line[i]);
        this.south = Math.min(this.south, line[i + 1]);
        this.north = Math.max(this.north, line[i + 1]);
      }
    }
  }

  /** The worst severity of its documents among those that are not switched off. */
  settle(off) {
    this.shown = this.docs.filter((doc) => !off.has(doc.worst));
    this.worst = this.shown.reduce((worst, doc) => Math.min(worst, doc.worst), CLEAN);
  }

  /** Whether it holds a place, or comes as near to it as `reach` degrees. */
  holds(x, y, reach) {
    if (y < this.south - reach || y > this.north + reach) return false;
    return turns([this.west, this.east], x - reach, x + reach).some((turn) =>
      this.lines.some((line) => (isRing(line) && inRing(line, x - turn, y)) || isNear(line, x - turn, y, reach)));
  }
}

const isRing = (line) => line.length >= 8 && line[0] === line.at(-2) && line[1] === line.at(-1);

function inRing(ring, x, y) {
  let inside = false;
  for (let i = 2; i < ring.length; i += 2) {
    const [x1, y1, x2, y2] = ring.slice(i - 2, i + 2);
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Whether a line passes within a distance. */
function isNear(line, x, y, reach) {
  if (line.length === 2) return Math.hypot(line[0] - x, line[1] - y) <= reach;
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const along = Math.min(1, Math.max(0, ((x - line[i - 2]) * dx + (y - line[i - 1]) * dy) / (dx * dx + dy * dy || 1)));
    if (Math.hypot(line[i - 2] + along * dx - x, line[i - 1] + along * dy - y) <= reach) return true;
  }
  return false;
}

const shapes = DATA.footprints.map((lines, number) => new Shape(lines, number));
for (const doc of docs) if (doc.footprint >= 0) shapes[doc.footprint].docs.push(doc);
