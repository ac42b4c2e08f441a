// The table of findings: filters above, rows below, one finding beside it.

const list = { found: [], active: -1, rows: null, open: false };
const narrow = matchMedia("(max-width: 60rem)");

function drawFindings() {
  const view = byId("findings");
  list.grid = el("div", {
    role: "grid", class: "grid", id: "grid", tabindex: "0", "aria-label": isDiff ? "Differences" : "Findings",
    "aria-colcount": isDiff ? "5" : "3", onkeydown: onGridKey,
  });
  list.head = el("div", { role: "rowgroup", class: "grid-head" });
  list.body = el("div", { role: "rowgroup", class: "grid-body", onclick: onRowClick });
  list.grid.append(list.head, list.body);
  list.panel = el("aside", { class: "detail", "aria-label": "Finding", tabindex: "-1", hidden: true, onkeydown: onDetailKey });
  list.empty = el("div", { class: "empty-state", hidden: true },
    icon("clean"), el("p", {}), el("button", { type: "button", class: "button", onclick: clearFilters }, "Clear filters"));
  view.append(toolbar(), el("div", { class: "panes" }, el("div", { class: "list-pane" }, list.grid, list.empty), list.panel));
  list.rows = new VirtualRows({ scroller: list.grid, body: list.body, height: () => (narrow.matches ? 84 : 58), headroom: 34, render: drawRow });
  narrow.addEventListener("change", () => list.rows.draw());
  follow(({ view: shown, filters }) => { if (shown === "findings") showSelection(filters); });
}

