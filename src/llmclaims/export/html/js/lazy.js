// What is far from the screen is made when it comes near it, so that a long list costs what is seen of it.
const CHUNK = 60;  // so many claims are made at once
const pending = new Map();  // an element -> what makes its children
let watcher = null;

// Begin a view: what the last one left unmade is forgotten.
function watch() {
  if (watcher) watcher.disconnect();
  pending.clear();
  watcher = new IntersectionObserver((found) => {
    for (const one of found) if (one.isIntersecting) fill(one.target);
  }, { rootMargin: "1200px" });
}

// Leave an element empty for now, as high as it is expected to be.
function later(element, height, make) {
  element.style.containIntrinsicSize = `auto ${height}px`;
  element.style.minHeight = `${height}px`;
  pending.set(element, make);
  watcher.observe(element);
  return element;
}

function fill(element) {
  const make = pending.get(element);
  if (!make) return;
  pending.delete(element);
  watcher.unobserve(element);
  element.style.minHeight = "";
  element.append(...make());
}

// What is made may hold more that waits: all of it is filled.
function fillAll() {
  for (const element of pending.keys()) fill(element);
}

// A list in runs that weigh no more than a chunk, unless one of its items alone does.
function portions(list, weigh) {
  const found = [];
  let room = 0;
  for (const one of list) {
    const weight = weigh(one);
    if (!found.length || weight > room) { found.push([]); room = CHUNK; }
    found[found.length - 1].push(one);
    room -= weight;
  }
  return found;
}

// An element for each portion of a list: the first is made at once, the others later.
function chunked(list, holder, height, make, weigh = () => 1) {
  return portions(list, weigh).map((own, number) => {
    const made = holder();
    if (number) return later(made, own.reduce((sum, one) => sum + weigh(one) * height, 0), () => own.map(make));
    made.append(...own.map(make));
    return made;
  });
}
