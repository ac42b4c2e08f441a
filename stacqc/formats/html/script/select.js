// Which findings are meant: texts are searched once per distinct text, not once per finding.

let lowered = null;
const ruleNames = DATA.rules.map((rule) => rule.name.toLowerCase());

/** Mark the texts that contain a word. */
function marks(word) {
  lowered ??= DATA.strings.map((s) => s.toLowerCase());
  return Uint8Array.from(lowered, (s) => (s.includes(word) ? 1 : 0));
}

const words = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

/** Return a test of whether a finding says a word somewhere. */
function says(word) {
  const hit = marks(word);
  const rules = ruleNames.map((name) => name.includes(word));
  const inDocument = DATA.documents.map(([, where, , id, title]) => hit[where] || hit[id] || hit[title]);
  return (f) => rules[f.rule] || hit[f.messageText] || hit[f.pointerText] || hit[f.helpText] || hit[f.valueText]
    || inDocument[f.doc] || (f.sideTexts && f.sideTexts.some((n) => hit[n]));
}

function inFile(query) {
  const hit = marks(query.toLowerCase());
  const inDocument = DATA.documents.map(([, where]) => hit[where]);
  return (f) => inDocument[f.doc];
}

/** The tests that a set of filters asks for; severities are left out when asked. */
function tests(filters, withSeverity = true) {
  const made = words(filters.q).map(says);
  const rule = DATA.rules.findIndex((r) => r.name === filters.rule);
  if (filters.rule) made.unshift((f) => f.rule === rule);
  if (filters.file) made.unshift(inFile(filters.file));
  if (filters.collection) made.unshift((f) => f.document.collection === filters.collection);
  if (filters.under) {
    const inside = documentsUnder(filters.under, filters.by);
    made.unshift((f) => inside.has(f.doc));
  }
  if (filters.shared) made.unshift((f) => f.shared === Number(filters.shared));
  if (withSeverity) {
    const wanted = severitiesOf(filters);
    if (wanted.size < 3) made.unshift((f) => wanted.has(f.severity));
  }
  return made;
}

/** Return the findings that pass all filters, in the order asked for. */
function selected(filters) {
  const all = tests(filters);
  const found = all.length ? findings.filter((f) => all.every((test) => test(f))) : findings.slice();
  const order = ORDERS[filters.sort];
  return order ? found.sort((a, b) => order(a, b) || a.index - b.index) : found;
}

const ORDERS = {
  severity: (a, b) => a.severity - b.severity,
  rule: (a, b) => a.rule - b.rule || a.severity - b.severity,
};

/** How many findings of each severity the other filters let through. */
function bySeverity(filters) {
  const all = tests(filters, false);
  const made = [0, 0, 0];
  for (const f of findings) if (all.every((test) => test(f))) made[f.severity] += 1;
  return made;
}
