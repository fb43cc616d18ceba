// A paragraph's text with its claims underlined: cut at every boundary, a lane of its own for each overlapping claim.
const LANES = 6;

// The lane of each item: the first that nothing before it still uses; what finds none shares the last.
function lanesOf(found) {
  const ends = [], lanes = new Map();
  for (const item of found) {
    const start = item.spans[0][0], end = item.spans[item.spans.length - 1][1];
    let lane = ends.findIndex((one) => one <= start);
    if (lane < 0) lane = ends.length < LANES ? ends.length : LANES - 1;
    ends[lane] = Math.max(ends[lane] || 0, end);
    lanes.set(item, lane);
  }
  return { lanes, count: ends.length };
}

const length = (item) => item.spans.reduce((sum, [start, end]) => sum + end - start, 0);

// The words that the chosen claim's fields name, for the paragraph they stand in.
function rolesIn(item, start, end) {
  if (!item) return [];
  return item.mentions.flatMap(([path, spans]) => spans.filter(([from, to]) => from < end && to > start).map(([from, to]) => [from, to, path]));
}

function paragraphText(index, number, shownItems, chosen) {
  const { text, paragraphs } = run.documents[index];
  const [start, end, zone] = paragraphs[number];
  const found = shownItems.filter((item) => item.spans.length).sort((a, b) => startOf(a) - startOf(b) || length(b) - length(a));
  const { lanes, count } = lanesOf(found);
  const roles = rolesIn(chosen && chosen.document === index ? chosen : null, start, end);
  const cuts = new Set([start, end]);
  for (const [from, to] of [...found.flatMap((item) => item.spans), ...roles]) {
    if (from > start && from < end) cuts.add(from);
    if (to > start && to < end) cuts.add(to);
  }
  const holder = el(zone === "title" ? "h2" : "p", { dir: "auto" });
  holder.style.setProperty("--lanes", count);
  const edges = [...cuts].sort((a, b) => a - b);
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const from = edges[at], to = edges[at + 1];
    const over = found.filter((item) => item.spans.some(([first, last]) => first <= from && to <= last));
    const fields = roles.filter(([first, last]) => first <= from && to <= last).map(([, , path]) => path);
    holder.append(segment(text.slice(from, to), over, lanes, fields, chosen));
  }
  return holder;
}

function segment(text, over, lanes, fields, chosen) {
  if (!over.length && !fields.length) return document.createTextNode(text);
  const made = el("span", { class: over.length ? "seg" : "role" }, text);
  for (const item of over) made.style.setProperty(`--l${lanes.get(item)}`, `var(--line-${colourOf(item)})`);
  if (fields.length) {
    made.classList.add("role");
    if (chosen && fields.includes(roleField(chosen, "trigger"))) made.classList.add("role-trigger");
    made.title = fields.map(inWords).join(", ");
  }
  if (!over.length) return made;
  if (over.includes(chosen)) made.classList.add("on");
  // The innermost claim first; each further click on the same words goes one out.
  const inward = [...over].sort((a, b) => length(a) - length(b));
  made.addEventListener("click", () => {
    if (String(getSelection())) return;
    select(inward[(inward.indexOf(chosen) + 1) % inward.length], { focus: true });
  });
  return made;
}
