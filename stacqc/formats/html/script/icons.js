// Small drawings: severities differ in form as well as in colour.

const PATHS = {
  error: "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2L1.5 10.8V5.2z",
  warning: "M8 1.4l7 12.6H1z",
  info: "M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13z",
  clean: "M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13z",
};
const STROKES = {
  error: "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8",
  warning: "M8 6v3.6M8 11.4v.6",
  info: "M8 7.4v4M8 4.6v.6",
  clean: "M5 8.3l2.2 2.2L11.2 6",
  chevron: "M6 3.5L10.5 8 6 12.5",
  sun: "M8 4.8a3.2 3.2 0 100 6.4 3.2 3.2 0 000-6.4zM8 .8v1.6M8 13.6v1.6M.8 8h1.6M13.6 8h1.6M2.9 2.9L4 4M12 12l1.1 1.1M2.9 13.1L4 12M12 4l1.1-1.1",
  moon: "M13.5 9.7A6 6 0 016.3 2.5a6 6 0 107.2 7.2z",
  auto: "M8 1.5a6.5 6.5 0 100 13zM8 1.5a6.5 6.5 0 010 13",
  close: "M4 4l8 8M12 4l-8 8",
  up: "M3.5 10L8 5.5l4.5 4.5",
  down: "M3.5 6L8 10.5 12.5 6",
  file: "M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13",
  folder: "M1.5 3.5h4.8l1.5 2h6.7v7.5h-13z",
  Collection: "M1.5 4.5h13v9h-13zM3 2.5h10",
  Catalog: "M2 2.5h5v5H2zM9 2.5h5v5H9zM2 9.5h5v4H2zM9 9.5h5v4H9z",
  Item: "M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13",
};

/** Draw an icon; it is decoration unless given a label. */
function icon(name, label) {
  const parts = [];
  if (PATHS[name]) parts.push(svg("path", { d: PATHS[name], class: "shape" }));
  parts.push(svg("path", { d: STROKES[name] ?? STROKES.file, class: "stroke" }));
  const meaning = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { viewBox: "0 0 16 16", class: `glyph ${name}`, ...meaning }, ...parts);
}

const severityName = (severity) => SEVERITIES[severity] ?? "clean";
const severityIcon = (severity) => icon(severityName(severity), severityName(severity));

/** Icon and word. */
const severityChip = (severity, label = severityName(severity)) =>
  el("span", { class: `chip ${severityName(severity)}` }, icon(severityName(severity)), label);
