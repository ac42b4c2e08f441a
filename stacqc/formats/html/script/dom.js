// Elements made from names, attributes and text. Nothing here, or anywhere, reads HTML.

/** Make an element; "on…" attributes are listeners, strings among the children are text. */
function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A text that came from a document: its direction stays its own. */
const foreign = (value, tag = "span", attributes = {}) =>
  el(tag, { ...attributes, class: `foreign ${attributes.class ?? ""}`.trim() }, value);

/** A text that is cut in its middle where room is short: names that begin alike end differently. */
function middle(value, attributes = {}) {
  const letters = Array.from(value);
  const tail = letters.length > 30 ? letters.splice(-20).join("") : "";
  return el("span", { ...attributes, class: `foreign middle ${attributes.class ?? ""}`.trim() },
    el("span", {}, letters.join("")), tail ? el("span", { class: "tail" }, tail) : null);
}

/** A name that may go on in the next line behind the signs that join its parts. */
const breakable = (value) => value.split(/(?<=[_/-])/).map((part, n) => (n ? [el("wbr"), part] : part));

const byId = (id) => document.getElementById(id);

/** Put a property of the style, which the policy allows where it forbids the attribute. */
function styled(node, properties) {
  for (const [name, value] of Object.entries(properties)) node.style.setProperty(name, value);
  return node;
}

/** Tell those who listen to the page what changed. */
function announce(message) {
  byId("announcer").textContent = message;
}

/** A labelled control of a toolbar. */
const labelled = (label, control, unseen = false) =>
  el("label", { class: "control" }, el("span", { class: unseen ? "unseen" : "caption" }, label), control);

const options = (pairs, chosen) =>
  pairs.map(([value, label]) => el("option", { value, selected: value === chosen }, label));

/** Call at most once per frame. */
function eachFrame(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; work(); });
  };
}
