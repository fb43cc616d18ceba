// What the reviewer decided: kept in this browser under the run's hash, saved and loaded as JSON Lines.
const KEPT = `llmclaims:${run.hash}`;
const decisions = new Map();
let unsaved = 0;
let keeps = true;

function store() {
  try { return window.localStorage; } catch { return null; }
}

function keep() {
  const kept = { reviewer: byId("reviewer").value, decisions: [...decisions.values()], added: [...added].map((item) => item.record) };
  try {
    store().setItem(KEPT, JSON.stringify(kept));
    keeps = true;
  } catch { keeps = false; }
  warn();
}

function recall() {
  try {
    const kept = JSON.parse(store().getItem(KEPT) || "{}");
    byId("reviewer").value = typeof kept.reviewer === "string" ? kept.reviewer : "";
    for (const one of [kept.decisions, kept.added].filter(Array.isArray).flat()) {
      const problem = take(one);
      if (problem) console.warn(problem);
    }
    store().setItem(`${KEPT}:try`, "1");
    store().removeItem(`${KEPT}:try`);
  } catch { keeps = false; }
  warn();
}

function warn() {
  byId("warning").hidden = keeps;
  byId("warning").textContent = "This browser keeps nothing for this page: save your decisions to a file before you close it.";
}

// Take one record of a file or of the store; a sentence when it is none.
function take(one) {
  if (typeof one === "object" && one !== null && one.record === "added") {
    const problem = strange(one);
    if (!problem) insert(one);
    return problem;
  }
  if (typeof one !== "object" || one === null || one.record !== "decision") return "is not a decision";
  if (!byClaim.has(one.claim)) return "is about a claim that this run has not";
  if (!["accept", "correct", "reject"].includes(one.decision)) return "decides nothing that is known";
  if (one.decision === "correct" && (typeof one.body !== "object" || one.body === null)) return "corrects nothing";
  decisions.set(one.claim, one);
  overlay(byClaim.get(one.claim));
  return null;
}

function decide(item, decision, given) {
  const before = decisions.get(item.id) || {};
  const record = {
    record: "decision", run: run.hash, claim: item.id, document: item.document === null ? null : run.documents[item.document].id,
    decision, note: given && given.note !== undefined ? given.note : before.note || "",
    reviewer: "", decided: new Date().toISOString(),
  };
  if (decision === "correct") record.body = given.body;
  decisions.set(item.id, record);
  overlay(item);
  unsaved += 1;
  changed(item);
}

// A note on what is already decided: the card stays as it is, so that a click under way still counts.
function annotate(item, note) {
  state.notes.set(item.id, note);
  const now = item.added ? item.record : decisions.get(item.id);
  if (!now || now.note === note) return;
  now.note = note;
  unsaved += 1;
  keep();
}

function undecide(item) {
  if (item.added) { takeBack(item); return; }
  if (!decisions.delete(item.id)) return;
  overlay(item);
  unsaved += 1;
  changed(item);
}

function changed(item) {
  keep();
  showProgress();
  redraw(item);
}

function showProgress() {
  byId("decided").textContent = `${decisions.size.toLocaleString("en")} of ${plural(claims.length, "claim")} decided${added.size ? `, ${added.size} added` : ""}`;
  byId("progress").max = claims.length || 1;
  byId("progress").value = decisions.size;
  byId("save").disabled = decisions.size + added.size === 0;
}

// Decisions in the run's order, then what was added, one record a line. What has no name yet gets the reviewer's now.
function decisionsFile() {
  const records = [...claims.filter((one) => decisions.has(one.id)).map((one) => decisions.get(one.id)), ...[...added].map((item) => item.record)];
  for (const one of records) one.reviewer ||= byId("reviewer").value.trim();
  return records.map((one) => `${JSON.stringify(one)}\n`).join("");
}

function save() {
  const address = URL.createObjectURL(new Blob([decisionsFile()], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `decisions-${run.hash.slice(0, 8)}.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  unsaved = 0;
  keep();
  const nameless = byId("reviewer").value.trim() ? "" : " without a reviewer's name";
  say(`${plural(decisions.size, "decision")}${added.size ? ` and ${plural(added.size, "added claim")}` : ""} saved${nameless}; check them with: llmclaims verify RUN --decisions FILE`);
}

async function load(file) {
  const wrong = [];
  let taken = 0;
  (await file.text()).split("\n").forEach((text, index) => {
    if (!text.trim()) return;
    let problem;
    try { problem = take(JSON.parse(text)); } catch { problem = "is not JSON"; }
    if (problem) wrong.push(`line ${index + 1} ${problem}`); else taken += 1;
  });
  keep();
  showProgress();
  applyFilters();
  show();
  say(`${plural(taken, "record")} loaded${wrong.length ? `; ${plural(wrong.length, "line")} left out: ${wrong.slice(0, 3).join(", ")}` : ""}`);
}
