// The form that corrects a claim: its quote must stand in the article, its mentions in their paragraph.
function openCorrection(item, note) {
  const holder = document.querySelector(`[data-item="${item.index}"] .more`);
  const before = holder.querySelector(".correction");
  if (before) { before.remove(); return; }
  const decision = decisions.get(item.id);
  const kept = decision && decision.body ? new Map(Object.entries(decision.body)) : item.body;
  const inputs = [];
  const quote = el("textarea", { rows: "3", spellcheck: "false" });
  quote.value = decision && decision.body ? String(decision.body.quote) : item.quote;
  const says = el("span", { class: "says", role: "status" });
  const form = el("form", { class: "correction", "aria-label": `Correct ${nameOf(item)}` },
    el("label", {}, "Quote: words of the article", quote), says,
    button("Take the words selected in the article", () => {
      const words = String(state.selection || getSelection()).trim();
      if (words) { quote.value = words; check(); } else say("Select words in the article first.");
    }));
  for (const field of KINDS.get(item.kind).fields) {
    const made = input(field, kept.get(field.name));
    inputs.push([field, made]);
    if (!field.fixed) form.append(made.element);
  }
  const done = el("button", { type: "submit", class: "main" }, "Keep the correction");
  form.append(el("div", { class: "controls" }, done, button("Cancel", () => form.remove())));
  const check = () => {
    const problem = wrongIn(item, quote.value, inputs);
    says.className = problem ? "says bad" : "says";
    says.textContent = problem || "It stands in the article.";
    done.disabled = Boolean(problem);
    return problem;
  };
  form.addEventListener("input", check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (check()) return;
    const found = standing(quote.value, item);
    const body = Object.fromEntries([["quote", found.text], ...inputs.map(([field, made]) => [field.name, made.value()])]);
    decide(item, "correct", { note: note.value, body });
  });
  holder.append(form);
  check();
  quote.focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
}

// What keeps a correction from being kept, in one sentence; null when nothing does.
function wrongIn(item, quote, inputs) {
  const found = standing(quote, item);
  if (!found) return "The quote does not stand in the article: copy its words.";
  if (item.paragraph !== null && found.area !== "paragraph") return "The quote stands in another paragraph: reject the claim there and keep to this paragraph.";
  for (const [field, made] of inputs) {
    for (const [one, name, words] of made.words(field)) {
      if (!words) { if (!one.optional) return `${name} is empty.`; continue; }
      if (one.where === "quote" && !placesOf(words, found.text)) return `${name} does not stand in the quote.`;
      if (one.where && one.where !== "quote" && !standing(words, item, one.where)) return `${name} does not stand in the ${one.where === "paragraph" ? "paragraph" : "article"}.`;
    }
    const problem = made.problem && made.problem();
    if (problem) return problem;
  }
  return null;
}

// One field's input: its element, its value, and the words in it that must stand somewhere.
function input(field, value) {
  if (field.input === "items") return itemsInput(field, Array.isArray(value) ? value : []);
  if (field.input === "json") return jsonInput(field, value);
  const control = field.input === "choice"
    ? el("select", {}, field.optional && el("option", { value: "" }, "—"), ...field.choices.map((one) => el("option", { value: one }, one)))
    : el("input", { type: "text", spellcheck: "false" });
  control.value = value ?? "";
  const read = () => (control.value.trim() === "" && field.optional ? null : control.value.trim());
  return {
    element: el("label", { title: field.hint }, field.name, control),
    value: read,
    words: () => (field.input === "words" && !field.fixed ? [[field, field.name, read()]] : []),
  };
}

function itemsInput(field, values) {
  const lines = new Set();
  const holder = el("fieldset", {}, el("legend", {}, field.name));
  const add = (value) => {
    const parts = field.parts.map((part) => [part, input(part, value[part.name])]);
    const line = { parts, element: el("div", { class: "item" }, ...parts.map(([, made]) => made.element)) };
    line.element.append(button("Remove", () => { lines.delete(line); line.element.remove(); holder.dispatchEvent(new Event("input", { bubbles: true })); }));
    lines.add(line);
    more.before(line.element);
  };
  const more = button("Add one", () => { add({}); holder.dispatchEvent(new Event("input", { bubbles: true })); });
  holder.append(more);
  values.forEach(add);
  return {
    element: holder,
    value: () => [...lines].map((line) => Object.fromEntries(line.parts.map(([part, made]) => [part.name, made.value()]))),
    words: () => [...lines].flatMap((line) => line.parts.flatMap(([part, made]) => made.words(part).map(([one, name, words]) => [one, `${field.name}: ${name}`, words]))),
  };
}

function jsonInput(field, value) {
  const control = el("textarea", { rows: "2", spellcheck: "false" });
  control.value = JSON.stringify(value ?? null);
  return {
    element: el("label", { title: field.hint }, `${field.name} (JSON)`, control),
    value: () => JSON.parse(control.value),
    words: () => [],
    problem: () => { try { JSON.parse(control.value); return null; } catch { return `${field.name} is not JSON.`; } },
  };
}
