// What the fields of a claim are called, which words in them must stand somewhere, and what a claim filled here says of itself.
const FIELDS = new Set([...KINDS.values()].flatMap((kind) => kind.fields.map((one) => one.name)));
const named = (name) => name.replaceAll("_", " ");

// A path as a person says it: "participants.0.mention" is the mention of participant 1.
function inWords(sentence) {
  return sentence.replace(/\b([a-z_]+)\.(\d+)(?:\.([a-z_]+))?\b/gu, (path, name, number, part) => (
    FIELDS.has(name) ? `${named(name).replace(/s$/u, "")} ${Number(number) + 1}${part && part !== "mention" ? ` (${named(part)})` : ""}` : path
  )).replace(/\b[a-z]+(?:_[a-z]+)+\b/gu, (name) => (FIELDS.has(name) ? named(name) : name));
}

// Each plain field that a body fills: the field, its path and its value.
function* leaves(fields, body, before = "") {
  for (const field of fields) {
    const value = body.get(field.name);
    if (field.input === "words" || field.input === "choice") yield [field, before + field.name, value];
    if (field.input !== "items" || !Array.isArray(value)) continue;
    for (const [number, one] of value.entries()) yield* leaves(field.parts, new Map(Object.entries(one || {})), `${before}${field.name}.${number}.`);
  }
}

// Where the words of the fields stand that must stand somewhere; `at` has the document and the paragraph.
function mentionsOf(at, kind, body, spans) {
  const found = [];
  for (const [field, path, words] of leaves(kind.fields, body)) {
    if (!field.where || typeof words !== "string") continue;
    const place = field.where === "quote" ? within(words, at.document, spans) : standing(words, at, field.where);
    if (place) found.push([path, place.spans]);
  }
  return found;
}

const within = (words, index, spans) => {
  for (const [start, end] of spans) {
    const found = placesOf(words, run.documents[index].text.slice(start, end));
    if (found) return { spans: found.map(([from, to]) => [from + start, to + start]) };
  }
  return null;
};

// Head, aside, speaker and mentions of a claim that was filled on this page, as the library says them of the others.
function describe(item) {
  const kind = KINDS.get(item.kind);
  const said = (role) => { const value = valueOf(item, role); return value === null || value === undefined || value === "" ? null : String(value); };
  const [mention, name, cue] = ["speaker", "speaker_name", "cue"].map(said);
  const speaks = kind.roles.has("speaker");
  item.ends = endsOf(item);
  item.speaker = speaks || kind.roles.has("speaker_name") ? name || mention || (said("speaker_type") === "author" ? "the author" : "unnamed") : null;
  item.head = item.kind;
  if (speaks) item.head = name && mention && !mention.toLowerCase().includes(name.toLowerCase()) ? `${name} (“${mention}”)` : mention || item.speaker;
  else if (kind.roles.has("trigger")) item.head = [said("type"), said("trigger")].filter((one) => one && one !== "OTHER").join(" ");
  item.aside = ["cue", "act", "modality", "polarity"].map((role) => {
    const value = said(role);
    if (role === "cue" || value === null) return value;
    const usual = kind.fields.find((one) => one.name === kind.roles.get(role)).default === value;
    return usual || (role === "act" && (cue || "").toLowerCase().includes(value.slice(0, 3))) ? null : value;
  }).filter(Boolean);
  item.mentions = mentionsOf(item, kind, item.body, item.spans);
  item.haystack = undefined;
}

const CHANGED = ["quote", "spans", "body", "mentions", "head", "aside", "speaker", "ends"];

// Show a claim as it was corrected, or again as it was found.
function overlay(item) {
  const decision = decisions.get(item.id);
  if (item.found) Object.assign(item, item.found);
  item.found = null;
  item.haystack = undefined;
  if (!decision || decision.decision !== "correct" || !correctable(item)) return;
  const body = new Map(Object.entries(decision.body));
  const place = standing(String(body.get("quote")), item);
  item.found = Object.fromEntries(CHANGED.map((name) => [name, item[name]]));
  body.delete("quote");
  Object.assign(item, { body, quote: place ? place.text : String(decision.body.quote), spans: place ? place.spans : [] });
  describe(item);
}

const correctable = (item) => item.document !== null && item.quote !== null && KINDS.has(item.kind) && KINDS.get(item.kind).fields.length > 0 && run.documents[item.document].text !== null;
