// The main view: every article beside its claims. An article is filled when it comes near the screen.
const LONG = 300;  // with more claims each row of an article is laid out by itself
const state = { view: "review", chosen: null, selection: "", notes: new Map() };
let sections = new Map();
let watcher = null;

function reviewView() {
  watcher = new IntersectionObserver((found) => {
    for (const one of found) if (one.isIntersecting) fill(one.target.article);
  }, { rootMargin: "1200px" });
  sections = new Map();
  const made = [...run.documents.keys(), null].map((index) => {
    const own = byDocument.get(index).filter((item) => passing.has(item.index));
    const nothing = index === null ? !own.length : filtering() ? !own.length : false;
    if (nothing) return null;
    const section = el("section", { class: own.length > LONG ? "article long" : "article", "aria-label": titleOf(index) });
    section.article = index;
    const paragraphs = index === null ? 0 : run.documents[index].paragraphs.length;
    section.style.containIntrinsicSize = `auto ${120 + Math.max(paragraphs * 90, own.length * 62)}px`;
    sections.set(index, { section, own, filled: false });
    watcher.observe(section);
    return section;
  }).filter(Boolean);
  return made.length ? made : [el("p", { class: "notice" }, items.length ? "Nothing passes the filter." : "This run has no claims.")];
}

// Fill what stands at the top at once, so that nothing flashes; the watcher fills the rest.
function fillFirst() {
  let filled = 0;
  for (const [index, one] of sections) {
    if (filled > 40) return;
    filled += one.own.length + 5;
    fill(index);
  }
}

function fill(index) {
  const one = sections.get(index);
  if (!one || one.filled) return;
  one.filled = true;
  watcher.unobserve(one.section);
  one.section.append(heading(index, one.own), ...rowsOf(index, one.own));
}

function heading(index, own) {
  if (index === null) return el("header", {}, el("h2", {}, "Across articles"));
  const source = run.documents[index];
  const failed = run.failures.filter((one) => one.document === index);
  const facts = [source.path, source.dateline, source.published && `published ${source.published}`,
    source.language !== "en" && source.language, plural(own.filter((item) => !item.rejected).length, "claim"),
    own.some((item) => item.rejected) && `${own.filter((item) => item.rejected).length} refused`].filter(Boolean);
  const titled = source.text !== null && source.paragraphs.some(([, , zone]) => zone === "title");
  const made = el("header", {}, el("span", { class: "handle" }, `A${index + 1}`), ...facts.map((one) => bdi(one)));
  if (!titled) made.prepend(el("h2", { class: "title", dir: "auto" }, titleOf(index)));
  for (const one of failed) {
    const where = one.paragraph === null ? "This article" : `Paragraph ${one.paragraph}`;
    made.append(el("p", { class: "notice" }, `${where} was not worked on: `, bdi(one.message)));
  }
  return made;
}

function rowsOf(index, own) {
  if (index === null) return [el("div", { class: "row across" }, el("ol", { class: "claims" }, ...own.map(card)))];
  const source = run.documents[index];
  const found = new Map();
  for (const item of own) found.set(item.row, [...(found.get(item.row) || []), item]);
  const made = source.text === null
    ? [...found.keys()].filter((number) => number !== LOOSE).map((number) => row(index, number, found.get(number)))
    : source.paragraphs.map((_, number) => row(index, number, found.get(number) || []));
  return found.has(LOOSE) ? [...made, row(index, LOOSE, found.get(LOOSE))] : made;
}

function row(index, number, own) {
  const source = run.documents[index];
  const text = number === LOOSE ? el("p", { class: "aside" }, "Without a paragraph of its own")
    : source.text === null ? el("p", { class: "aside" }, `Paragraph ${number}; the run was saved without its text.`)
    : paragraphText(index, number, own, state.chosen);
  return el("div", { class: `row${own.includes(state.chosen) ? " has-on" : ""}`, "data-row": number },
    el("div", { class: `text zone-${(source.paragraphs[number] || [])[2]}` }, text),
    el("ol", { class: "claims", "aria-label": number === LOOSE ? "Claims of no paragraph" : `Claims of paragraph ${number}` }, ...own.map(card)));
}

// Draw anew the rows that an item touches: its own, and those where its mentions stand.
function redraw(item) {
  const one = item && sections.get(item.document);
  if (!one || !one.filled || state.view !== "review") return;
  const focused = document.activeElement && document.activeElement.closest("[data-item]");
  const back = focused && focused.dataset.item;
  if (item.document === null) {
    one.section.replaceChildren(heading(null, one.own), ...rowsOf(null, one.own));
  } else {
    const { paragraphs } = run.documents[item.document];
    const touched = new Set([item.row]);
    for (const [, spans] of item.mentions) {
      for (const [start] of spans) touched.add(paragraphs.findIndex(([from, to]) => from <= start && start < to));
    }
    for (const old of one.section.querySelectorAll(":scope > [data-row]")) {
      const number = Number(old.dataset.row);
      if (touched.has(number)) old.replaceWith(row(item.document, number, one.own.filter((other) => other.row === number)));
    }
  }
  if (back !== null && back !== undefined) focusCard(items[back]);
}

const cardOf = (item) => document.querySelector(`[data-item="${item.index}"]`);

function focusCard(item) {
  const found = cardOf(item);
  if (found) found.querySelector(".face").focus({ preventScroll: true });
}

function select(item, how) {
  const before = state.chosen;
  state.chosen = item;
  redraw(before);
  if (!item) { if (before && how && how.focus) focusCard(before); return; }
  fill(item.document);
  redraw(item);
  const found = cardOf(item);
  if (!found) return;
  if (how && how.focus) focusCard(item);
  found.scrollIntoView({ block: how && how.centre ? "center" : "nearest" });
}

// Show an item in the main view, whatever is shown now; a filter that hides it is cleared.
function go(item) {
  if (!passing.has(item.index)) {
    byId("filter").reset();
    for (const name of Object.keys(filters)) filters[name] = "";
    applyFilters();
    state.view = "";
  }
  if (state.view !== "review") show("review");
  select(item, { focus: true, centre: true });
}

// After a decision: its card shows it, and the filter by decision is left to the next look.
function refresh(item) {
  redraw(item);
}
