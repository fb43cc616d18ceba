// Events in the order of their dates, as far as the text gives them; what has none stands at the end.
const PARTS = new Map([["SP", "03"], ["SU", "06"], ["FA", "09"], ["WI", "12"], ["Q1", "01"], ["Q2", "04"], ["Q3", "07"], ["Q4", "10"], ["H1", "01"], ["H2", "07"]]);

// A key that sorts a TIMEX3 or ISO 8601 value; null where no year is known.
function timeKey(value) {
  const found = /^(\d{4})(?:-(?:W(\d{2})|(\d{2}|[A-Z][A-Z0-9])))?(?:-(\d{2}))?/u.exec(value);
  if (!found) return null;
  const week = found[2] && String(Math.min(12, Math.floor((Number(found[2]) * 7) / 30.5) + 1)).padStart(2, "0");
  const month = week || PARTS.get(found[3]) || found[3] || "00";
  return `${found[1]}-${month}-${found[4] || "00"}`;
}

function timelineView() {
  const dated = new Map(), open = [];
  let undated = 0;
  for (const item of choosable()) {
    if (item.rejected || item.ends || (item.speaker !== null && item.speaker !== undefined && !item.derived.get("time_value"))) continue;
    const value = item.derived.get("time_value");
    if (!value) { undated += 1; continue; }
    const key = timeKey(String(value));
    if (key === null) { open.push(item); continue; }
    const at = `${key} ${value}`;
    if (!dated.has(at)) dated.set(at, []);
    dated.get(at).push(item);
  }
  const made = [];
  let year = null;
  for (const at of [...dated.keys()].sort()) {
    if (at.slice(0, 4) !== year) {
      year = at.slice(0, 4);
      made.push([year, []]);
    }
    made.push([at.slice(11).replace("/", " to "), dated.get(at)]);
  }
  if (open.length) {
    made.push(["No full date", []]);
    const values = new Map();
    for (const item of open) {
      const value = String(item.derived.get("time_value"));
      if (!values.has(value)) values.set(value, []);
      values.get(value).push(item);
    }
    for (const value of [...values.keys()].sort()) made.push([value, values.get(value)]);
  }
  const count = [...dated.values()].reduce((sum, one) => sum + one.length, 0);
  const summary = `${plural(count, "claim")} with a date${undated ? `; ${plural(undated, "event")} without any` : ""}. A hollow dot: planned, alleged or hypothetical, or said not to have happened.`;
  return [el("section", { class: "list", "aria-label": "Timeline" }, el("p", {}, summary),
    ...chunked(made, () => el("div", { class: "part" }), 75, moment, ([, own]) => 1 + own.length))];
}

// A date with what happened then, or the heading of a year.
function moment([label, own]) {
  if (!own.length) return el("h2", { class: "year" }, label);
  return el("section", { class: "time" }, el("h3", {}, bdi(label)), el("div", {}, ...chunked(own, () => el("ol", {}), 75, (item) => {
    const unreal = (valueOf(item, "modality") ?? "asserted") !== "asserted" || valueOf(item, "polarity") === "negative";
    return el("li", { class: `kind-${colourOf(item)}${unreal ? " unreal" : ""}` }, entry(item));
  })));
}
