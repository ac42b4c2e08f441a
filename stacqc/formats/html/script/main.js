// The page begins here.

const TITLES = { overview: "Overview", findings: isDiff ? "Differences" : "Findings", catalog: "Catalog", properties: "Properties", map: "Map" };

const shownViews = () => VIEWS.filter(available);

function drawTop() {
  byId("title").append(foreign(DATA.title));
  byId("source").append(foreign(DATA.source === DATA.title ? "" : DATA.source));
  byId("views").append(...shownViews().map((view) => el("a", { href: address(view), id: `to-${view}` }, TITLES[view],
    view === "findings" ? el("span", { class: "n" }, count(totalFindings)) : null)));
  byId("theme").addEventListener("click", nextTheme);
  follow(({ view }) => {
    for (const name of VIEWS) byId(name).hidden = name !== view;
    for (const name of shownViews()) byId(`to-${name}`).toggleAttribute("aria-current", name === view);
    byId(`to-${view}`).setAttribute("aria-current", "page");
    document.body.dataset.view = view;
  });
}

setTheme(remembered() ?? "auto");
drawTop();
drawOverview();
drawFindings();
drawCatalog();
if (DATA.has_facts) { drawProperties(); drawMap(); }
drawShortcuts();
addEventListener("hashchange", readAddress);
readAddress();
