// The main view: every article beside its claims, in parts that are filled when they come near the screen.
const state = { view: "review", chosen: null, selected: null, notes: new Map() };
const MANY = 1000;  // more articles than that are in blocks themselves
let sections = new Map();

function reviewView() {
  sections = new Map();
  for (const index of [...run.documents.keys(), null]) {
    const own = byDocument.get(index).filter((item) => passing.has(item.index));
    if (own.length || (index !== null && !filtering())) sections.set(index, { own, rows: new Map(), parts: new Map() });
  }
  const shown = [...sections.keys()];
  if (!shown.length) return [el("p", { class: "notice" }, items.length ? "Nothing passes the filter." : "This run has no claims.")];
  if (shown.length <= MANY) return shown.map(sectionOf);
  const blocks = chunked(shown, () => el("div", { class: "part" }), shown.reduce((sum, index) => sum + heightOf(index), 0) / shown.length, sectionOf);
  shown.forEach((index, at) => { sections.get(index).block = blocks[Math.floor(at / CHUNK)]; });
  return blocks;
}

function heightOf(index) {
  const paragraphs = index === null ? 0 : run.documents[index].paragraphs.length;
  return 120 + Math.max(paragraphs * 90, sections.get(index).own.length * 62);
}

function sectionOf(index) {
  const one = sections.get(index);
  one.section = el("section", { class: "article", "aria-label": titleOf(index) });
  return later(one.section, heightOf(index), () => [heading(index, one.own), ...partsOf(index, one.own)]);
}

// Make a row, however far from the screen it stands; undefined where there is none.
function reachRow(index, number) {
  const one = sections.get(index);
  if (!one) return undefined;
  fill(one.block);
  fill(one.section);
  fill(one.parts.get(number));
  return one.rows.get(number);
}

// Fill what stands at the top at once, so that nothing flashes; the watcher fills the rest.
function fillFirst() {
  let filled = 0;
  for (const one of sections.values()) {
    if (filled > CHUNK) return;
    filled += one.own.length + 5;
    fill(one.section);
  }
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

// An article's rows in parts; those of claims across articles are rows of a chunk each.
function partsOf(index, own) {
  const source = index === null ? { text: null } : run.documents[index];
  const found = new Map();
  for (const item of own) { if (!found.has(item.row)) found.set(item.row, []); found.get(item.row).push(item); }
  const numbers = source.text === null ? [...found.keys()] : [...source.paragraphs.keys(), ...(found.has(LOOSE) ? [LOOSE] : [])];
  const parts = sections.get(index).parts;
  const parted = chunked(numbers, () => el("div", { class: "part" }), 75, (number) => row(index, number, found.get(number) || []),
    (number) => 1 + (found.get(number) || []).length);
  portions(numbers, (number) => 1 + (found.get(number) || []).length).forEach((some, at) => { for (const number of some) parts.set(number, parted[at]); });
  return parted;
}

function row(index, number, own) {
  const name = index === null ? "Claims across articles" : number === LOOSE ? "Claims of no paragraph" : `Claims of paragraph ${number}`;
  const lists = chunked(own, () => el("ol", { class: "claims", "aria-label": name }), 62, card);
  const cards = el("div", { class: "cards" }, ...(lists.length ? lists : [el("ol", { class: "claims", "aria-label": name })]));
  const made = index === null ? el("div", { class: "row across" }, cards) : el("div", { class: "row", "data-row": number }, textOf(index, number, own), cards);
  made.classList.toggle("has-on", own.includes(state.chosen));
  sections.get(index).rows.set(number, { element: made, own });
  return made;
}

function textOf(index, number, own) {
  const source = run.documents[index];
  const text = number === LOOSE ? el("p", { class: "aside" }, "Without a paragraph of its own")
    : source.text === null ? el("p", { class: "aside" }, `Paragraph ${number}; the run was saved without its text.`)
    : paragraphText(index, number, own, state.chosen);
  return el("div", { class: `text zone-${(source.paragraphs[number] || [])[2]}` }, text);
}

// Draw an item anew: its card, and the text of the rows where its words and its mentions stand.
function redraw(item) {
  const one = item && sections.get(item.document);
  if (!one || state.view !== "review") return;
  const old = cardOf(item);
  if (old) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(card(item));
    if (focused) focusCard(item);
  }
  if (item.document === null) return;
  const touched = new Set([item.row]);
  for (const [, spans] of item.mentions) for (const [start] of spans) touched.add(paragraphAt(item.document, start));
  for (const number of touched) {
    const drawn = one.rows.get(number);
    if (!drawn) continue;
    drawn.element.firstChild.replaceWith(textOf(item.document, number, drawn.own));
    drawn.element.classList.toggle("has-on", drawn.own.includes(state.chosen));
  }
}

const cardOf = (item) => document.querySelector(`[data-item="${item.index}"]`);

// Make an item's card, however far from the screen it stands; the card, or null where a filter hides it.
function reach(item) {
  const drawn = reachRow(item.document, item.row);
  if (drawn) for (const element of pending.keys()) if (!cardOf(item) && drawn.element.contains(element)) fill(element);
  return cardOf(item);
}

function focusCard(item) {
  const found = cardOf(item);
  if (found) found.querySelector(".face").focus({ preventScroll: true });
}

function select(item, how) {
  const before = state.chosen;
  state.chosen = item;
  redraw(before);
  if (!item) { if (before && how && how.focus) focusCard(before); return; }
  reach(item);
  redraw(item);
  const found = cardOf(item);
  if (!found) return;
  if (how && how.focus) focusCard(item);
  found.scrollIntoView({ block: how && how.centre ? "center" : "nearest" });
}

// Show an item in the main view, whatever is shown now; a filter that hides it is cleared.
function go(item) {
  if (!passing.has(item.index)) clearFilters();
  if (state.view !== "review") show("review");
  select(item, { focus: true, centre: true });
}
