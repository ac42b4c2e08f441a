// Where the items lie, coloured by their worst finding or difference.

const LISTED_IN_VIEW = 60;
/** Narrower views than this show no land: its outline is too rough for them. */
const LAND_FROM = 90;
const chart = { camera: new Camera(), off: new Set(), picked: null, fitted: false, dragged: false };

function drawMap() {
  chart.canvas = el("canvas", { tabindex: "0", role: "img", "aria-label": mapLabel(), onkeydown: onMapKey });
  chart.list = el("div", { class: "map-list", role: "region", "aria-label": "Items in the part of the map that is shown", tabindex: "0" });
  const button = (label, title, onclick) => el("button", { type: "button", class: "icon", "aria-label": title, title, onclick }, label);
  byId("map").append(
    el("div", { class: "map-pane" }, chart.canvas,
      el("div", { class: "map-tools" }, button("+", "Zoom in", () => zoomBy(1.6)), button("−", "Zoom out", () => zoomBy(1 / 1.6)),
        el("button", { type: "button", class: "button", onclick: fitData }, "Fit to data"), el("button", { type: "button", class: "button", onclick: fitWorld }, "World")),
      legend()),
    chart.list);
  for (const [name, listener] of Object.entries({ pointerdown: onGrab, pointermove: onDrag, pointerup: onRelease, pointercancel: onRelease })) chart.canvas.addEventListener(name, listener);
  chart.canvas.addEventListener("wheel", onWheel, { passive: false });
  chart.redraw = eachFrame(redrawMap);
  settleShapes();
  new ResizeObserver(resizeMap).observe(chart.canvas);
  document.addEventListener("themechange", () => chart.redraw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", chart.redraw);
}

function mapLabel() {
  const drawn = docs.filter((doc) => doc.footprint >= 0).length;
  const [west, south, east, north] = dataBox();
  return shapes.length ? `Map of ${counted(drawn, "item")} between ${longitude(west)} and ${longitude(east)}, ${latitude(south)} and ${latitude(north)}` : "Map without items";
}

function legend() {
  const kinds = [0, 1, 2, CLEAN].map((severity) => [severity, docs.filter((d) => d.footprint >= 0 && d.worst === severity).length]);
  const odd = docs.filter((doc) => doc.kind === "Item" && doc.footprint === -2).length;
  const none = docs.filter((doc) => doc.kind === "Item" && doc.footprint === -1).length;
  const items = DATA.totals.checked.Item ?? 0;
  const kept = docs.filter((doc) => doc.kind === "Item").length;
  return el("div", { class: "legend", role: "group", "aria-label": `Worst ${FOUND}` },
    kinds.filter(([, n]) => n).map(([severity, n]) => el("button", { type: "button", "aria-pressed": "true", class: severityName(severity), onclick: (e) => {
      const off = chart.off.has(severity) ? !chart.off.delete(severity) : Boolean(chart.off.add(severity));
      e.currentTarget.setAttribute("aria-pressed", String(!off));
      settleShapes();
      chart.redraw();
    } }, icon(severityName(severity)), severity === CLEAN ? `no ${FOUND}s` : severityName(severity), el("span", { class: "n" }, count(n)))),
    odd ? el("span", { class: "muted" }, `${counted(odd, "item")} cannot be drawn`) : null,
    none ? el("span", { class: "muted" }, `${counted(none, "item")} without geometry`) : null,
    kept < items ? el("span", { class: "muted" }, `${count(kept)} of ${count(items)} items are kept here`) : null);
}

/** Worst shapes last, so that they lie on top. */
function settleShapes() {
  for (const shape of shapes) shape.settle(chart.off);
  chart.shapes = shapes.filter((shape) => shape.shown.length).sort((a, b) => b.worst - a.worst);
}

function dataBox() {
  const [west, east] = shortestInterval(shapes.map((shape) => [shape.west, shape.east]));
  const south = shapes.reduce((least, shape) => Math.min(least, shape.south), 90);
  const north = shapes.reduce((most, shape) => Math.max(most, shape.north), -90);
  return [west, south, east, north];
}

function fitData() {
  if (!shapes.length) return fitWorld();
  const [west, south, east, north] = dataBox();
  const room = Math.max(0.05, (0.06 - Math.max(east - west, north - south)) / 2);
  chart.camera.fit([west - room, south - room, east + room, north + room]);
  return chart.redraw();
}

function fitWorld() {
  chart.camera.fit([-180, -85, 180, 85]);
  chart.redraw();
}

function zoomBy(factor, x, y) {
  chart.camera.zoom(factor, x, y);
  chart.redraw();
}

function resizeMap() {
  const { clientWidth, clientHeight } = chart.canvas;
  if (!clientWidth) return;
  const ratio = Math.max(2, devicePixelRatio); // paper wants at least two dots a pixel
  Object.assign(chart.canvas, { width: clientWidth * ratio, height: clientHeight * ratio });
  Object.assign(chart.camera, { width: clientWidth, height: clientHeight });
  chart.pen = chart.canvas.getContext("2d");
  chart.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!chart.fitted) { chart.fitted = true; fitData(); }
  chart.redraw();
}

