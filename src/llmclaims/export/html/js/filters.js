// Which items are shown: by kind, speaker, verdict, rule, checks, second reading, salience, article, decision and text.
const filters = { text: "", kind: "", speaker: "", verdict: "", code: "", checked: "", reading: "", salience: "", document: "", decision: "" };
let passing = new Set();

function counted(values) {
  const found = new Map();
  for (const one of values) if (one !== null && one !== undefined) found.set(one, (found.get(one) || 0) + 1);
  return found;
}

// The text that a search looks through, made when it is first asked for.
function haystack(item) {
  if (item.haystack === undefined) {
    const parts = [item.rejected ? null : item.id, item.quote, headOf(item), item.speaker, item.message, item.nearest, ...item.codes, ...item.details,
      ...[...(item.draft || item.body).values()].map(shown)];
    item.haystack = parts.filter(Boolean).join("\n").toLocaleLowerCase();
  }
  return item.haystack;
}

// What a second reading made of an item: each of these that holds can be chosen.
const READINGS = {
  doubted: (item) => item.codes.includes("NOT_CARRIED"),
  read: (item) => item.checked.some((one) => one.startsWith("reading:")),
  "not read": (item) => !item.rejected && !item.added && !READINGS.read(item),
};

// How many of an article's claims can be chosen, by their salience; those too that the page opens with.
const LAST = claims.reduce((last, item) => Math.max(last, item.rank || 0), 0);
const TOPS = [...new Set([5, 10, 20, 50, 100].filter((count) => count < LAST).concat(run.top || []))].sort((a, b) => a - b);

function passes(item) {
  const decision = decisions.get(item.id);
  return (!filters.kind || item.kind === filters.kind)
    && (!filters.speaker || item.speaker === filters.speaker)
    && (!filters.verdict || verdictOf(item) === filters.verdict)
    && (!filters.code || item.codes.includes(filters.code))
    && (!filters.reading || READINGS[filters.reading](item))
    && (!filters.salience || (item.rank || Infinity) <= Number(filters.salience))
    && (!filters.checked || item.checked.includes(filters.checked))
    && (!filters.document || String(item.document) === filters.document)
    && (!filters.decision || (filters.decision === "added" ? item.added : filters.decision === "undecided" ? !decision && !item.rejected && !item.added : decision && decision.decision === filters.decision))
    && (!filters.text || haystack(item).includes(filters.text)
      || Boolean(decision && decision.note && decision.note.toLocaleLowerCase().includes(filters.text)));
}

const filtering = () => Object.values(filters).some(Boolean);
const choosable = () => items.filter((item) => passing.has(item.index));

function applyFilters() {
  passing = new Set(items.filter(passes).map((item) => item.index));
  byId("filtered").textContent = filtering() ? `· ${passing.size.toLocaleString("en")} of ${items.length.toLocaleString("en")} shown` : "";
}

function clearFilters() {
  byId("filter").reset();
  for (const name of Object.keys(filters)) filters[name] = "";
  applyFilters();
}

function choice(label, name, options) {
  const select = el("select", { name }, el("option", { value: "" }, "all"),
    ...options.map(([value, text]) => el("option", { value }, text)));
  select.addEventListener("change", () => { filters[name] = select.value; applyFilters(); show(); });
  return el("label", {}, label, select);
}

function sorted(found) {
  return [...found].sort((a, b) => b[1] - a[1] || COLLATOR.compare(a[0], b[0]));
}

const countedOption = ([value, count]) => [value, `${cut(value, 60)} (${count.toLocaleString("en")})`];

function buildFilters() {
  const text = el("input", { type: "search", name: "text", autocomplete: "off", spellcheck: "false" });
  let waiting = 0;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { filters.text = text.value.trim().toLocaleLowerCase(); applyFilters(); show(); }, 120);
  });
  const codes = sorted(counted(items.flatMap((item) => item.codes)));
  const form = byId("filter");
  form.append(...[
    el("label", {}, "Text", text),
    choice("Kind", "kind", sorted(counted(items.map((item) => item.kind))).map(countedOption)),
    choice("Speaker", "speaker", sorted(counted(items.map((item) => item.speaker))).map(countedOption)),
    choice("Verdict", "verdict", sorted(counted(items.map(verdictOf))).map(countedOption)),
    choice("Rule", "code", codes.map(([code, count]) => [code, `${RULES.has(code) ? `${RULES.get(code)} ` : ""}${code} (${count})`])),
    choice("Checked by", "checked", sorted(counted(items.flatMap((item) => item.checked))).map(countedOption)),
    items.some(READINGS.read) && choice("Second reading", "reading",
      Object.entries(READINGS).map(([name, holds]) => countedOption([name, items.filter(holds).length]))),
    TOPS.length > 0 && choice("Salience", "salience", TOPS.map((count) => [String(count), `the top ${count}${run.documents.length > 1 ? " of each article" : ""}`])),
    run.documents.length > 1 && choice("Article", "document", run.documents.map((_, index) => [String(index), `${index + 1}. ${cut(titleOf(index), 60)}`])),
    choice("Decision", "decision", ["undecided", "accept", "correct", "reject", "added"].map((one) => [one, one])),
    button("Clear", () => { clearFilters(); show(); }),
  ].filter(Boolean));
  form.addEventListener("submit", (event) => event.preventDefault());
  if (run.top) form.elements.namedItem("salience").value = filters.salience = String(run.top);
}
