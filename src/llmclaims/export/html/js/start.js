// Put the page together and start it.
const VIEWS = new Map([
  ["review", ["Articles and claims", reviewView]], ["speakers", ["Who said what", speakersView]],
  ["timeline", ["Timeline", timelineView]], ["relations", ["Relations", relationsView]],
]);
const THEMES = ["system", "light", "dark"];

function show(view) {
  const next = view || state.view || "review";
  const stays = next === state.view;
  state.view = next;
  watch();
  byId("main").replaceChildren(...VIEWS.get(next)[1]());
  if (next === "review") fillFirst();
  for (const one of byId("views").children) {
    if (one.dataset.view === next) one.setAttribute("aria-current", "page"); else one.removeAttribute("aria-current");
  }
  if (!stays) scrollTo(0, 0);
}

function facts() {
  const flagged = claims.filter((item) => item.codes.length).length;
  const parts = [plural(run.documents.length, "article"), plural(claims.length, "claim"), flagged && `${flagged.toLocaleString("en")} flagged`,
    refusals.length && `${plural(refusals.length, "draft")} refused`, run.failures.length && `${plural(run.failures.length, "part")} not worked on`,
    [run.run.provider, run.run.model].filter(Boolean).join(" ")];
  return parts.filter(Boolean).join(" · ");
}

function setTheme(name) {
  if (name === "system") document.documentElement.removeAttribute("data-theme"); else document.documentElement.dataset.theme = name;
  byId("theme").textContent = `Theme: ${name}`;
  try { store().setItem("llmclaims:theme", name); } catch { /* it is chosen for this visit alone */ }
}

function theme() {
  try { return THEMES.includes(store().getItem("llmclaims:theme")) ? store().getItem("llmclaims:theme") : "system"; } catch { return "system"; }
}

function setCompact(on) {
  document.body.classList.toggle("compact", on);
  byId("compact").setAttribute("aria-pressed", String(on));
}

function listen() {
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("theme").addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]));
  byId("compact").addEventListener("click", () => setCompact(!document.body.classList.contains("compact")));
  byId("save").addEventListener("click", save);
  byId("load").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", () => { if (byId("file").files[0]) load(byId("file").files[0]); byId("file").value = ""; });
  byId("reviewer").addEventListener("change", keep);
  byId("add").addEventListener("click", openAdding);
  byId("pick").addEventListener("click", openAdding);
  for (const name of ["add", "pick"]) byId(name).addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays
  document.addEventListener("selectionchange", offer);
  addEventListener("beforeprint", () => { fillAll(); });
  addEventListener("beforeunload", (event) => { if (!keeps && unsaved) event.preventDefault(); });
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${getComputedStyle(byId("top")).position === "sticky" ? byId("top").offsetHeight : 0}px`)).observe(byId("top"));
}

function start() {
  byId("name").textContent = run.documents.length === 1 ? titleOf(0) : "Claims";
  byId("tally").textContent = byId("tally").title = facts();
  byId("views").append(...[...VIEWS].map(([name, [label]]) => button(label, () => show(name), { "data-view": name })));
  setTheme(theme());
  setCompact(matchMedia("(max-width: 760px)").matches);
  buildFilters();
  buildHelp();
  recall();
  showProgress();
  applyFilters();
  listen();
  show("review");
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
}

start();
