// Everything on the page is made here: text only ever becomes text nodes and plain attributes.
const ALLOWED = new Set(["class", "type", "title", "dir", "for", "id", "name", "value", "rows", "tabindex", "role", "hidden",
  "maxlength", "autocomplete", "placeholder", "open", "colspan", "spellcheck"]);

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (!ALLOWED.has(name) && !name.startsWith("aria-") && !name.startsWith("data-")) throw new Error(`attribute ${name}`);
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

const bdi = (text, attributes) => el("bdi", attributes, String(text));
const byId = (id) => document.getElementById(id);

function button(label, action, attributes) {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

// The first words of a text, with an ellipsis where it is cut.
function cut(text, most) {
  const all = [...String(text)];
  const head = all.slice(0, most).join("");
  return all.length <= most ? head : `${head.replace(/\s+\S*$/u, "")}…`;
}

// A quote between marks: others where its own words have marks.
const inMarks = (quote) => (/[“”„"«»]/u.test(quote) ? `«${quote}»` : `“${quote}”`);

const COLLATOR = new Intl.Collator();  // many times as fast as localeCompare

let saying = 0;
function say(sentence) {
  byId("status").textContent = sentence;
  clearTimeout(saying);
  saying = setTimeout(() => { byId("status").textContent = ""; }, 6000);
}

const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

// What a value of a field reads like: words as they are, anything else as JSON.
const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));