function redrawMap() {
  const { pen, camera } = chart;
  if (!pen) return;
  const colors = palette();
  pen.fillStyle = colors.sea;
  pen.fillRect(0, 0, camera.width, camera.height);
  const wide = camera.east - camera.west >= LAND_FROM;
  if (wide) drawLand(pen, camera, colors);
  drawGraticule(pen, camera, colors);
  for (const shape of chart.shapes) drawShape(pen, camera, shape, colors[severityName(shape.worst)], shape === chart.picked);
  if (chart.picked?.shown.length) drawShape(pen, camera, chart.picked, colors[severityName(chart.picked.worst)], true);
  if (!wide && camera.width > 420) drawLocator(pen, camera, colors);
  listItems();
}

/** The items of the shape that was chosen, or of all shapes in view. */
function listItems() {
  const { camera } = chart;
  const [top, bottom] = [camera.latAt(0), camera.latAt(camera.height)];
  const inView = chart.picked ? [chart.picked] : chart.shapes.filter((s) => s.south <= top && s.north >= bottom && turns([s.west, s.east], camera.west, camera.east).length);
  const shown = inView.flatMap((shape) => shape.shown).sort((a, b) => a.worst - b.worst || b.total - a.total || naturally(a.label, b.label));
  chart.list.replaceChildren(
    el("div", { class: "list-head" }, el("h3", {}, chart.picked ? counted(shown.length, "item") + " here" : counted(shown.length, "item") + " in view"),
      chart.picked ? el("button", { type: "button", class: "link", onclick: () => { chart.picked = null; chart.redraw(); } }, "Show all") : null),
    el("ul", { class: "plain" }, shown.slice(0, LISTED_IN_VIEW).map(mapItem)),
    shown.length > LISTED_IN_VIEW ? el("p", { class: "muted" }, `and ${count(shown.length - LISTED_IN_VIEW)} more`) : "");
}

const mapItem = (doc) => el("li", { class: "map-item" }, severityIcon(doc.worst),
  el("span", {}, doc.findings.length
    ? el("a", { class: "foreign", href: address("findings", { file: doc.address }) }, doc.label)
    : foreign(doc.label),
  el("span", { class: "muted" }, doc.state)));

function onGrab(event) {
  chart.canvas.setPointerCapture(event.pointerId);
  chart.from = [event.offsetX, event.offsetY];
  chart.dragged = false;
}

function onDrag(event) {
  if (!chart.from) return;
  const [dx, dy] = [event.offsetX - chart.from[0], event.offsetY - chart.from[1]];
  if (!chart.dragged && Math.hypot(dx, dy) < 4) return;
  chart.dragged = true;
  chart.from = [event.offsetX, event.offsetY];
  pan(-dx, -dy);
}

function onRelease(event) {
  if (chart.from && !chart.dragged && event.type === "pointerup") pick(event.offsetX, event.offsetY);
  chart.from = null;
}

function onWheel(event) {
  event.preventDefault();
  zoomBy(1.0015 ** -event.deltaY, event.offsetX, event.offsetY);
}

function pan(dx, dy) {
  const { camera } = chart;
  camera.lon += dx / (camera.scale * camera.stretch);
  camera.lat -= dy / camera.scale;
  camera.hold();
  chart.redraw();
}

/** Choose the smallest shape at a point of the canvas; choosing again goes to the next larger one. */
function pick(x, y) {
  const { camera } = chart;
  const here = chart.shapes.filter((shape) => shape.holds(camera.lonAt(x), camera.latAt(y), 6 / camera.scale));
  const area = (shape) => (shape.east - shape.west) * (shape.north - shape.south);
  here.sort((a, b) => area(a) - area(b));
  chart.picked = here[(here.indexOf(chart.picked) + 1) % Math.max(1, here.length)] ?? null;
  announce(chart.picked ? `${counted(chart.picked.shown.length, "item")} chosen` : "Nothing here");
  chart.redraw();
}

function onMapKey(event) {
  const steps = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
  if (event.key in steps) pan(...steps[event.key]);
  else if (event.key === "+" || event.key === "=") zoomBy(1.6);
  else if (event.key === "-") zoomBy(1 / 1.6);
  else if (event.key === "0") fitData();
  else if (event.key === "Escape") { chart.picked = null; chart.redraw(); }
  else return;
  event.preventDefault();
}
