// Which property has which type how often: what an index or a database will make of the items.

const TYPES = ["string", "integer", "number", "boolean", "null", "array", "object"];
const LISTED = 400;
const matrix = { collection: "", name: "", onlyMixed: false };

function drawProperties() {
  const names = DATA.items.map(([name, n]) => [text(name), n]);
  const choice = [["*", DATA.sides ? "Both sides" : "All collections"], ...names.filter(([name]) => name).map(([name]) => [name, name])];
  matrix.collection = "*";
  matrix.body = el("div", { class: "matrix-pane", tabindex: "0", role: "region", "aria-label": "Properties and their types" });
  byId("properties").append(
    el("div", { class: "toolbar" }, el("div", { class: "toolbar-row" },
      labelled("Property", el("input", { type: "search", placeholder: "Property", oninput: (e) => { matrix.name = e.target.value.toLowerCase(); showMatrix(); } }), true),
      choice.length > 2 ? labelled(DATA.sides ? "Side" : "Collection", el("select", { onchange: (e) => { matrix.collection = e.target.value; showMatrix(); } }, options(choice)), true) : null,
      el("label", { class: "check" }, el("input", { type: "checkbox", onchange: (e) => { matrix.onlyMixed = e.target.checked; showMatrix(); } }), "Only mixed types"))),
    matrix.body);
  let drawn = false;
  follow(({ view }) => { if (view === "properties" && !drawn) { drawn = true; showMatrix(); } });
}

/** Rows of the chosen collection, or of all items: name, counts per type, and what is known of values. */
function matrixRows() {
  const rows = matrix.collection === "*"
    ? DATA.properties.map(([name, counts, values, range, examples]) => ({ name: text(name), counts, values, range: text(range), examples }))
    : DATA.by_collection.filter(([collection]) => text(collection) === matrix.collection).map(([, name, counts]) => ({ name: text(name), counts }));
  return rows.map((row) => ({ ...row, mixed: isMixed(row.counts), all: row.counts.reduce((a, b) => a + b, 0) }))
    .filter((row) => (!matrix.onlyMixed || row.mixed) && row.name.toLowerCase().includes(matrix.name))
    .sort((a, b) => b.mixed - a.mixed || naturally(a.name, b.name));
}

/** Whether values have more than one type; numbers are one, and null goes with any. */
function isMixed([strings, integers, numbers, booleans, , arrays, objects]) {
  return [strings, integers + numbers, booleans, arrays, objects].filter((n) => n > 0).length > 1;
}

function showMatrix() {
  const rows = matrixRows();
  const everywhere = matrix.collection === "*";
  const items = everywhere ? DATA.surveyed : DATA.items.find(([name]) => text(name) === matrix.collection)[1];
  const types = TYPES.map((_, i) => i).filter((i) => rows.some((row) => row.counts[i] > 0));
  const mixed = rows.filter((row) => row.mixed).length;
  const heads = [["Property"], ["In items", "presence"], ...types.map((i) => [TYPES[i], "number"]), ...(everywhere ? [["Values", "values"]] : [])];
  matrix.body.replaceChildren(
    el("p", { class: "muted" }, `${counted(rows.length, "property", "properties")} of ${counted(items, "item")}${everywhere && DATA.sides ? " on both sides" : ""}`, mixed ? [", ", el("strong", { class: "warning" }, `${count(mixed)} with mixed types`)] : null,
      rows.length > LISTED ? `; the first ${LISTED} are shown` : ""),
    table("Properties and the types of their values", heads, rows.slice(0, LISTED).map((row) => matrixRow(row, items, types)), { class: "matrix" }));
}

function matrixRow(row, items, types) {
  const { name, counts, mixed, all } = row;
  const share = items ? all / items : 0;
  return el("tr", { class: mixed ? "mixed" : "" },
    el("th", { scope: "row" }, foreign(name, "span", { class: "code" }), mixed ? el("span", { class: "tag warning" }, icon("warning"), "mixed") : null),
    el("td", { class: "presence" }, styled(el("span", { class: "meter", "aria-hidden": "true" }), { "--share": share }), share === 1 ? "all" : `${share < 0.01 ? "<1" : Math.min(99, Math.round(share * 100))} %`),
    types.map((i) => counts[i]).map((n) => styled(el("td", { class: n ? "number hot" : "number none" }, n ? count(n) : el("span", { "aria-hidden": "true" }, "·")), { "--share": all ? n / all : 0 })),
    row.examples ? el("td", { class: "values" }, mixed ? row.examples.map(exampleOf) : valuesOf(row)) : null);
}

/** The values where they are few, else from where to where they go. */
function valuesOf({ values, range }) {
  if (!values.length) return range ? foreign(range, "span", { class: "code" }) : null;
  return values.map(([value, n]) => el("span", { class: "one" }, foreign(text(value), "span", { class: "code" }), values.length > 1 ? el("span", { class: "muted" }, ` ×${count(n)}`) : null));
}

/** A value of one type and the document it is in. */
const exampleOf = ([type, value, where]) => el("div", {}, el("span", { class: "muted" }, `${type} `), foreign(text(value), "span", { class: "code" }), " in ", documentLink(text(where)));
