// One affair: its records are shown as they stand, each claim in its own words with who tells it and where.
const PART = { point: "points", agreed: "agreed", number: "numbers", moment: "moments", undated: "undated", other: "others", relation: "relations" };
const AMOUNTS = { conflict: "Sources give different amounts", later: "Changed in a later report of the same source", precision: "May be one amount, told more or less exactly" };
const DAYS = { conflict: "Other days for one event", several: "Another day in the same words: one event, or several", precision: "One event, told more or less exactly" };
const TIES = { same_as: "says the same as", supports: "supports", disputes: "disputes", contradicts: "contradicts" };
const THEMES = ["system", "light", "dark"];

const parts = { points: [], agreed: [], numbers: [], moments: [], undated: [], others: [], relations: [] };
let counts = {};
const byName = new Map();  // every claim by its id

function gather(records) {
  for (const one of records) {
    if (one.record === "story") { counts = one; continue; }
    parts[PART[one.record]].push(one);
    const held = one.record === "number" ? one.values.flatMap((value) => value.claims) : one.record === "moment" ? one.days.flatMap((day) => day.claims)
      : one.says ? [...one.says, ...(one.against || [])] : one.record === "relation" ? [] : [one];
    for (const claim of held) if (!byName.has(claim.id)) byName.set(claim.id, claim);
  }
}

// Claims of the same words in the same place are one telling: an event and the statement that tells it.
function tellings(claims) {
  const found = new Map();
  for (const one of claims) {
    const at = JSON.stringify([one.document, one.start, one.end]);
    if (!found.has(at)) found.set(at, []);
    found.get(at).push(one);
  }
  return [...found.values()].map(telling);
}

function telling(claims) {
  const one = claims[claims.length - 1];
  const how = one.how.filter((word) => word !== "deny" || !one.cue);
  const where = [one.title || one.path || one.document, one.page === undefined ? null : `p. ${one.page}`, one.paragraph === null ? null : `¶${one.paragraph}`, one.written].filter(Boolean);
  return el("li", { class: "telling" },
    el("span", { class: "head" }, bdi(one.who, { class: "who" }), one.cue && [" ", bdi(one.cue, { class: one.denies ? "cue denies" : "cue" })],
      one.told_by.length > 0 && [" ", bdi(`as told by ${one.told_by.join(", as told by ")}`, { class: "cue" })],
      ...[...how, ...(one.supports ? ["supports it"] : []), ...(one.verdict === "flagged" ? ["flagged"] : [])].flatMap((word) => [" ", el("span", { class: "chip how" }, word)])),
    el("span", { class: "quote", dir: "auto" }, inMarks(one.quote)),
    el("span", { class: "source" }, bdi(where.join(" · "), one.path ? { title: one.path } : {}), " ", ...claims.flatMap((claim) => [" ", el("span", { class: "handle" }, claim.handle)])));
}

const list = (claims) => el("ol", { class: "tellings" }, ...tellings(claims));

function pointCard(one) {
  const sides = one.against ? [["says", "Say it", one.says], ["against", "Against it", one.against]] : [["says", "", one.says]];
  return el("article", { class: "point", id: `${one.record}-${one.number}` },
    el("h3", { dir: "auto" }, el("span", { class: "number" }, `${one.number}`), inMarks(one.about)),
    el("div", { class: one.against ? "sides" : "" }, ...sides.map(([name, label, claims]) =>
      el("section", { class: `side ${name}` }, label && el("h4", {}, label), list(claims)))),
    el("details", { class: "why" }, el("summary", {}, `Why they stand together: ${plural(one.ties.length, "tie")}`),
      el("ul", {}, ...one.ties.map((tie) => el("li", {}, `${nameOf(tie.source)} ${TIES[tie.type] || tie.type} ${nameOf(tie.target)}: `,
        tie.relation === null ? "by the same words" : `relation ${tie.relation.slice(0, 7)}${tie.by ? `, judged by ${tie.by}` : ""}`)))));
}

const nameOf = (id) => (byName.has(id) ? byName.get(id).handle : id.slice(0, 7));

function differenceCard(one) {
  return el("article", { class: "difference" }, el("span", { class: `chip ${one.grade}` }, AMOUNTS[one.grade]),
    el("dl", { class: "values" }, ...one.values.flatMap((value) => [el("dt", {}, bdi(value.value)), el("dd", {}, list(value.claims))])));
}

// Days as people read them: a day, a month, a year, or the first and the last.
function when(day) {
  const [first, last] = [day.first, day.last];
  if (first === last) return first;
  if (first.slice(0, 4) === last.slice(0, 4) && first.endsWith("-01-01") && last.endsWith("-12-31")) return first.slice(0, 4);
  const end = new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)), 0)).toISOString().slice(0, 10);
  return first.endsWith("-01") && last === end ? first.slice(0, 7) : `${first} to ${last}`;
}

