// The form that fills a claim, to correct one or to add one: checked at every key, in words.
// `given` has: label, at (document and paragraph), kind, kinds to choose from, values, quote, spans of that quote, fixed (stay in the paragraph), keep, cancel.
function claimForm(given) {
  let kind = KINDS.get(given.kind), inputs = [], values = given.values;
  const quote = el("textarea", { rows: "2", spellcheck: "false" });
  quote.value = given.quote;
  const says = el("span", { class: "says", role: "status" });
  const done = el("button", { type: "submit", class: "main" }, given.done);
  const fields = el("div", { class: "inputs" });
  const choose = el("select", {}, ...given.kinds.map((one) => el("option", { value: one }, one)));
  choose.value = given.kind;
  const lay = () => {
    inputs = kind.fields.map((field) => [field, input(field, values.get(field.name), endChoices(kind, field, given))]);
    fields.replaceChildren(...inputs.filter(([, made]) => made.element).map(([, made]) => made.element));
  };
  const body = () => new Map(inputs.map(([field, made]) => [field.name, made.value()]));
  const check = () => {
    const broken = inputs.map(([, made]) => made.problem && made.problem()).find(Boolean);
    const place = placeOf(given, quote.value);
    const problem = broken || wrongIn(given, kind, place, body());
    says.className = problem ? "says bad" : "says";
    says.textContent = problem || (longEnough(place.text) ? "It stands in the article." : "It stands in the article; so few words are a quote only where they are all that was said.");
    done.disabled = Boolean(problem);
    return problem ? null : { place, kind: kind.kind, body: body() };
  };
  const form = el("form", { class: "correction", "aria-label": given.label },
    given.kinds.length > 1 && el("label", {}, "Kind", choose),
    el("label", {}, "Quote: words of the article", quote), says,
    button("Take the words selected in the article", () => {
      const picked = state.selected;
      if (!picked || picked.document !== given.at.document) { say("Select words in the article first."); return; }
      Object.assign(given, { quote: picked.text, spans: picked.spans });
      quote.value = picked.text;
      check();
    }), fields, el("div", { class: "controls" }, done, button("Cancel", given.cancel)));
  choose.addEventListener("change", () => { values = new Map([...values, ...body()]); kind = KINDS.get(choose.value); lay(); check(); });
  form.addEventListener("input", check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = check();
    if (filled) given.keep(filled);
  });
  lay();
  check();
  return { form, focus: () => { quote.focus({ preventScroll: true }); (form.closest(".adding") || form).scrollIntoView({ block: "nearest" }); } };
}

// Where the quote stands: where it was selected, while its words are those; else where they are found.
function placeOf(given, words) {
  if (given.spans && words === given.quote) return { spans: given.spans, area: given.at.paragraph === paragraphAt(given.at.document, given.spans[0][0]) ? "paragraph" : "article", text: words };
  return standing(words, given.at);
}

// What keeps a claim from being kept, in words; null when nothing does.
function wrongIn(given, kind, place, body) {
  if (!place) return "The quote does not stand in the article: copy its words.";
  if (given.fixed && given.at.paragraph !== null && place.area !== "paragraph") return "The quote stands in another paragraph: reject the claim there and keep to this paragraph.";
  const cue = kind.roles.get("cue");
  if (!longEnough(place.text) && !(cue && body.get(cue))) return `The quote is too short: it has ${run.shortest.words} words or more.`;
  const index = given.at.document;
  const at = { document: index, paragraph: paragraphAt(index, place.spans[0][0]) };
  if (run.documents[index].paragraphs[at.paragraph][1] < place.spans[place.spans.length - 1][1]) return "The quote goes over two paragraphs: keep to one.";
  const missing = [...leaves(kind.fields, body)].map(([field, path, words]) => {
    if (words === null || (words === "" && field.default !== "")) return field.optional ? null : `${inWords(path)} is empty.`;
    const stands = !field.where || (field.where === "quote" ? within(words, index, place.spans) : standing(words, at, field.where));
    return stands ? null : `${inWords(path)} does not stand in the ${field.where === "document" ? "article" : field.where}.`;
  });
  return missing.filter(Boolean).join(" ") || null;
}

// The claims that a relation may name, those near the form first to be listed; null for any other field.
function endChoices(kind, field, given) {
  if (given.fixed || ![kind.roles.get("source"), kind.roles.get("target")].includes(field.name)) return null;
  const near = (item) => Math.abs(item.row - (given.at.paragraph ?? 0));
  return byDocument.get(given.at.document).filter((item) => !item.rejected && !item.added && !item.ends).sort((a, b) => near(a) - near(b)).slice(0, 200)
    .sort((a, b) => a.order - b.order).map((item) => [item.id, `${item.handle} ${cut(item.quote ?? headOf(item), 60)}`]);
}

// One field's input: its element, null for what is not asked, and its value.
function input(field, value, ends) {
  if (field.input === "items") return itemsInput(field, Array.isArray(value) ? value : []);
  if (field.input === "json") return jsonInput(field, value);
  if (field.fixed && !ends) return { element: null, value: () => value ?? (field.optional ? null : field.default ?? "") };
  const choices = ends || (field.input === "choice" ? field.choices.map((one) => [one, one]) : null);
  const start = value ?? field.default ?? "";
  const control = choices
    ? el("select", {}, (field.optional || start === "") && el("option", { value: "" }, "—"), ...choices.map(([one, label]) => el("option", { value: one }, label)))
    : el("input", { type: "text", spellcheck: "false" });
  control.value = start;
  const read = () => (control.value.trim() === "" && field.default !== "" ? null : control.value.trim());
  return { element: el("label", { title: field.hint }, named(field.name), control), value: read };
}

function itemsInput(field, values) {
  const lines = new Set();
  const holder = el("fieldset", {}, el("legend", {}, named(field.name)));
  const changed = () => holder.dispatchEvent(new Event("input", { bubbles: true }));
  const add = (value) => {
    const parts = field.parts.map((part) => [part, input(part, (value || {})[part.name])]);
    const line = { parts, element: el("div", { class: "item" }, ...parts.map(([, made]) => made.element)) };
    line.element.append(button("Remove", () => { lines.delete(line); line.element.remove(); changed(); }));
    lines.add(line);
    more.before(line.element);
  };
  const more = button("Add one", () => { add({}); changed(); });
  holder.append(more);
  values.forEach(add);
  return { element: holder, value: () => [...lines].map((line) => Object.fromEntries(line.parts.map(([part, made]) => [part.name, made.value()]))) };
}

function jsonInput(field, value) {
  const control = el("textarea", { rows: "2", spellcheck: "false" });
  control.value = JSON.stringify(value ?? null);
  const read = () => { try { return JSON.parse(control.value); } catch { return undefined; } };
  return {
    element: el("label", { title: field.hint }, `${named(field.name)} (JSON)`, control),
    value: read,
    problem: () => (read() === undefined ? `${named(field.name)} is not JSON.` : null),
  };
}

function openCorrection(item, note) {
  const holder = cardOf(item).querySelector(".more");
  const before = holder.querySelector(".correction");
  if (before) { before.remove(); return; }
  const made = claimForm({
    label: `Correct ${nameOf(item)}`, at: item, kind: item.kind, kinds: [item.kind], values: item.body, quote: item.quote, spans: null, fixed: true, done: "Keep the correction",
    keep: ({ place, body }) => decide(item, "correct", { note: note.value, body: { quote: place.text, ...Object.fromEntries(body) } }),
    cancel: () => made.form.remove(),
  });
  holder.append(made.form);
  made.focus();
}
