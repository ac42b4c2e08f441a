// Paper knows no scrolling: for printing, the findings of the filters are written out, grouped by document.

const PRINTED = 500;

function preparePrint() {
  const found = state.view === "findings" ? list.found : findings;
  const groups = Map.groupBy(found.slice(0, PRINTED), (f) => f.document);
  const rest = found.length - PRINTED;
  byId("printed")?.remove();
  byId("findings").append(el("div", { id: "printed" },
    el("h2", {}, `${counted(found.length, FOUND)}`),
    [...groups].map(([doc, group]) => el("section", {}, foreign(doc.address, "h3", { class: "code" }), group.map(printedFinding))),
    rest > 0 ? el("p", {}, `${counted(rest, `more ${FOUND}`)} not printed; filters choose which.`) : null));
  if (DATA.has_facts) showMatrix();
  document.dispatchEvent(new Event("themechange"));
}

function printedFinding(f) {
  return el("article", {},
    el("p", {}, severityChip(f.severity), " ", foreign(f.message, "strong")),
    el("p", { class: "muted" }, foreign(f.ruleName, "span", { class: "code" }), f.line ? ` · line ${f.line}` : "", f.pointer ? " · " : "", foreign(f.pointer, "span", { class: "code" })),
    f.sides ? sideBySide(f.sides) : codeFrame(f),
    f.help ? foreign(f.help, "p", { class: "hint" }) : null);
}

function endPrint() {
  byId("printed")?.remove();
  document.dispatchEvent(new Event("themechange"));
}

addEventListener("beforeprint", preparePrint);
addEventListener("afterprint", endPrint);
