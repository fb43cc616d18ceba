// Claims that hang together, group by group: the claims in their order, each relation an arc beside them.
const AGAINST = new Set(["disputes", "contradicts"]);
const IN_TIME = new Set(["before", "overlaps", "subevent_of", "causes", "purpose"]);
const ALIKE_TYPES = new Set(["same_as"]);

function groupsOf(relations) {
  const home = new Map();
  const find = (id) => {
    let at = id;
    while (home.get(at) !== at) { home.set(at, home.get(home.get(at))); at = home.get(at); }
    return at;
  };
  for (const one of relations) {
    for (const end of one.ends) if (!home.has(end)) home.set(end, end);
    home.set(find(one.ends[0]), find(one.ends[1]));
  }
  const groups = new Map();
  for (const one of relations) {
    const key = find(one.ends[0]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length || a[0].index - b[0].index);
}

function relationsView() {
  const relations = choosable().filter((item) => item.ends && item.ends.every((id) => byClaim.has(id)));
  const groups = groupsOf(relations);
  const summary = relations.length ? `${plural(relations.length, "relation")} in ${plural(groups.length, "group")} of claims` : "No relations here.";
  return [el("section", { class: "list", "aria-label": "Relations" }, el("p", {}, summary),
    ...chunked([...groups.entries()], () => el("div", { class: "part" }), 110, group, ([, own]) => own.length))];
}

// A group's claims in their order, each with what it has to do with the others; an arc for each, where they can be told apart.
function group([number, own]) {
  const holder = el("section", { class: "graph", "aria-label": `Group ${number + 1}, ${plural(own.length, "relation")}` });
  const ends = [...new Set(own.flatMap((one) => one.ends))].map((id) => byClaim.get(id)).sort((a, b) => a.order - b.order);
  const out = new Map();
  for (const one of own) { if (!out.has(one.ends[0])) out.set(one.ends[0], []); out.get(one.ends[0]).push(one); }
  const lists = chunked([...ends.entries()], () => el("ol", { class: "part" }), 110, ([at, item]) => {
    const opens = run.documents.length > 1 && (!at || ends[at - 1].document !== item.document);
    return el("li", { "data-end": item.index }, opens && el("p", { class: "of" }, bdi(titleOf(item.document))), entry(item),
      el("div", { class: "ties" }, ...(out.get(item.id) || []).map(tie)));
  });
  holder.append(...lists);
  if (lists.length === 1) requestAnimationFrame(() => { if (holder.isConnected) arcs(holder, lists[0], own); });
  return holder;
}

function tie(one) {
  const signal = valueOf(one, "signal");
  const flags = one.codes.length ? ` · ${one.codes.join(", ")}` : "";
  return button([`${shown(valueOf(one, "type") ?? one.kind)} → ${nameOfId(one.ends[1])}`, signal ? bdi(` (“${signal}”)`) : "", bdi(flags)], () => go(one));
}

// Arcs at the left, the short ones inside the long ones, each with its tip at the target.
function arcs(holder, list, relations) {
  const base = holder.getBoundingClientRect().top;
  const at = new Map([...list.querySelectorAll("[data-end]")].map((one) => {
    const box = one.querySelector(".entry").getBoundingClientRect();
    return [everything[one.dataset.end].id, box.top - base + Math.min(box.height / 2, 22)];
  }));
  const drawn = relations.map((one) => ({ one, from: at.get(one.ends[0]), to: at.get(one.ends[1]) }))
    .sort((a, b) => Math.abs(a.from - a.to) - Math.abs(b.from - b.to));
  const lanes = [];
  for (const arc of drawn) {
    const [low, high] = [Math.min(arc.from, arc.to), Math.max(arc.from, arc.to)];
    let lane = lanes.findIndex((used) => used.every(([first, last]) => high < first || last < low));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane].push([low, high]);
    arc.lane = lane;
  }
  const narrow = matchMedia("(max-width: 760px)").matches;
  const step = Math.min(narrow ? 10 : 22, (narrow ? 70 : 260) / Math.max(lanes.length, 1));
  const edge = 20 + lanes.length * step;
  list.style.marginInlineStart = `${edge + 4}px`;
  const picture = svg("svg", { width: edge, height: holder.offsetHeight, "aria-hidden": "true" });
  drawn.forEach((arc, index) => {
    const x = edge - 14 - (arc.lane + 1) * step, lift = arc.from < arc.to ? 1 : -1, shift = (index % 3) * 3 * lift;
    const [from, to] = [arc.from + shift, arc.to - shift];
    const bend = Math.min(10, Math.abs(to - from) / 2) * lift;
    const type = shown(valueOf(arc.one, "type") ?? arc.one.kind);
    const look = AGAINST.has(type) ? "against" : ALIKE_TYPES.has(type) ? "same" : IN_TIME.has(type) ? "time" : "tie";
    picture.append(svg("path", { class: look, d: `M${edge} ${from} H${x + 10} Q${x} ${from} ${x} ${from + bend} V${to - bend} Q${x} ${to} ${x + 10} ${to} H${edge - 7}` }));
    picture.append(svg("path", { class: `${look} tip`, d: `M${edge} ${to} l-9 -4.5 v9 z` }));
  });
  holder.append(picture);
}
