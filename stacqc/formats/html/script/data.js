// The report as it was written into the page, with numbers resolved to texts when they are asked for.

const DATA = JSON.parse(document.getElementById("data").textContent);
const SEVERITIES = ["error", "warning", "info"];
const CLEAN = 3;
const PLURAL = { error: "errors", warning: "warnings", info: "info" };
const KINDS = {
  Item: "items", Collection: "collections", Catalog: "catalogs", ItemCollection: "item collections",
  Collections: "lists of collections", unreadable: "unreadable",
};
const isDiff = DATA.kind === "diff";
/** What the report is made of. */
const FOUND = isDiff ? "difference" : "finding";

/** The text with a number. */
const text = (number) => DATA.strings[number];
/** A number as people write it. */
const count = (n) => n.toLocaleString("en");
/** A number with its word, which is in the plural unless there is one. */
const counted = (n, one, many = one + "s") => `${count(n)} ${n === 1 ? one : many}`;
/** An address without the folder that all have in common. */
const below = (uri) => (DATA.folder && uri.startsWith(`${DATA.folder}/`) ? uri.slice(DATA.folder.length + 1) : uri);
const nameOf = (uri) => uri.slice(uri.lastIndexOf("/") + 1) || uri;

class Doc {
  constructor([kind, address, uri, id, title, collection, parent, footprint, counts, worst], number) {
    this.number = number;
    this.kind = kind;
    this.address = text(address);
    this.uri = text(uri);
    this.id = text(id);
    this.title = text(title);
    this.collection = text(collection);
    this.parent = text(parent);
    this.footprint = footprint;
    this.counts = counts;
    this.worstKnown = worst;
    /** Those that are listed in this file. */
    this.findings = [];
  }

  /** The severity of its worst finding; CLEAN where it has none. */
  get worst() {
    const found = this.counts.findIndex((n) => n > 0);
    return Math.min(found < 0 ? CLEAN : found, this.worstKnown);
  }

  get total() {
    return this.counts.reduce((a, b) => a + b, 0);
  }

  /** What is to be said of it in a few words. */
  get state() {
    if (this.worst === CLEAN) return `no ${FOUND}s`;
    const alone = { "diff/only-file": "only in the files", "diff/only-database": "only in the database" };
    const said = this.findings.map((index) => alone[findings[index].ruleName]).find(Boolean);
    return said ?? (this.total ? counted(this.total, FOUND) : `${FOUND}s that are not listed`);
  }

  get label() {
    return this.title || this.id || nameOf(this.address);
  }
}

class Finding {
  constructor(row, index) {
    this.index = index;
    [this.rule, this.severity, this.doc, this.messageText, this.helpText, this.pointerText, this.range,
      this.lineText, this.offset, this.valueText, this.fingerprint, this.relatedTexts, this.fix, this.sideTexts, this.shared] = row;
  }

  get document() { return docs[this.doc]; }
  get ruleName() { return DATA.rules[this.rule].name; }
  get message() { return text(this.messageText); }
  get help() { return text(this.helpText); }
  get pointer() { return text(this.pointerText); }
  get line() { return this.range[0]; }
  get related() { return this.relatedTexts.map(text); }
  get sides() { return this.sideTexts ? this.sideTexts.map(text) : null; }
}

/** What many documents have in common. */
class Shared {
  constructor([rule, severity, message, help, times], index) {
    this.number = index + 1;
    this.ruleName = DATA.rules[rule].name;
    this.severity = severity;
    this.message = text(message);
    this.help = text(help);
    this.times = times;
  }
}

const docs = DATA.documents.map((row, number) => new Doc(row, number));
const findings = DATA.findings.map((row, index) => new Finding(row, index));
const shared = DATA.shared.map((row, index) => new Shared(row, index));
for (const finding of findings) finding.document.findings.push(finding.index);
const docsByUri = new Map();
for (const doc of docs) if (!docsByUri.has(doc.uri)) docsByUri.set(doc.uri, doc);
const totalFindings = DATA.totals.severity.reduce((a, b) => a + b, 0);
const totalDocuments = Object.values(DATA.totals.checked).reduce((a, b) => a + b, 0);
