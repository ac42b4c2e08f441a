// Two trees over the same documents: by the links between them, and by the folders they are in.

class Branch {
  constructor(key, label, kind, document = null) {
    Object.assign(this, { key, label, kind, document, children: [], parent: null, hidden: 0 });
  }

  adopt(child) {
    child.parent = this;
    this.children.push(child);
  }
}

const ROOT = "";
const trees = {};
const naturally = new Intl.Collator("en", { numeric: true }).compare;

/** Return the tree of a kind, made once: its root, and its nodes by key. */
function treeOf(by) {
  trees[by] ??= finished(by === "folders" ? byFolders() : byLinks());
  return trees[by];
}

function byLinks() {
  const root = new Branch(ROOT, "", "root");
  const nodes = new Map([[ROOT, root]]);
  for (const doc of docs) if (!nodes.has(doc.address)) nodes.set(doc.address, new Branch(doc.address, doc.label, doc.kind, doc));
  const holders = new Map(docs.filter((d) => d.kind === "Collection").map((d) => [d.id, nodes.get(d.address)]));
  const above = (node) => nodes.get(node.document.parent || ROOT + "\0") ?? (node.kind === "Item" ? collectionNode(node.document.collection, holders, nodes, root) : root);
  for (const node of [...nodes.values()]) {
    if (node.document) (leadsBack(node, nodes) ? root : above(node)).adopt(node);
  }
  for (const [parent, n] of DATA.below) {
    const node = nodes.get(text(parent));
    if (node && node !== root) node.hidden = Math.max(0, n - node.children.filter((c) => c.kind === "Item").length);
  }
  return { root, nodes };
}

/** The node of the collection that an item names. */
function collectionNode(id, holders, nodes, root) {
  if (!id) return root;
  if (!holders.has(id)) {
    const made = new Branch(`collection ${id}`, id, "Collection");
    holders.set(id, made);
    nodes.set(made.key, made);
    root.adopt(made);
  }
  return holders.get(id);
}

/** Whether the way up from a document comes back to it. */
function leadsBack(node, nodes) {
  const seen = new Set();
  for (let at = node; at?.document; at = nodes.get(at.document.parent || undefined)) {
    if (seen.has(at.key)) return at === node;
    seen.add(at.key);
  }
  return false;
}

function byFolders() {
  const root = new Branch(ROOT, "", "root");
  const nodes = new Map([[ROOT, root]]);
  for (const doc of docs) {
    let at = root;
    let key = "";
    const [path, member] = split(doc.address, "#");
    for (const step of [...path.split("/"), ...(member ? [member] : [])]) {
      key += `${step}/`;
      if (!nodes.has(key)) { const made = new Branch(key, step || "/", "folder"); nodes.set(key, made); at.adopt(made); }
      at = nodes.get(key);
    }
    at.document ??= doc;
    at.kind = doc.kind || "file";
  }
  return { root, nodes };
}

function split(value, mark) {
  const at = value.indexOf(mark);
  return at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
}

/** Add up what lies below each node, and put children in order. */
function finished(tree) {
  while (tree.root.children.length === 1 && !tree.root.children[0].document) {
    tree.root.label += `${tree.root.children[0].label}/`;
    tree.root.children = tree.root.children[0].children;
    for (const child of tree.root.children) child.parent = tree.root;
  }
  const order = [tree.root];
  for (let i = 0; i < order.length; i += 1) order.push(...order[i].children);
  for (const node of order.toReversed()) {
    node.counts = node.document ? [...node.document.counts] : [0, 0, 0];
    node.total = (node.document ? 1 : 0) + node.hidden;
    for (const child of node.children) {
      node.total += child.total;
      child.counts.forEach((n, i) => { node.counts[i] += n; });
    }
    node.children.sort((a, b) => Boolean(b.children.length) - Boolean(a.children.length) || naturally(a.label, b.label));
  }
  return tree;
}

/** The numbers of the documents at and below a node. */
function documentsUnder(key, by) {
  const found = new Set();
  const pending = [treeOf(by).nodes.get(key)];
  while (pending.length) {
    const node = pending.pop();
    if (node?.document) found.add(node.document.number);
    if (node) pending.push(...node.children);
  }
  return found;
}

const nodeLabel = (key, by) => treeOf(by).nodes.get(key)?.label ?? key;
