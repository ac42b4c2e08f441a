// Counts as lengths.

/** One bar in parts, one per severity. */
function stackedBar(counts, whole, extra = "") {
  const sum = counts.reduce((a, b) => a + b, 0);
  const parts = counts.map((n, i) => n > 0 && styled(el("span", { class: `part ${severityName(i)}` }), { "flex-grow": n }));
  const bar = styled(el("span", { class: "fill" }, parts), { width: `${whole ? Math.max(1.5, (100 * sum) / whole) : 0}%` });
  return el("span", { class: `bar ${extra}`, "aria-hidden": "true" }, sum ? bar : null);
}

/** A number in a cell, and nothing where there is none. */
const cell = (n, severity) =>
  el("td", { class: `number ${n ? severityName(severity) : "none"}` }, n ? count(n) : el("span", { "aria-hidden": "true" }, "–"));

/** A table with a caption and head. */
function table(caption, heads, rows, attributes = {}) {
  return el("table", attributes,
    el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, heads.map(([label, kind]) => el("th", { scope: "col", class: kind }, label)))),
    el("tbody", {}, rows));
}

/** A table of which the first rows are shown until all are asked for. */
function shortened(caption, heads, rows, limit = 12) {
  const body = table(caption, heads, rows.slice(0, limit));
  if (rows.length <= limit) return body;
  const more = el("button", { type: "button", class: "more", onclick: () => {
    body.querySelector("tbody").append(...rows.slice(limit));
    more.remove();
  } }, `Show all ${count(rows.length)}`);
  return [body, more];
}
