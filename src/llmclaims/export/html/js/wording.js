// Whether words stand in a text: a first look, before the verifier's own. Typography may differ, words may not.
const ALIKE = [[/[‘’‚‛′ʼ`´‹›“”„‟″«»"]/u, "'"], [/[‐‑‒–—―−]/u, "-"], [/\s/u, " "]];
const IGNORED = /[\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]/u;

// The text as it is compared, with the place in the raw text of each of its units.
function folded(text) {
  const units = [], places = [];
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at];
    if (IGNORED.test(one)) continue;
    const pair = ALIKE.find(([pattern]) => pattern.test(one));
    const now = one === "…" ? "..." : pair ? pair[1] : one;
    if (now === " " && units[units.length - 1] === " ") continue;
    for (const unit of now) { units.push(unit); places.push(at); }
  }
  return { text: units.join(""), places };
}

const wordy = (one) => one !== undefined && /[\p{L}\p{N}]/u.test(one);

// Half-open places of some words in a text, from `from` on, at word boundaries; null where they do not stand.
function placed(words, text, from) {
  const wanted = folded(words.trim()).text;
  if (!wanted) return null;
  const source = folded(text);
  for (let at = source.text.indexOf(wanted); at >= 0; at = source.text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const cut = (wordy(source.text[at - 1]) && wordy(wanted[0])) || (wordy(source.text[end]) && wordy(wanted[wanted.length - 1]));
    if (!cut && source.places[at] >= (from || 0)) return [source.places[at], source.places[end - 1] + 1];
  }
  return null;
}

// The places of a quote, whose parts an ellipsis may join; null where one of them does not stand.
function placesOf(quote, text) {
  const whole = placed(quote, text, 0);
  if (whole) return [whole];
  const found = [];
  let from = 0;
  for (const part of quote.split(/\s*(?:…|\.\.\.)\s*/u).filter((one) => one.trim())) {
    const place = placed(part, text, from);
    if (!place) return null;
    found.push(place);
    from = place[1];
  }
  return found.length ? found : null;
}

// Whether words are enough for a quote, counted by script as the verifier does; the figures are its own.
function longEnough(words) {
  const { words: most, short, unspaced, scripts } = run.shortest;
  const parts = words.split(/\s*(?:…|\.\.\.)\s*/u).filter((one) => one.trim());
  return parts.length > 0 && parts.every((part) => {
    if (new RegExp(scripts, "u").test(part)) return (part.match(/[\p{L}\p{N}]/gu) || []).length >= unspaced;
    const tokens = part.split(/\s+/u).filter((one) => /[\p{L}\p{N}]/u.test(one));
    return tokens.length >= most || (tokens.length === most - 1 && tokens.join("").length >= short - 1);
  });
}

// In the item's own paragraph, else anywhere in its article: where the words stand and what the source says there.
function standing(words, item, where) {
  const source = run.documents[item.document];
  if (!source || source.text === null) return null;
  const home = source.paragraphs[item.paragraph];
  const areas = [home ? [home[0], home[1], "paragraph"] : null, where === "paragraph" ? null : [0, source.text.length, "article"]];
  for (const area of areas.filter(Boolean)) {
    const found = placesOf(words, source.text.slice(area[0], area[1]));
    if (found) {
      const spans = found.map(([start, end]) => [start + area[0], end + area[0]]);
      return { spans, area: area[2], text: spans.map(([start, end]) => source.text.slice(start, end)).join(" … ") };
    }
  }
  return null;
}
