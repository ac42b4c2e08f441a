// The first view: how it stands, and where to begin.

function drawOverview() {
  byId("overview").append(
    el("div", { class: "wrap" },
      verdict(),
      notes(),
      sharedCard(),
      el("div", { class: "columns" },
        el("div", {}, rulesCard(), collectionsCard()),
        el("div", {}, documentsCard(), failuresCard(), passedCard()))));
}

function verdict() {
  const [errors, warnings, infos] = DATA.totals.severity;
  const worst = DATA.totals.severity.findIndex((n) => n > 0);
  const said = totalFindings ? counted(totalFindings, FOUND) : `No ${FOUND}s`;
  return el("div", { class: "verdict" },
    el("div", { class: "sentence" },
      el("h2", {}, icon(worst < 0 ? (DATA.failures.length ? "warning" : "clean") : SEVERITIES[worst]), `${said} in ${counted(totalDocuments, "document")}`),
      el("p", { class: "muted" }, checkedText()),
      stackedBar(DATA.totals.severity, totalFindings, "tall")),
    el("ul", { class: "tiles", "aria-label": "Totals" },
      ...[errors, warnings, infos].map((n, i) => tile(n, n === 1 ? SEVERITIES[i] : PLURAL[SEVERITIES[i]], SEVERITIES[i])),
      tile(DATA.failed, "not checkable", "failure"), cleanTile()));
}

function tile(n, label, kind) {
  const inside = [el("strong", {}, count(n)), el("span", {}, label)];
  const linked = n && SEVERITIES.includes(kind);
  return el("li", { class: `tile ${n ? kind : "none"}` },
    linked ? el("a", { href: address("findings", { severity: kind }) }, inside) : el("div", {}, inside));
}

/** The share of documents without a finding, where the documents are known. */
function cleanTile() {
  if (!totalDocuments || DATA.totals.uncounted || isDiff) return null;
  const clean = Math.max(0, totalDocuments - docs.filter((doc) => doc.worst !== CLEAN).length);
  const share = Math.floor((100 * clean) / totalDocuments);
  return el("li", { class: `tile ${share === 100 ? "clean" : "none"}` }, el("div", {}, el("strong", {}, `${share} %`), el("span", {}, "without findings")));
}

function checkedText() {
  const kinds = Object.entries(DATA.totals.checked).map(([kind, n]) => `${count(n)} ${n === 1 ? (kind === "unreadable" ? kind : kind.toLowerCase()) : KINDS[kind] ?? kind}`);
  const when = new Date(DATA.made).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const what = isDiff ? "compared" : "checked";
  return `${kinds.join(", ") || "Nothing"} ${what} by stacqc ${DATA.version}, ${when} UTC`;
}

function notes() {
  const said = [...DATA.hints];
  const { hidden, uncounted, suppressed } = DATA.totals;
  if (hidden) said.push(`${counted(findings.length, FOUND)} are listed in this file; ${count(hidden)} more are only counted.`);
  if (uncounted) said.push(`Counts per document and collection leave out ${counted(uncounted, FOUND)}; those per rule are of all.`);
  if (suppressed) said.push(`${counted(suppressed, "known finding")} of the baseline passed over.`);
  return said.map((note) => foreign(note, "p", { class: "note" }));
}

const card = (title, ...content) => el("section", { class: "card", "aria-label": title }, el("h3", {}, title), ...content);

/** What differs alike in many documents, and how much is left. */
function sharedCard() {
  if (!shared.length) return null;
  const rows = shared.map((one) => el("tr", {},
    el("td", { class: "tight" }, severityIcon(one.severity)),
    el("th", { scope: "row" },
      el("a", { class: "foreign", href: address("findings", { shared: String(one.number) }) }, one.message),
      el("p", { class: "muted" }, foreign(one.ruleName, "span", { class: "code" })),
      one.help ? foreign(one.help, "p", { class: "muted" }) : null),
    el("td", { class: "number" }, count(one.times))));
  const alone = totalFindings - shared.reduce((sum, one) => sum + one.times, 0);
  const title = "The same in many documents";
  return el("div", { class: "shared" }, card(title,
    shortened(title, [["Severity", "tight unseen-head"], ["Difference"], ["Differences", "number"]], rows, 20),
    alone ? el("p", {}, el("a", { href: address("findings", { shared: "0" }) }, `${counted(alone, FOUND)} besides`)) : null));
}

