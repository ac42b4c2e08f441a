// The line of the source that a finding is about, with a caret below; and two values side by side.

/** The source line with the range marked and pointed at. */
function codeFrame(finding) {
  const line = text(finding.lineText);
  if (!line.trim()) return null;
  const indent = Math.min(line.length - line.trimStart().length, finding.offset);
  // Offsets count code points, as the lines and columns of the report do.
  const points = Array.from(line);
  const from = finding.offset;
  const [startLine, startColumn, endLine, endColumn] = finding.range;
  const length = endLine === startLine ? endColumn - startColumn : points.length - from;
  const to = Math.min(points.length, from + Math.max(1, length));
  const part = (a, b) => points.slice(a, b).join("");
  return el("figure", { class: `frame ${severityName(finding.severity)}` },
    el("figcaption", { class: "unseen" }, `Line ${startLine}, columns ${startColumn} to ${startColumn + to - from}`),
    el("pre", { class: "foreign", tabindex: "0", "aria-label": `Source, line ${startLine}` },
      el("span", { class: "gutter", "aria-hidden": "true" }, String(startLine)),
      el("code", {}, part(indent, from), el("mark", {}, part(from, to)), part(to)),
      "\n",
      el("span", { class: "gutter", "aria-hidden": "true" }, ""),
      el("span", { class: "carets", "aria-hidden": "true" }, el("span", { class: "ghost" }, part(indent, from)), "^".repeat(Math.max(1, to - from)))));
}

/** File and database next to each other, with the lines that differ marked. */
function sideBySide([file, database]) {
  const lines = [file, database].map((side) => (side ? side.split("\n") : []));
  const common = commonLines(lines[0], lines[1]);
  return el("div", { class: "sides" }, ["In the file", "In the database"].map((label, i) =>
    el("figure", { class: i ? "database" : "file" },
      el("figcaption", {}, label),
      lines[i].length
        ? el("pre", { class: "foreign", tabindex: "0", "aria-label": label },
          lines[i].map((line, n) => [el(common[i].has(n) ? "span" : "mark", {}, line || " "), "\n"]))
        : el("p", { class: "absent" }, "not there"))));
}

/** The numbers of the lines that both sides have in the same order: the longest such sequence. */
function commonLines(a, b) {
  const found = [new Set(), new Set()];
  if (a.length * b.length > 250_000) return found;
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) { found[0].add(i); found[1].add(j); i += 1; j += 1; }
    else if (best[i + 1][j] >= best[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}