function momentRow(one) {
  if (one.days.length === 1) return el("section", { class: "moment" }, el("h3", {}, when(one.days[0])), el("div", {}, list(one.days[0].claims)));
  return el("section", { class: `moment apart ${one.grade}` }, el("h3", {}, one.days.map(when).join(" or ")),
    el("div", {}, el("span", { class: `chip ${one.grade}` }, DAYS[one.grade]),
      el("div", { class: "days" }, ...one.days.map((day) => el("section", { class: "day" }, el("h4", {}, when(day)), list(day.claims))))));
}

// Claims under their articles, opened when asked for.
function byArticle(claims) {
  const groups = new Map();
  for (const one of claims) {
    if (!groups.has(one.document)) groups.set(one.document, []);
    groups.get(one.document).push(one);
  }
  return [...groups.values()].map((own) => {
    const made = el("details", { class: "rest" }, el("summary", {}, bdi(own[0].title || own[0].path || own[0].document), ` (${own.length.toLocaleString("en")})`));
    made.addEventListener("toggle", () => { if (made.open && made.children.length === 1) made.append(list(own)); });
    return made;
  });
}

function relationRows(found) {
  const made = el("details", { class: "rest" }, el("summary", {}, `All relations (${found.length.toLocaleString("en")})`));
  const end = (id) => (byName.has(id) ? `${nameOf(id)} ${inMarks(cut(byName.get(id).quote || "", 160))}` : nameOf(id));
  made.addEventListener("toggle", () => {
    if (made.open && made.children.length === 1) made.append(el("ul", { class: "tellings" }, ...found.map((one) =>
      el("li", { class: "telling" }, el("span", { class: "handle" }, one.id.slice(0, 7)), " ", bdi(end(one.source)), el("b", {}, ` ${one.type} `), bdi(end(one.target))))));
  });
  return [made];
}

const SECTIONS = [
  ["points", "Disputed points", pointCard, "What somebody says, with everybody who says the same or supports it, and everybody against it."],
  ["numbers", "Amounts that differ", differenceCard, "Amounts of one thing, told in the same words. Where one may be the other, told more or less exactly, it is no conflict."],
  ["moments", "Timeline", momentRow, "Days that differ stand side by side. “The author” is the article itself."],
  ["agreed", "Told alike", pointCard, "What several sources tell or support, with nobody against it."],
  ["undated", "Events without a date", null, ""],
  ["others", "All other claims", null, "Claims that are in none of the parts above."],
  ["relations", "Relations", null, "All that the runs hold, within the articles and between them."],
];

function section([name, label, card, note]) {
  const found = parts[name];
  const body = card ? chunked(found, () => el("div", { class: "part" }), 220, card) : name === "relations" ? relationRows(found) : byArticle(found);
  return el("section", { id: name, "aria-label": label }, el("h2", {}, `${label} (${found.length.toLocaleString("en")})`), note && el("p", { class: "note" }, note), ...body);
}

function setTheme(name) {
  if (name === "system") document.documentElement.removeAttribute("data-theme"); else document.documentElement.dataset.theme = name;
  byId("theme").textContent = `Theme: ${name}`;
}

function start() {
  gather(JSON.parse(byId("data").textContent).records);
  const facts = [plural(counts.articles, "article"), plural(counts.claims, "claim"), plural(counts.points, "disputed point"),
    `${plural(counts.number_conflicts, "amount")} and ${plural(counts.date_conflicts, "date")} in conflict`];
  byId("tally").textContent = byId("tally").title = facts.join(" · ");
  if (counts.unread) {
    byId("warning").textContent = `${plural(counts.unread, "part")} of the articles could not be worked on and ${counts.unread === 1 ? "is" : "are"} not in this story.`;
    byId("warning").hidden = false;
  }
  watch();
  const shown = SECTIONS.filter(([name]) => parts[name].length || name === "points");
  byId("main").append(...shown.map(section));
  byId("views").append(...shown.map(([name, label]) => button(`${label} (${parts[name].length.toLocaleString("en")})`, () => byId(name).scrollIntoView())));
  let theme = "system";
  byId("theme").addEventListener("click", () => { theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]; setTheme(theme); });
  addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details.rest")) one.open = true; fillAll(); });
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${getComputedStyle(byId("top")).position === "sticky" ? byId("top").offsetHeight : 0}px`)).observe(byId("top"));
  document.documentElement.dataset.ready = "true";
}

start();
