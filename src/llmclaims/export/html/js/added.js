// Claims that the run missed: the reviewer selects words, fills the form, and has a claim beside the others.
const ADDABLE = [...KINDS.values()].filter((kind) => kind.fields.length > 0).map((kind) => kind.kind);
const added = new Set();
let addedSoFar = 0;

// A place in code points of a text, as the library counts, from one in code units; and back.
function codePoint(text, unit) {
  let count = unit;
  for (let at = 1; at < unit; at += 1) if (text.codePointAt(at - 1) > 0xffff) { count -= 1; at += 1; }
  return count;
}
function codeUnit(text, point) {
  let unit = 0;
  for (let count = 0; count < point && unit < text.length; count += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

// The words that are selected in one paragraph, widened to whole words; null without any.
function selectedWords() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : range.startContainer;
  const holder = start.closest(".text"), home = start.closest("[data-row]"), section = start.closest("section.article");
  if (!holder || !home || !section || Number(home.dataset.row) === LOOSE) return null;
  const index = [...sections].find(([, one]) => one.section === section)[0];
  const { text, paragraphs } = run.documents[index];
  if (text === null) return null;
  const number = Number(home.dataset.row);
  const whole = document.createRange();
  whole.selectNodeContents(holder);
  const before = whole.cloneRange();
  before.setEnd(range.startContainer, range.startOffset);
  if (holder.contains(range.endContainer)) whole.setEnd(range.endContainer, range.endOffset);
  const [first, last] = paragraphs[number];
  let from = first + before.toString().length, to = Math.min(first + whole.toString().length, last);
  while (from < to && /\s/u.test(text[from])) from += 1;
  while (to > from && /\s/u.test(text[to - 1])) to -= 1;
  while (from > first && wordy(text[from - 1]) && wordy(text[from])) from -= 1;
  while (to < last && wordy(text[to - 1]) && wordy(text[to])) to += 1;
  return from < to ? { document: index, paragraph: number, spans: [[from, to]], text: text.slice(from, to) } : null;
}

// Beside the selection a button that takes it; the selection is kept for those who go by keys.
function offer() {
  const picked = state.view === "review" ? selectedWords() : null;
  const pick = byId("pick");
  if (picked) state.selected = picked;
  pick.hidden = !picked || !ADDABLE.length || Boolean(document.querySelector(".correction"));
  if (pick.hidden) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  pick.style.top = `${Math.min(innerHeight - 50, Math.max(0, box.bottom + 6))}px`;
  pick.style.left = `${Math.max(8, Math.min(innerWidth - pick.offsetWidth - 8, box.left))}px`;
}

// Open the form beside the selected words, or beside the chosen claim to have them typed.
function openAdding() {
  const picked = state.selected || (state.chosen && state.chosen.document !== null ? { ...state.chosen, spans: null, text: "" } : null);
  if (!ADDABLE.length || run.documents.every((one) => one.text === null)) { say("The run was saved without its text or its kinds: no claim can be added."); return; }
  if (!picked || run.documents[picked.document].text === null) { say("Select the words of the missed claim in an article first."); return; }
  if (state.view !== "review") show("review");
  fillForm(picked, { kind: ADDABLE[0], values: new Map(), done: "Add the claim", keep: (filled) => add(recordOf(picked.document, filled)) });
  state.selected = null;
}

function fillForm(picked, given) {
  for (const one of document.querySelectorAll(".adding")) one.remove();
  const index = picked.document, number = picked.paragraph === null ? picked.row : picked.paragraph;
  if (!reachRow(index, number)) { clearFilters(); show("review"); }
  const drawn = reachRow(index, number);
  const holder = el("div", { class: "card adding" });
  const made = claimForm({
    label: "Add a claim", at: { document: index, paragraph: number === LOOSE ? null : number }, kinds: ADDABLE, quote: picked.text, spans: picked.spans, cancel: () => { holder.remove(); drawn.element.classList.toggle("has-on", drawn.own.includes(state.chosen)); },
    ...given, keep: (filled) => { holder.remove(); given.keep(filled); },
  });
  holder.append(el("h3", {}, given.done), made.form);
  drawn.element.classList.add("has-on");
  drawn.element.querySelector(".cards").prepend(holder);
  byId("pick").hidden = true;
  made.focus();
}

// The record of an added claim, as the file has it: its places in code points of the article's text.
function recordOf(index, { place, kind, body }) {
  const { id, text } = run.documents[index];
  return {
    record: "added", run: run.hash, kind, document: id, paragraph: paragraphAt(index, place.spans[0][0]),
    spans: place.spans.map((span) => span.map((at) => codePoint(text, at))), body: { quote: place.text, ...Object.fromEntries(body) },
    note: "", reviewer: "", decided: new Date().toISOString(),
  };
}

const sameClaim = (one, other) => ["document", "kind", "spans", "body"].every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));

