// The keyboard: single keys work when no field has the focus, and can be turned off.
const KEYS = [["j, ↓", "next claim"], ["k, ↑", "previous claim"], ["Enter", "open or close the claim"], ["a", "accept, and go on"], ["r", "reject, and go on"],
  ["c", "correct"], ["m", "add a claim that was missed, with the words selected"], ["n", "write a note"], ["u", "undo the decision"], ["/", "search"], ["1 to 4", "choose a view"], ["t", "text only"], ["s", "save the decisions"], ["Esc", "close, or leave a field"], ["?", "this list"]];
let shortcuts = true;

function buildHelp() {
  const dialog = byId("keys");
  const toggle = el("input", { type: "checkbox", id: "shortcuts" });
  toggle.checked = shortcuts;
  toggle.addEventListener("change", () => { shortcuts = toggle.checked; });
  const samples = [["event", "an event"], ["statement", "a statement"], ["relation", "a relation"], ["own", "another kind"], ["rejected", "nearest to a refused draft"]];
  const legend = samples.map(([kind, words]) => {
    const sample = el("span", { class: "seg" }, words);
    sample.style.setProperty("--l0", `var(--line-${kind})`);
    return sample;
  });
  dialog.append(el("h2", { id: "keys-title" }, "Lines and keys"), el("p", { class: "legend" }, ...legend),
    el("p", { class: "aside" }, "A click on underlined words opens the innermost claim, the next click the one around it."),
    el("dl", {}, ...KEYS.flatMap(([keys, what]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, what)])),
    el("p", {}, toggle, el("label", { for: "shortcuts" }, " single keys work")),
    el("p", {}, button("Close", () => dialog.close(), { class: "main" })));
}

function step(by) {
  const found = choosable();
  if (!found.length) return;
  if (state.view !== "review") show("review");
  const at = state.chosen ? found.findIndex((item) => item.order >= state.chosen.order) : -1;
  const exact = at >= 0 && found[at] === state.chosen;
  const next = at < 0 ? (by > 0 && !state.chosen ? 0 : found.length - 1) : exact ? at + by : by > 0 ? at : at - 1;
  select(found[Math.max(0, Math.min(found.length - 1, next))], { focus: true });
}

function onChosen(action) {
  if (state.chosen && !state.chosen.rejected) action(state.chosen); else say("Choose a claim first.");
}

function judge(decision) {
  onChosen((item) => {
    if (item.added) { say("An added claim counts as it is: change it, or remove it."); return; }
    decide(item, decision, state.notes.has(item.id) ? { note: state.notes.get(item.id) } : undefined);
    say(`${nameOf(item)} ${decision}ed`);
    step(1);
  });
}

const press = (selector) => onChosen((item) => {
  const found = cardOf(item) && cardOf(item).querySelector(selector);
  if (found) { if (found.tagName === "TEXTAREA") found.focus(); else found.click(); }
});

const ACTIONS = new Map([
  ["j", () => step(1)], ["ArrowDown", () => step(1)], ["k", () => step(-1)], ["ArrowUp", () => step(-1)],
  ["a", () => judge("accept")], ["r", () => judge("reject")], ["c", () => press(".controls .correct")], ["n", () => press(".controls textarea")],
  ["u", () => onChosen(undecide)], ["m", openAdding], ["s", () => byId("save").click()], ["t", () => byId("compact").click()], ["?", () => byId("keys").showModal()],
  ["/", () => { byId("filters").open = true; byId("filter").elements.namedItem("text").focus(); }],
  ["Escape", () => select(null, { focus: true })],
  ...VIEWS_KEYS(),
]);

function VIEWS_KEYS() {
  return ["review", "speakers", "timeline", "relations"].map((name, index) => [String(index + 1), () => show(name)]);
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea, dialog");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (field) {
    if (event.key === "Escape" && field.tagName !== "DIALOG") field.blur();
    return;
  }
  const action = ACTIONS.get(event.key);
  if (!action || (!shortcuts && event.key !== "Escape")) return;
  if (event.key.startsWith("Arrow") && !event.target.closest(".face")) return;
  event.preventDefault();
  action();
});
