// Who said what: each speaker with everything told of them, opened when asked for.
const OPENED = 12;  // so many statements are shown at once, those of who says most

function entry(item) {
  const made = button([el("span", { class: "head" },
    el("span", { class: "handle" }, nameOf(item)), " ", bdi(headOf(item), { class: "who" }), " ",
    bdi(item.aside.join(", "), { class: "aside" }), ...item.codes.map((code) => bdi(code, { class: "chip flag" }))),
  item.quote !== null && el("span", { class: "quote", dir: "auto" }, inMarks(item.quote))], () => go(item), { class: `entry kind-${colourOf(item)}` });
  return made;
}

function speakersView() {
  const groups = new Map();
  for (const item of choosable()) {
    if (item.speaker === null || item.speaker === undefined) continue;
    if (!groups.has(item.speaker)) groups.set(item.speaker, []);
    groups.get(item.speaker).push(item);
  }
  const ordered = [...groups].sort((a, b) => b[1].length - a[1].length || COLLATOR.compare(a[0], b[0]));
  let opened = 0;
  const first = new Set();
  for (const [name, own] of ordered) {
    if (opened >= OPENED) break;
    first.add(name);
    opened += own.length;
  }
  const made = chunked(ordered, () => el("div", { class: "part" }), 44, ([name, own]) => {
    const articles = new Set(own.map((item) => item.document)).size;
    const section = el("details", { class: "speaker" }, el("summary", {}, bdi(name), " ",
      el("span", { class: "aside" }, `${plural(own.length, "statement")}${run.documents.length > 1 ? ` in ${plural(articles, "article")}` : ""}`)));
    section.addEventListener("toggle", () => {
      if (section.open && section.children.length === 1) section.append(...chunked(own, () => el("ol", { class: "part" }), 75, (item) => el("li", {}, entry(item))));
    });
    section.open = first.has(name);
    return section;
  });
  const summary = ordered.length ? plural(ordered.length, "speaker") : "Nobody says anything here.";
  return [el("section", { class: "list", "aria-label": "Who said what" }, el("p", {}, summary), ...made)];
}
