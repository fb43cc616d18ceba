// The run: claims and refused drafts in one list of items, each with its number, in the order of the source.
const run = JSON.parse(byId("data").textContent);
const LOOSE = -1;  // the row of what stands beside no paragraph
const SHIPPED = new Set(["event", "statement", "relation"]);
const KINDS = new Map(run.kinds.map((one) => [one.kind, { ...one, roles: new Map(Object.entries(one.roles)) }]));
const RULES = new Map(Object.entries(run.rules));

function made(item, extra) {
  item.body = new Map(item.body || []);
  item.derived = new Map(item.derived || []);
  return Object.assign(item, extra);
}

const claims = run.claims.map((item) => made(item, { rejected: false, codes: item.flags.map(([code]) => code) }));
const refusals = run.rejections.map((item, index) => made(item, {
  rejected: true, id: `refused-${index}`, handle: "✗", draft: new Map(item.draft), codes: [item.code], mentions: [], aside: [], details: [], checked: [], flags: [],
}));
for (const item of refusals) item.quote = typeof item.draft.get("quote") === "string" ? item.draft.get("quote") : null;

const startOf = (item) => (item.spans.length ? item.spans[0][0] : -1);
const items = [...claims, ...refusals];
const byDocument = new Map(run.documents.map((_, index) => [index, []]));
byDocument.set(null, []);
for (const item of items) (byDocument.get(item.document) || byDocument.get(null)).push(item);
for (const [index, group] of byDocument) {
  group.forEach((item, at) => { item.row = index === null ? Math.floor(at / CHUNK) : rowOf(index, item); });
  if (index !== null) group.sort(inOrder);
}
ordered();
const everything = [...items];  // each at its index, which it keeps
everything.forEach((item, index) => { item.index = index; });

// As they stand on the page: what has no paragraph comes last.
function inOrder(a, b) {
  const [first, second] = [a, b].map((item) => (item.row === LOOSE ? Infinity : item.row));
  return (first === second ? 0 : first - second) || startOf(a) - startOf(b) || Number(a.rejected) - Number(b.rejected);
}

function ordered() {
  items.length = 0;
  for (const group of byDocument.values()) for (const item of group) items.push(item);
  items.forEach((item, order) => { item.order = order; });
}

const byClaim = new Map(claims.map((item) => [item.id, item]));
const ties = new Map();  // a claim's id -> the relations that name it
for (const item of claims) {
  const ends = endsOf(item);
  if (!ends) continue;
  item.ends = ends;
  for (const end of new Set(ends)) {
    if (!ties.has(end)) ties.set(end, []);
    ties.get(end).push(item);
  }
}

// The paragraph beside which an item stands: its own, or the one that holds its first words.
function rowOf(index, item) {
  const { paragraphs } = run.documents[index];
  if (Number.isInteger(item.paragraph)) return item.paragraph in paragraphs ? item.paragraph : LOOSE;
  const at = startOf(item);
  return at < 0 ? LOOSE : paragraphAt(index, at);
}

const paragraphAt = (index, at) => run.documents[index].paragraphs.findIndex(([start, end]) => start <= at && at < end);

function roleField(item, role) {
  const kind = KINDS.get(item.kind);
  return kind ? kind.roles.get(role) : undefined;
}

function valueOf(item, role) {
  const name = roleField(item, role);
  return name === undefined ? undefined : item.body.get(name);
}

// The ids that a relation names, source first; null for what is no relation.
function endsOf(item) {
  const source = valueOf(item, "source");
  return source === undefined || item.rejected ? null : [String(source), String(valueOf(item, "target"))];
}

function titleOf(index) {
  const one = run.documents[index];
  return one ? one.title || one.path || one.id : "Across articles";
}

// A short name that tells articles apart when there is more than one.
function nameOf(item) {
  const many = run.documents.length > 1 && item.document !== null;
  return many ? `A${item.document + 1}·${item.handle}` : item.handle;
}

// The same by id, from where it is said: without the article when that is the same.
function nameOfId(id, from) {
  const item = byClaim.get(id);
  if (!item) return id;
  return from && from.document === item.document ? item.handle : nameOf(item);
}

function headOf(item) {
  if (item.rejected) return `${item.kind} draft`;
  if (!item.ends) return item.head;
  return `${nameOfId(item.ends[0], item)} ${shown(valueOf(item, "type") ?? item.kind)} ${nameOfId(item.ends[1], item)}`;
}

const colourOf = (item) => (item.rejected ? "rejected" : SHIPPED.has(item.kind) ? item.kind : "own");
const verdictOf = (item) => (item.rejected ? "rejected" : item.added ? "added" : item.codes.length ? "flagged" : "verified");
