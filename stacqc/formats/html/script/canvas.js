// The drawing of the map: an equirectangular view that is true to scale at its own latitude.

class Camera {
  constructor() {
    Object.assign(this, { lon: 0, lat: 0, scale: 2, stretch: 1, width: 1, height: 1 });
  }

  x(lon) { return (lon - this.lon) * this.scale * this.stretch + this.width / 2; }
  y(lat) { return this.height / 2 - (lat - this.lat) * this.scale; }
  lonAt(x) { return this.lon + (x - this.width / 2) / (this.scale * this.stretch); }
  latAt(y) { return this.lat - (y - this.height / 2) / this.scale; }
  get west() { return this.lonAt(0); }
  get east() { return this.lonAt(this.width); }

  /** Show a box with some room around it. */
  fit([west, south, east, north]) {
    this.lon = (west + east) / 2;
    this.lat = (south + north) / 2;
    this.stretch = Math.cos((Math.min(65, Math.abs(this.lat)) * Math.PI) / 180) ** (east - west > 180 ? 0 : 1);
    const room = 0.82;
    const wide = (this.width * room) / Math.max(1e-3, (east - west) * this.stretch);
    // Buttons and the small world lie above the data, not on it.
    const high = Math.max(this.height / 2, Math.min(this.height * room, this.height - 220)) / Math.max(1e-3, north - south);
    this.scale = Math.min(wide, high, 20_000);
    this.hold();
  }

  /** Keep the view on the Earth. */
  hold() {
    const least = Math.min(this.width / (400 * this.stretch), this.height / 180);
    this.scale = Math.min(200_000, Math.max(least, this.scale));
    this.lat = Math.min(90, Math.max(-90, this.lat));
    this.lon = inWorld(this.lon);
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const [lon, lat] = [this.lonAt(x), this.latAt(y)];
    this.scale *= factor;
    this.hold();
    this.lon += lon - this.lonAt(x);
    this.lat += lat - this.latAt(y);
    this.hold();
  }
}

/** Colours as the theme has them now. */
function palette() {
  const probe = el("span", { hidden: true });
  document.body.append(probe);
  const read = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
  const names = ["sea", "land", "coast", "grid", "muted", "text", "surface", ...SEVERITIES, "clean"];
  const made = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return made;
}

function trace(pen, camera, line, turn) {
  for (let i = 0; i < line.length; i += 2) pen[i ? "lineTo" : "moveTo"](camera.x(line[i] + turn), camera.y(line[i + 1]));
}

function drawLand(pen, camera, colors) {
  pen.beginPath();
  for (const line of LAND) {
    for (const turn of turns([-180, 180], camera.west, camera.east)) { trace(pen, camera, line, turn); pen.closePath(); }
  }
  pen.fillStyle = colors.land;
  pen.fill();
}

const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

function drawGraticule(pen, camera, colors) {
  const step = STEPS.findLast((s) => s * camera.scale * camera.stretch >= 72) ?? 30;
  const [top, bottom] = [camera.latAt(0), camera.latAt(camera.height)];
  pen.strokeStyle = colors.grid;
  pen.fillStyle = colors.muted;
  pen.lineWidth = 1;
  pen.font = "11px system-ui, sans-serif";
  pen.beginPath();
  for (let i = Math.ceil(camera.west / step); i * step <= camera.east; i += 1) {
    const x = Math.round(camera.x(i * step)) + 0.5;
    pen.moveTo(x, camera.y(Math.min(90, top)));
    pen.lineTo(x, camera.y(Math.max(-90, bottom)));
    pen.fillText(longitude(i * step), x + 4, camera.height - 7);
  }
  for (let i = Math.ceil(Math.max(-90, bottom) / step); i * step <= Math.min(90, top); i += 1) {
    const y = Math.round(camera.y(i * step)) + 0.5;
    pen.moveTo(0, y);
    pen.lineTo(camera.width, y);
    pen.fillText(latitude(i * step), 6, y - 4);
  }
  pen.stroke();
}

const DASHES = { 0: [], 1: [7, 3], 2: [2, 3], 3: [] };

/** Draw one shape wherever the view shows it. */
function drawShape(pen, camera, shape, color, selected) {
  for (const turn of turns([shape.west, shape.east], camera.west, camera.east)) {
    const size = Math.max((shape.east - shape.west) * camera.scale * camera.stretch, (shape.north - shape.south) * camera.scale);
    pen.beginPath();
    if (size < 6) pen.arc(camera.x((shape.west + shape.east) / 2 + turn), camera.y((shape.south + shape.north) / 2), 3.5, 0, 7);
    else for (const line of shape.lines) drawLine(pen, camera, line, turn);
    pen.fillStyle = pen.strokeStyle = color;
    pen.globalAlpha = size < 6 ? 0.85 : selected ? 0.4 : 0.14;
    if (size < 6 || shape.lines.some(isRing)) pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = selected ? 3 : 1.5;
    pen.setLineDash(selected ? [] : DASHES[shape.worst]);
    pen.stroke();
    pen.setLineDash([]);
  }
}

function drawLine(pen, camera, line, turn) {
  if (line.length > 2) { trace(pen, camera, line, turn); return; }
  pen.moveTo(camera.x(line[0] + turn) + 4, camera.y(line[1]));
  pen.arc(camera.x(line[0] + turn), camera.y(line[1]), 4, 0, 7);
}

/** A small map of the world in a corner, with the part that is shown. */
function drawLocator(pen, camera, colors) {
  const world = Object.assign(new Camera(), { width: 168, height: 84, scale: 84 / 180, stretch: 1 });
  pen.save();
  pen.translate(camera.width - world.width - 12, 12);
  pen.beginPath();
  pen.rect(0, 0, world.width, world.height);
  pen.fillStyle = colors.sea;
  pen.fill();
  pen.save();
  pen.clip();
  drawLand(pen, world, colors);
  pen.strokeStyle = colors.error;
  pen.lineWidth = 2;
  for (const turn of [-360, 0, 360]) {
    const [x, y] = [world.x(camera.west + turn), world.y(camera.latAt(0))];
    const [w, h] = [Math.max(8, world.x(camera.east + turn) - x), Math.max(8, world.y(camera.latAt(camera.height)) - y)];
    pen.strokeRect(x - (w === 8 ? 4 : 0), y - (h === 8 ? 4 : 0), w, h);
  }
  pen.restore();
  pen.strokeStyle = colors.muted;
  pen.strokeRect(0.5, 0.5, world.width - 1, world.height - 1);
  pen.restore();
}
