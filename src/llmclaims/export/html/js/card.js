// A claim or a refused draft on the right: its face, and when it is chosen its fields, its ties and the review.
function card(item) {
  const open = state.chosen === item;
  const made = el("li", { class: `card kind-${colourOf(item)}${open ? " on" : ""}`, "data-item": item.index }, face(item, open));
  if (open) made.append(more(item));
  return made;
}

function face(item, open) {
  const decision = decisions.get(item.id);
  const quote = item.quote ?? (item.rejected ? [...item.draft].map(([name, value]) => `${named(name)}: ${shown(value)}`).join("; ") : null);
  const made = button(el("span", { class: "head" },
    el("span", { class: "handle" }, item.rejected ? "✗ refused" : item.handle),
    bdi(headOf(item), { class: "who" }),
    item.aside.length > 0 && bdi(item.aside.join(", "), { class: "aside" }),
    item.page && el("span", { class: "aside" }, `p. ${item.page}`),
    ...item.codes.map((code) => bdi(code, { class: item.rejected ? "chip refused" : "chip flag" })),
    item.added && el("span", { class: "chip accept" }, "added"),
    decision && el("span", { class: `chip ${decision.decision}` }, { accept: "✓ accepted", correct: "✎ corrected", reject: "✗ rejected" }[decision.decision]),
  ), () => select(state.chosen === item ? null : item, { focus: true }), { class: "face", "aria-expanded": String(open) });
  if (quote !== null) made.append(el("span", { class: "quote", dir: "auto" }, item.quote === null ? quote : inMarks(quote)));
  if (item.rejected) made.append(bdi(inWords(item.message), { class: "why" }));
  return made;
}

function more(item) {
  const made = el("div", { class: "more" }, fieldsOf(item), linksOf(item));
  if (!item.rejected) made.append(controls(item));
  return made;
}

function fieldsOf(item) {
  const found = [];
  const add = (name, value, before) => found.push(el("dt", {}, bdi(name)), el("dd", {}, bdi(value), before !== undefined && [" ", el("del", {}, bdi(before))]));
  for (const [code, sentence] of item.flags) add(code, inWords(sentence) || "flagged");
  const was = item.found || item;
  if (was.quote !== item.quote) add("quote", item.quote, was.quote);
  if (item.nearest) add("nearest", item.nearest);
  if (item.checked.length) add("checked by", item.checked.join(", "));
  const own = item.rejected ? item.draft : item.body;
  const handles = ["ref", "source", "target"].map((role) => roleField(item, role));
  for (const [name, value] of own) {
    const blank = value === null || value === "" || (Array.isArray(value) && !value.length);
    if (item.found && readable(was.body.get(name) ?? "—") !== readable(value ?? "—")) add(named(name), readable(value ?? "—"), readable(was.body.get(name) ?? "—"));
    else if (!blank && !(item.rejected && name === "quote") && !handles.includes(name)) add(named(name), readable(value));
  }
  // What code computed is of the claim as it was found.
  for (const [name, value] of item.found ? [] : item.derived) {
    if (!["evidence", "within", "asserted_by"].includes(name)) add(named(name), readable(value));
  }
  if (!item.found && item.place && item.place[0] !== null) add("place", `${item.page ? `page ${item.page}, ` : ""}characters ${item.place[0]} to ${item.place[1]}${item.tier ? `, ${item.tier} match` : ""}`);
  return el("dl", { class: "fields" }, ...found);
}

// A list on lines of its own; an object as its filled values.
function readable(value) {
  if (Array.isArray(value)) return value.map(readable).join("\n");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).filter(([, one]) => one !== null).map(([name, one]) => `${named(inWords(name))}: ${one && one.name && !Array.isArray(one) ? one.name : shown(one)}`).join(", ");
  }
  return String(value);
}

// The other claims that this one hangs together with, each a button that goes there.
function linksOf(item) {
  const found = [];
  const add = (words, id, after) => {
    const other = byClaim.get(id);
    if (!other) { found.push(el("span", { class: "aside" }, `${words} `, bdi(id))); return; }
    found.push(button([`${words} ${nameOfId(id, item)}${after || ""} `, bdi(other.quote ? inMarks(cut(other.quote, 120)) : headOf(other))], () => go(other)));
  };
  if (item.ends) { add("from", item.ends[0]); add(`${shown(valueOf(item, "type") ?? item.kind)} →`, item.ends[1]); }
  for (const one of item.rejected ? [] : ties.get(item.id) || []) {
    const type = shown(valueOf(one, "type") ?? one.kind);
    if (one.ends[0] === item.id) add(`${type} →`, one.ends[1]); else add("", one.ends[0], ` ${type} this`);
  }
  const derived = (name) => item.derived.get(name) || [];
  for (const id of [].concat(derived("within"))) add("within", String(id));
  for (const id of [].concat(derived("asserted_by"))) add("told in", String(id));
  for (const side of derived("evidence")) found.push(el("span", { class: "aside" }, `${nameOfId(side.claim)}: `, bdi(inMarks(side.quote))));
  return el("div", { class: "links" }, ...found);
}

function controls(item) {
  const decision = decisions.get(item.id);
  const pressed = (name) => String(Boolean(decision && decision.decision === name));
  const note = el("textarea", { rows: "1", maxlength: "4000" });
  note.value = item.added ? item.record.note : decision ? decision.note : state.notes.get(item.id) || "";
  note.addEventListener("change", () => annotate(item, note.value));
  const given = () => ({ note: note.value });
  if (item.added) {
    return el("div", { class: "controls", role: "group", "aria-label": `Review ${nameOf(item)}` },
      button("✎ Change", () => change(item), { class: "correct" }), button("Remove", () => takeBack(item)), el("label", {}, "Note", note));
  }
  return el("div", { class: "controls", role: "group", "aria-label": `Review ${nameOf(item)}` },
    button("✓ Accept", () => decide(item, "accept", given()), { class: "accept", "aria-pressed": pressed("accept") }),
    correctable(item) && button("✎ Correct", () => openCorrection(item, note), { class: "correct", "aria-pressed": pressed("correct") }),
    button("✗ Reject", () => decide(item, "reject", given()), { class: "reject", "aria-pressed": pressed("reject") }),
    decision && button("Undo", () => undecide(item)),
    el("label", {}, "Note", note),
  );
}