function rulesCard() {
  const title = isDiff ? "By class of difference" : "By rule";
  if (!DATA.rules.length) return card(title, el("p", { class: "empty" }, icon("clean"), "Nothing was found."));
  const sum = (rule) => rule.counts.reduce((a, b) => a + b, 0);
  const worst = (rule) => rule.counts.findIndex((n) => n > 0);
  const ordered = DATA.rules.toSorted((a, b) => worst(a) - worst(b) || sum(b) - sum(a) || (a.name < b.name ? -1 : 1));
  const most = Math.max(...ordered.map(sum));
  const rows = ordered.map((rule) => el("tr", {},
    el("td", { class: "tight" }, severityIcon(worst(rule))),
    el("th", { scope: "row" },
      el("a", { class: "foreign code", href: address("findings", { rule: rule.name }) }, rule.name),
      rule.summary ? foreign(rule.summary, "p", { class: "muted" }) : null),
    el("td", { class: "wide" }, stackedBar(rule.counts, most)),
    el("td", { class: "number" }, count(sum(rule)))));
  return card(title, shortened(title, [["Severity", "tight unseen-head"], [isDiff ? "Class" : "Rule"], ["", "wide"], [isDiff ? "Differences" : "Findings", "number"]], rows, 20));
}

function collectionsCard() {
  if (!DATA.has_facts || !DATA.collections.length) return null;
  const counts = new Map(DATA.collections.map(([name]) => [text(name), [0, 0, 0]]));
  for (const doc of docs) counts.get(doc.collection)?.forEach((_, i, all) => { all[i] += doc.counts[i]; });
  const titles = new Map(docs.filter((doc) => doc.kind === "Collection" && doc.title).map((doc) => [doc.id, doc.title]));
  const rows = DATA.collections
    .map(([name, n]) => [text(name), n, counts.get(text(name))])
    .sort((a, b) => b[2][0] - a[2][0] || b[2][1] - a[2][1] || b[1] - a[1])
    .map(([name, n, found]) => el("tr", {},
      el("th", { scope: "row", class: "name" }, name
        ? el("a", { class: "foreign", href: address("findings", { collection: name }), title: name }, titles.get(name) ?? middle(name, { class: "code" }))
        : el("span", { class: "muted" }, "without collection"),
      titles.has(name) ? el("p", { class: "muted" }, middle(name, { class: "code" })) : null),
      el("td", { class: "number roomy" }, count(n)),
      found.map((n, i) => cell(n, i))));
  return card("By collection", shortened(isDiff ? "Differences by collection" : "Findings by collection",
    [["Collection"], ["Documents", "number roomy"], ["Errors", "number"], ["Warnings", "number"], ["Info", "number"]], rows));
}

function documentsCard() {
  const worst = docs.filter((doc) => doc.worst !== CLEAN)
    .sort((a, b) => b.counts[0] - a.counts[0] || b.counts[1] - a.counts[1] || b.counts[2] - a.counts[2]).slice(0, 10);
  if (!worst.length) return null;
  const most = Math.max(...worst.map((doc) => doc.total));
  const rows = worst.map((doc) => el("tr", {},
    el("th", { scope: "row" }, el("a", { class: "foreign", href: address("findings", { file: doc.address }) },
      breakable(doc.address === doc.uri ? nameOf(doc.address) : doc.id || nameOf(doc.address))),
      foreign(breakable(doc.address === doc.uri ? below(doc.address).slice(0, -nameOf(doc.address).length) : below(doc.address)), "p", { class: "muted path" })),
    el("td", { class: "slim" }, stackedBar(doc.counts, most)),
    el("td", { class: "number" }, count(doc.total))));
  const title = `Documents with most ${FOUND}s`;
  return card(title, table(title, [["Document"], ["", "slim"], [isDiff ? "Differences" : "Findings", "number"]], rows));
}

function failuresCard() {
  if (!DATA.failures.length) return null;
  const rows = DATA.failures.map(([uri, message]) => el("tr", {}, el("td", {}, foreign(below(uri), "p", { class: "code path" }), foreign(message, "p"))));
  return card(isDiff ? "Could not be compared" : "Could not be checked", shortened("What could not be checked", [["Document"]], rows, 8));
}

function passedCard() {
  if (!DATA.passed.length) return null;
  const rows = DATA.passed.map(([name, times, meaning]) => el("tr", {},
    el("td", { class: "number" }, count(times)),
    el("th", { scope: "row" }, foreign(name, "span", { class: "code" }), foreign(meaning, "p", { class: "muted" }))));
  return card("Passed over by design", table("Passed over by design", [["Times", "number"], ["Equivalence"]], rows));
}
