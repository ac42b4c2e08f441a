// The catalog as a tree with the counts of everything below each branch.

const browser = { by: "links", onlyFound: false, open: { links: new Set(), folders: new Set() }, visible: [], active: 0 };

function drawCatalog() {
  const view = byId("catalog");
  browser.grid = el("div", { role: "treegrid", class: "grid tree", tabindex: "0", "aria-label": "Catalog", onkeydown: onTreeKey });
  browser.head = el("div", { role: "rowgroup", class: "grid-head" }, el("div", { role: "row", class: "row head" },
    ["Document", "Documents", "Errors", "Warnings", "Info"].map((label, i) => el("span", { role: "columnheader", class: i ? "number" : "" }, label))));
  browser.body = el("div", { role: "rowgroup", class: "grid-body", onclick: onTreeClick });
  browser.grid.append(browser.head, browser.body);
  view.append(treeToolbar(), el("div", { class: "panes" }, el("div", { class: "list-pane" }, browser.grid)));
  browser.rows = new VirtualRows({ scroller: browser.grid, body: browser.body, height: () => 36, headroom: 34, render: drawNode });
  follow(({ view: shown }) => { if (shown === "catalog") showTree(true); });
}

function treeToolbar() {
  const choose = (by, label) => el("button", { type: "button", "aria-pressed": String(browser.by === by), onclick: (e) => {
    for (const b of e.currentTarget.parentNode.children) b.setAttribute("aria-pressed", String(b === e.currentTarget));
    browser.by = by;
    browser.active = 0;
    showTree(true);
  } }, label);
  return el("div", { class: "toolbar" }, el("div", { class: "toolbar-row" },
    el("div", { class: "toggles", role: "group", "aria-label": "Arrange by" }, choose("links", "By links"), choose("folders", "By folders")),
    el("label", { class: "check" }, el("input", { type: "checkbox", onchange: (e) => { browser.onlyFound = e.target.checked; browser.active = 0; showTree(); } }), `Only with ${FOUND}s`),
    el("button", { type: "button", class: "button", onclick: () => expandAll(true) }, "Expand all"),
    el("button", { type: "button", class: "button", onclick: () => expandAll(false) }, "Collapse all")));
}

const hasFindings = (node) => node.counts.some((n) => n > 0);
const childrenOf = (node) => (browser.onlyFound ? node.children.filter(hasFindings) : node.children);
const opened = () => browser.open[browser.by];

function showTree(first = false) {
  const tree = treeOf(browser.by);
  if (first && !opened().size) openSome(tree);
  browser.visible = [];
  const walk = [[tree.root, 0, 1, 1]];
  while (walk.length) {
    const [node, level, nth, of] = walk.pop();
    if (level) browser.visible.push({ node, level, nth, of });
    if (!level || opened().has(node.key)) {
      const children = childrenOf(node);
      for (let i = children.length - 1; i >= 0; i -= 1) walk.push([children[i], level + 1, i + 1, children.length]);
    }
  }
  browser.active = Math.min(browser.active, Math.max(0, browser.visible.length - 1));
  browser.grid.setAttribute("aria-rowcount", browser.visible.length + 1);
  browser.rows.reset(browser.visible.length);
  setActiveNode(browser.active, false);
}

/** Open branches from the top down until the window is about full. */
function openSome(tree) {
  let shown = tree.root.children.length;
  for (const queue = [...tree.root.children]; queue.length;) {
    const node = queue.shift();
    if (!node.children.length || shown + node.children.length > 40) continue;
    opened().add(node.key);
    shown += node.children.length;
    queue.push(...node.children);
  }
}

function expandAll(open) {
  opened().clear();
  if (open) for (const node of treeOf(browser.by).nodes.values()) if (node.children.length) opened().add(node.key);
  browser.active = 0;
  showTree();
}

function drawNode(index) {
  const { node, level, nth, of } = browser.visible[index];
  const branch = childrenOf(node).length > 0;
  const expanded = branch ? String(opened().has(node.key)) : undefined;
  const active = index === browser.active;
  const label = el("span", { role: "gridcell", class: "name" },
    el("span", { class: `twist${expanded === "true" ? " open" : ""}` }, branch ? icon("chevron") : null),
    icon(STROKES[node.kind] ? node.kind : branch ? "folder" : "file"),
    middle(node.label, { class: "label" }),
    node.document && node.document.id && node.document.id !== node.label ? foreign(node.document.id, "span", { class: "second code" }) : null);
  const numbers = node.counts.map((n, i) => el("span", { role: "gridcell", class: `number ${n ? severityName(i) : "none"}` },
    n ? el("a", { tabindex: "-1", href: address("findings", { under: node.key, by: browser.by, severity: severityName(i) }) }, count(n)) : "–"));
  return styled(el("div", { role: "row", id: `node-${index}`, class: `row${active ? " active" : ""}`, "data-index": index, "aria-rowindex": index + 2,
    "aria-level": level, "aria-posinset": nth, "aria-setsize": of, "aria-expanded": expanded, "aria-selected": String(active) },
  label, el("span", { role: "gridcell", class: "number" }, count(node.total)), numbers), { "--level": level });
}

function setActiveNode(index, reveal = true) {
  const before = browser.active;
  browser.active = index;
  browser.rows.refresh(before);
  if (reveal) browser.rows.reveal(index);
  browser.rows.refresh(index);
  if (browser.visible.length) browser.grid.setAttribute("aria-activedescendant", `node-${index}`);
}

function toggleNode(index, open) {
  const { node } = browser.visible[index];
  if (!childrenOf(node).length) return;
  if (open) opened().add(node.key);
  else opened().delete(node.key);
  const { scrollTop } = browser.grid;
  showTree();
  browser.grid.scrollTop = scrollTop;
}

function onTreeClick(event) {
  const row = event.target.closest("[data-index]");
  if (!row || event.target.closest("a")) return;
  const index = Number(row.dataset.index);
  setActiveNode(index);
  const { node } = browser.visible[index];
  if (childrenOf(node).length) toggleNode(index, !opened().has(node.key));
  else showFindingsOf(node);
  browser.grid.focus({ preventScroll: true });
}

function showFindingsOf(node) {
  if (hasFindings(node)) go("findings", { under: node.key, by: browser.by });
  else announce(`No ${FOUND}s here`);
}

function onTreeKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !browser.visible.length) return;
  const { node, level } = browser.visible[browser.active];
  const to = moved(event.key, browser.active, browser.rows);
  const isOpen = opened().has(node.key) && childrenOf(node).length > 0;
  if (to !== undefined) setActiveNode(to);
  else if (event.key === "ArrowRight") isOpen ? setActiveNode(browser.active + 1) : toggleNode(browser.active, true);
  else if (event.key === "ArrowLeft" && isOpen) toggleNode(browser.active, false);
  else if (event.key === "ArrowLeft") setActiveNode(upFrom(browser.active, level));
  else if (event.key === "Enter") showFindingsOf(node);
  else return;
  event.preventDefault();
}

/** The row of the parent of a row. */
function upFrom(index, level) {
  while (index > 0 && browser.visible[index].level >= level) index -= 1;
  return index;
}
