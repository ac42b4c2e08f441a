// All that is known of one finding.

/** Fill the panel for a finding; `nth` is its place among those selected. */
function drawDetail(panel, finding, nth, total, { move, close }) {
  const doc = finding.document;
  panel.replaceChildren(
    el("div", { class: "detail-bar" },
      el("span", { class: "muted" }, `${count(nth + 1)} of ${count(total)}`),
      iconButton("up", "Previous finding", () => move(-1), nth === 0),
      iconButton("down", "Next finding", () => move(1), nth === total - 1),
      iconButton("close", "Close", close)),
    el("div", { class: "detail-body" },
      el("div", { class: "chips" }, severityChip(finding.severity),
        el("a", { class: "foreign code", href: address("findings", { rule: finding.ruleName }), title: "All findings of this rule" }, finding.ruleName)),
      foreign(finding.message, "h3"),
      finding.sides ? sideBySide(finding.sides) : null,
      codeFrame(finding),
      finding.help ? el("p", { class: "hint" }, el("strong", {}, isDiff ? "" : "Help "), foreign(finding.help)) : null,
      fixBlock(finding),
      facts(finding, doc),
      relatedBlock(finding),
      sharedBlock(shared[finding.shared - 1]),
      siblings(finding, doc),
      ruleBlock(DATA.rules[finding.rule])));
  panel.querySelector(".detail-body").scrollTop = 0;
}

function iconButton(name, label, onclick, disabled = false) {
  return el("button", { type: "button", class: "icon", "aria-label": label, title: label, disabled, onclick }, icon(name));
}

function facts(finding, doc) {
  const [line, column] = finding.range;
  const rows = [
    ["File", el("span", {}, foreign(doc.uri, "span", { class: "code path" }), copyButton(line ? `${doc.uri}:${line}:${column}` : doc.uri))],
    ["Line", line ? `${line}, column ${column}` : null],
    ["Pointer", finding.pointer ? foreign(finding.pointer, "span", { class: "code path" }) : null],
    ["Value", !finding.sides && text(finding.valueText) ? foreign(text(finding.valueText), "span", { class: "code" }) : null],
    ["Document", doc.id ? foreign(doc.id, "span", { class: "code" }) : null],
    ["Collection", doc.collection ? el("a", { class: "foreign code", href: address("findings", { collection: doc.collection }) }, doc.collection) : null],
    ["Fingerprint", el("span", { class: "code muted" }, finding.fingerprint)],
  ];
  return el("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function copyButton(value) {
  if (!navigator.clipboard) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    announce("Copied");
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  const button = el("button", { type: "button", class: "copy", onclick: copy, "aria-label": "Copy file and line" }, "Copy");
  return button;
}

function fixBlock(finding) {
  if (!finding.fix) return null;
  const [title, safe, edits] = finding.fix;
  return el("section", { class: "block", "aria-label": "Fix" },
    el("h4", {}, "Fix", el("span", { class: "tag" }, safe ? "safe" : "changes the meaning")),
    text(title) ? foreign(text(title), "p") : null,
    el("ul", { class: "edits" }, edits.map(([action, path, value]) =>
      el("li", {}, el("span", { class: "tag" }, action), foreign(path, "code"), action === "remove" ? null : [" → ", foreign(value, "code")]))));
}

function relatedBlock(finding) {
  if (!finding.related.length) return null;
  return el("section", { class: "block", "aria-label": isDiff ? "Row" : "Related files" },
    el("h4", {}, isDiff ? "Other side" : "Related files"),
    el("ul", { class: "plain" }, finding.related.map((uri) => el("li", {}, documentLink(uri)))));
}

/** A link to the findings of a document, or its address alone where it has none. */
function documentLink(uri) {
  const doc = docsByUri.get(uri);
  if (!doc || !doc.findings.length) return foreign(below(uri), "span", { class: "code path" });
  return el("a", { class: "foreign code path", href: address("findings", { file: uri }) }, below(uri));
}

function sharedBlock(one) {
  if (!one) return null;
  return el("section", { class: "block", "aria-label": "The same in other documents" },
    el("h4", {}, "The same in other documents"),
    foreign(one.message, "p"),
    one.help ? foreign(one.help, "p", { class: "muted" }) : null,
    el("p", {}, el("a", { href: address("findings", { shared: String(one.number) }) }, `All ${count(one.times)}`)));
}

function siblings(finding, doc) {
  const others = doc.findings.filter((index) => index !== finding.index);
  if (!others.length) return null;
  const shown = others.slice(0, 5).map((index) => findings[index]);
  return el("section", { class: "block", "aria-label": "Also in this document" },
    el("h4", {}, "Also in this document"),
    el("ul", { class: "plain" }, shown.map((f) => el("li", { class: "sibling" }, severityIcon(f.severity), foreign(f.message)))),
    el("p", {}, el("a", { href: address("findings", { file: doc.address }) }, `All ${count(others.length + 1)} of this document`)));
}

function ruleBlock(rule) {
  if (!rule.summary && !rule.why) return null;
  const docsLink = /^https?:\/\//.test(rule.docs ?? "") ? el("a", { href: rule.docs, rel: "noreferrer noopener", target: "_blank" }, "Specification") : null;
  return el("section", { class: "block rule", "aria-label": "About the rule" },
    el("h4", {}, "About the rule"),
    rule.summary ? foreign(rule.summary, "p") : null,
    rule.why ? foreign(rule.why, "p", { class: "muted" }) : null,
    docsLink ? el("p", {}, docsLink) : null);
}
