// Keys that work everywhere, the dialog that lists them, and light or dark.

const SHORTCUTS = [
  ["/", "Search the findings"], ["↑ ↓", "Move in a list"], ["Enter", "Open the finding, or the findings of a branch"],
  ["Esc", "Close, or leave the search"], ["← →", "Fold and unfold a branch"], ["1 … 5", "Choose a view"],
  ["+ − 0", "Zoom the map, fit it to the data"], ["t", "Light, dark, or as the system"], ["?", "This list"],
];
const THEMES = { auto: "As the system", light: "Light", dark: "Dark" };
const keys = { on: true };

function drawShortcuts() {
  const dialog = byId("shortcuts");
  dialog.append(
    el("h2", { id: "shortcuts-title" }, "Keyboard shortcuts"),
    el("dl", {}, SHORTCUTS.map(([key, meaning]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, meaning)))),
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: true, onchange: (e) => { keys.on = e.target.checked; } }), "Single-key shortcuts"),
    el("form", { method: "dialog" }, el("button", { class: "button" }, "Close")));
  byId("help").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input[type=search], select");
  if (event.key === "Escape" && typing) return leaveSearch(event);
  if (typing || !keys.on || byId("shortcuts").open) return undefined;
  const view = shownViews()[Number(event.key) - 1];
  if (event.target === document.body && toList(event)) return undefined;
  if (event.key === "/") startSearch();
  else if (event.key === "?") byId("shortcuts").showModal();
  else if (event.key === "t") nextTheme();
  else if (view) go(view);
  else return undefined;
  return event.preventDefault();
}

/** Give a key that moves in a list to the list in view, where nothing has the focus yet. */
function toList(event) {
  const grid = { findings: list.grid, catalog: browser.grid }[state.view];
  if (!grid || !["ArrowDown", "ArrowUp", "Enter", "PageDown", "PageUp", "Home", "End"].includes(event.key)) return false;
  event.preventDefault();
  grid.focus();
  return !grid.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
}

function startSearch() {
  if (state.view !== "findings") { location.hash = address("findings"); readAddress(); }
  list.search.focus();
  list.search.select();
}

/** The first Escape clears the field, as browsers do; the next one goes back to the list. */
function leaveSearch(event) {
  if (event.target.value && event.target.type === "search") return;
  event.preventDefault();
  if (state.view === "findings" && list.found.length) list.grid.focus();
  else event.target.blur();
}

function nextTheme() {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]);
}

function setTheme(name) {
  const theme = name in THEMES ? name : "auto";
  document.documentElement.dataset.theme = theme;
  const button = byId("theme");
  button.replaceChildren(icon({ auto: "auto", light: "sun", dark: "moon" }[theme]));
  button.setAttribute("aria-label", `Theme: ${THEMES[theme].toLowerCase()}`);
  button.title = `Theme: ${THEMES[theme].toLowerCase()} (t)`;
  remember(theme);
  document.dispatchEvent(new Event("themechange"));
}

/** Browsers may forbid files to remember anything. */
function remember(theme) {
  try { localStorage.setItem("stacqc-theme", theme); } catch { keys.forgetful = true; }
}

function remembered() {
  try { return localStorage.getItem("stacqc-theme"); } catch { return null; }
}