function toolbar() {
  const rules = [["", isDiff ? "All classes" : "All rules"], ...DATA.rules.map((r) => [r.name, `${r.name} (${count(r.counts.reduce((a, b) => a + b, 0))})`])];
  const collections = [["", "All collections"], ...DATA.collections.map(([name]) => [text(name), text(name)]).filter(([name]) => name)];
  list.search = el("input", { type: "search", id: "search", placeholder: `Search ${FOUND}s`, autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/", oninput: (e) => refine({ q: e.target.value }) });
  list.file = el("input", { type: "search", placeholder: "File or folder", autocomplete: "off", spellcheck: "false", oninput: (e) => refine({ file: e.target.value }) });
  list.rule = el("select", { onchange: (e) => refine({ rule: e.target.value }) }, options(rules));
  list.collection = el("select", { onchange: (e) => refine({ collection: e.target.value }) }, options(collections));
  list.severities = el("div", { class: "toggles", role: "group", "aria-label": "Severity" }, SEVERITIES.map((name, i) =>
    el("button", { type: "button", "aria-pressed": "true", class: name, onclick: () => toggleSeverity(i) }, icon(name), el("span", { class: "word" }, PLURAL[name]), el("span", { class: "n" }))));
  list.status = el("div", { class: "filter-status" });
  return el("div", { class: "toolbar", role: "search" },
    el("div", { class: "toolbar-row" },
      labelled("Search", el("span", { class: "search-box" }, list.search, el("kbd", { "aria-hidden": "true" }, "/")), true),
      list.severities,
      labelled(isDiff ? "Class" : "Rule", list.rule, true),
      collections.length > 2 ? labelled("Collection", list.collection, true) : null,
      labelled("File", list.file, true)),
    list.status);
}

function toggleSeverity(index) {
  const wanted = severitiesOf(state.filters);
  if (wanted.size === 3) { wanted.clear(); wanted.add(index); }
  else if (wanted.has(index)) wanted.delete(index);
  else wanted.add(index);
  refine({ severity: wanted.size % 3 ? [...wanted].sort().map((i) => SEVERITIES[i]).join(",") : "" });
}

function clearFilters() {
  refine(everything());
  list.search.focus();
}

function showSelection(filters) {
  const kept = list.open ? list.found[list.active] : null;
  list.found = selected(filters);
  list.active = Math.max(0, kept ? list.found.indexOf(kept) : 0);
  showFilters(filters);
  drawHead(filters.sort);
  list.grid.setAttribute("aria-rowcount", list.found.length + 1);
  list.grid.scrollTop = 0;
  list.rows.reset(list.found.length);
  list.empty.hidden = list.found.length > 0;
  list.grid.hidden = !list.found.length;
  list.empty.querySelector("p").textContent = totalFindings ? `No ${FOUND} matches these filters.` : "Nothing was found.";
  list.empty.querySelector("button").hidden = !totalFindings;
  if (!list.found.length || (list.open && kept !== list.found[list.active])) closeDetail(false);
  if (list.found.length) setActive(list.active, false);
}

function showFilters(filters) {
  for (const [control, name] of [[list.search, "q"], [list.file, "file"], [list.rule, "rule"], [list.collection, "collection"]]) {
    if (control.value !== filters[name]) control.value = filters[name];
  }
  const wanted = severitiesOf(filters);
  const numbers = bySeverity(filters);
  [...list.severities.children].forEach((button, i) => {
    button.setAttribute("aria-pressed", String(wanted.has(i)));
    button.querySelector(".n").textContent = count(numbers[i]);
  });
  const all = list.found.length === findings.length;
  const said = all ? counted(findings.length, FOUND) : `${count(list.found.length)} of ${count(findings.length)}`;
  const inside = filters.under ? el("button", { type: "button", class: "pill", onclick: () => refine({ under: "" }), "aria-label": "Leave this part of the catalog" }, "in ", foreign(nodeLabel(filters.under, filters.by)), icon("close")) : null;
  const one = shared[filters.shared - 1];
  const alike = filters.shared ? el("button", { type: "button", class: "pill", onclick: () => refine({ shared: "" }), "aria-label": "Show other differences too" }, one ? foreign(one.message) : "not what many documents share", icon("close")) : null;
  list.status.replaceChildren(el("span", { id: "shown" }, said), ...[inside, alike, all ? null : el("button", { type: "button", class: "link", onclick: clearFilters }, "Clear filters")].filter(Boolean));
  announce(all ? `${said} shown` : `${said} ${FOUND}s shown`);
}

const HEADS = isDiff
  ? [["severity", "Severity"], ["rule", "Difference"], [null, "In the file"], [null, "In the database"], ["place", "Place"]]
  : [["severity", "Severity"], ["rule", "Finding and rule"], ["place", "Place"]];

function drawHead(sort) {
  list.head.replaceChildren(el("div", { role: "row", "aria-rowindex": "1", class: "row head" }, HEADS.map(([order, label], i) => {
    const sorted = order === sort;
    const inside = order ? el("button", { type: "button", tabindex: "-1", onclick: () => refine({ sort: order }), title: `Sort by ${label.toLowerCase()}` }, label, sorted ? icon("down") : null) : label;
    return el("span", { role: "columnheader", "aria-colindex": i + 1, "aria-sort": sorted ? "ascending" : order ? "none" : undefined }, inside);
  })));
}

function drawRow(index) {
  const f = list.found[index];
  const active = index === list.active;
  return el("div", { role: "row", id: `row-${index}`, class: `row${active ? " active" : ""}`, "aria-rowindex": index + 2, "aria-selected": String(active), "data-index": index },
    (isDiff ? differenceCells : findingCells)(f).map((inside, i) => el("span", { role: "gridcell", "aria-colindex": i + 1 }, inside)));
}

const findingCells = (f) => [
  severityIcon(f.severity),
  [foreign(f.message, "span", { class: "first" }), foreign(f.ruleName, "span", { class: "second code" })],
  [place(f), foreign(f.pointer || f.document.id, "span", { class: "second code" })],
];

/** Whether the sentence says more than both sides do: of documents, and of places, whose coordinates say little. */
const saysItAll = (f) => !f.sides || f.ruleName === "diff/geometry";

const differenceCells = (f) => [
  severityIcon(f.severity),
  [foreign(saysItAll(f) ? f.message : f.pointer || "document", "span", { class: "first" }), foreign(f.ruleName, "span", { class: "second code" })],
  sideCell(f, 0),
  sideCell(f, 1),
  [place(f), foreign(f.document.id, "span", { class: "second code" })],
];

/** File and line, of which the line is never cut. */
const place = (f) => el("span", { class: "place" }, middle(nameOf(f.document.uri)), f.line ? el("span", { class: "line" }, `:${f.line}`) : null);

function sideCell(f, which) {
  if (!f.sides) return el("span", { class: "muted nothing" }, "–");
  const side = f.sides[which];
  return side ? foreign(side.replace(/\s+/g, " ").slice(0, 200), "span", { class: "code value" }) : el("span", { class: "absent" }, "not there");
}

function setActive(index, reveal = true) {
  const before = list.active;
  list.active = index;
  list.rows.refresh(before);
  if (reveal) list.rows.reveal(index);
  list.rows.refresh(index);
  list.grid.setAttribute("aria-activedescendant", `row-${index}`);
  if (list.open) showDetail();
}

function showDetail() {
  list.open = true;
  list.panel.hidden = false;
  byId("findings").classList.add("with-detail");
  drawDetail(list.panel, list.found[list.active], list.active, list.found.length, {
    move: (step) => { setActive(list.active + step); list.panel.focus(); },
    close: () => closeDetail(true),
  });
}

function closeDetail(refocus) {
  list.open = false;
  list.panel.hidden = true;
  byId("findings").classList.remove("with-detail");
  if (refocus) list.grid.focus();
}

function onRowClick(event) {
  const row = event.target.closest("[data-index]");
  if (!row || getSelection().type === "Range") return;
  setActive(Number(row.dataset.index));
  showDetail();
  list.grid.focus({ preventScroll: true });
}

function onGridKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const to = moved(event.key, list.active, list.rows);
  if (to !== undefined) { event.preventDefault(); setActive(to); }
  else if (event.key === "Enter" && event.target === list.grid) { event.preventDefault(); showDetail(); list.panel.focus(); }
  else if (event.key === "Escape" && list.open) { event.stopPropagation(); closeDetail(true); }
}

function onDetailKey(event) {
  if (event.key === "Escape") { event.stopPropagation(); closeDetail(true); }
}
