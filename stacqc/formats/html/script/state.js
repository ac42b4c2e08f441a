// What is shown: the address after # says it all, so that every view can be linked to and gone back from.

const VIEWS = ["overview", "findings", "catalog", "properties", "map"];
const state = { view: "overview", filters: {}, listeners: [] };

const everything = () => ({
  q: "", rule: "", file: "", collection: "", under: "", shared: "", by: "links", sort: "place", severity: "",
});

/** Call `listener(state)` now and whenever the address changes. */
function follow(listener) {
  state.listeners.push(listener);
}

/** The address of a view with filters; what is not given is not filtered. */
function address(view, filters = {}) {
  const wanted = Object.entries(filters).filter(([name, value]) => value && value !== everything()[name]);
  const query = new URLSearchParams(wanted).toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

/** Go to a view; the browser remembers where it was. */
function go(view, filters = {}) {
  location.hash = address(view, filters);
}

/** Change filters of the view in place. */
function refine(change) {
  history.replaceState(null, "", address(state.view, { ...state.filters, ...change }));
  readAddress();
}

function readAddress() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const [view, query = ""] = location.hash.slice(2).split("?");
  state.view = available(view) ? view : "overview";
  state.filters = { ...everything(), ...Object.fromEntries(new URLSearchParams(query)) };
  for (const listener of state.listeners) listener(state);
}

/** Comparisons know no more of documents than their differences. */
function available(view) {
  return VIEWS.includes(view) && (DATA.has_facts || !["properties", "map"].includes(view));
}

/** The severities that a filter lets through. */
function severitiesOf(filters) {
  const named = filters.severity.split(",").map((name) => SEVERITIES.indexOf(name)).filter((n) => n >= 0);
  return new Set(named.length ? named : [0, 1, 2]);
}