// What is wrong with a record of an added claim, of a file or of the store; null when it can be shown.
function strange(record) {
  const source = run.documents.find((one) => one.id === record.document);
  if (!source || source.text === null) return "adds a claim to an article that this page has not";
  if (!ADDABLE.includes(record.kind)) return "adds a claim of a kind that this page has not";
  const whole = Array.isArray(record.spans) && record.spans.length && record.spans.every((one) => Array.isArray(one) && one.length === 2 && one.every(Number.isInteger) && one[0] >= 0 && one[0] < one[1]);
  if (!whole || typeof record.body !== "object" || record.body === null) return "adds a claim that is not whole";
  const index = run.documents.indexOf(source);
  const spans = record.spans.map((span) => span.map((at) => codeUnit(source.text, at)));
  const row = paragraphAt(index, spans[0][0]);
  return row < 0 || spans[spans.length - 1][1] > source.paragraphs[row][1] ? "adds a claim that stands in no paragraph" : null;
}

// An item like the others from a record; one that is there already is told anew.
function insert(record) {
  const before = [...added].find((one) => sameClaim(one.record, record));
  if (before) { before.record = record; return before; }
  const index = run.documents.findIndex((one) => one.id === record.document);
  const { text } = run.documents[index];
  const spans = record.spans.map((span) => span.map((at) => codeUnit(text, at)));
  const { quote, ...body } = record.body;
  const item = made({ body: Object.entries(body) }, {
    added: true, record, kind: record.kind, document: index, paragraph: paragraphAt(index, spans[0][0]), spans,
    quote: spans.map(([start, end]) => text.slice(start, end)).join(" … "), id: `added-${addedSoFar}`, handle: `+${addedSoFar += 1}`, index: everything.length,
    rejected: false, codes: [], flags: [], checked: [], details: [], place: record.spans.length ? [record.spans[0][0], record.spans[record.spans.length - 1][1]] : null,
  });
  item.row = item.paragraph;
  describe(item);
  everything.push(item);
  added.add(item);
  byDocument.get(index).push(item);
  byDocument.get(index).sort(inOrder);
  ordered();
  return item;
}

function remove(item) {
  if (!added.delete(item)) return;
  const group = byDocument.get(item.document);
  group.splice(group.indexOf(item), 1);
  ordered();
}

function add(record) {
  const item = insert(record);
  unsaved += 1;
  keep();
  showProgress();
  applyFilters();
  show("review");
  go(item);
  say(`${nameOf(item)} added; llmclaims verify checks it when the decisions are saved.`);
}

function change(item) {
  fillForm({ ...item, text: item.quote }, {
    kind: item.kind, values: item.body, done: "Keep the claim",
    keep: (filled) => { const { note } = item.record; remove(item); add({ ...recordOf(item.document, filled), note }); },
  });
}

function takeBack(item) {
  remove(item);
  unsaved += 1;
  keep();
  showProgress();
  applyFilters();
  state.chosen = null;
  show("review");
  say(`${nameOf(item)} removed`);
}
