// The outline: what is shown as a nested list – by what it is part of, else by kind –, each with its ties.
const FIRST = 6; // so many of a group are listed at once
const GLANCE = 30; // so many rows are seen at a glance
const unfolded = new Set();
const wholly = new Set();

const byName = (a, b) => compareNames(say(a.label), say(b.label));
const byTies = (a, b) => countTies(b.id) - countTies(a.id) || byName(a, b);
const byPlace = (a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || compare(a.start || "~", b.start || "~") || byName(a, b);

// Items under what they are part of; what stands alone is gathered by kind.
function plant() {
  const found = new Map(listShown("item").map((item) => [item.id, item]));
  const children = new Map();
  for (const item of found.values()) {
    const parent = found.has(item.parent) && item.parent !== item.id ? item.parent : "";
    children.set(parent, [...(children.get(parent) ?? []), item]);
  }
  let tops = children.get("") ?? [];
  const reached = new Set();
  // What all is part of and the legend does not name says no more than the title.
  if (tops.length === 1 && !kinds.has(tops[0].kind) && children.has(tops[0].id)) {
    reached.add(tops[0].id);
    tops = children.get(tops[0].id);
  }
  const reach = (item) => { if (!reached.has(item.id)) { reached.add(item.id); (children.get(item.id) ?? []).forEach(reach); } };
  tops.forEach(reach);
  tops.push(...[...found.values()].filter((item) => !reached.has(item.id))); // parents in a ring
  // Where some have others below them, what is numbered like them stays in its place without any.
  const nests = tops.some((item) => children.has(item.id));
  const isNested = (item) => children.has(item.id) || (nests && item.number !== null);
  return { children, nested: tops.filter(isNested).sort(byPlace), alone: tops.filter((item) => !isNested(item)) };
}

// A row that opens: a button over a list that is made when it is first opened.
function makeBranch(key, inside, fill, attributes = {}) {
  const list = make("ul", [], { hidden: !unfolded.has(key) });
  const button = makeButton(inside, () => {
    unfolded[unfolded.has(key) ? "delete" : "add"](key);
    open();
  }, { "aria-expanded": "false", class: "fold" });
  const open = () => {
    const isOpen = unfolded.has(key);
    button.setAttribute("aria-expanded", String(isOpen));
    list.hidden = !isOpen;
    if (isOpen && !list.hasChildNodes()) list.append(...fill());
  };
  open();
  return make("li", [button, list], attributes);
}

// The first of many, and a button for the others.
function makeSome(key, things, makeOne) {
  if (wholly.has(key) || things.length <= FIRST + 2) return things.map(makeOne);
  const others = makeButton([text("The {count} others", { count: count(things.length - FIRST) })], () => {
    wholly.add(key);
    const row = others.parentElement;
    const rest = things.slice(FIRST).map(makeOne);
    row.replaceWith(...rest);
    rest[0].querySelector("button").focus();
  }, { class: "plain others" });
  return [...things.slice(0, FIRST).map(makeOne), make("li", [others])];
}

function makeGroup(kind, some) {
  const inside = [makeSign(kind), make("span", [kind ? say(kind.label) : text("Others")], { class: "word" }), make("span", [count(some.length)], { class: "count" })];
  const key = `kind ${kind?.key ?? ""}`;
  return makeBranch(key, inside, () => makeSome(key, some.sort(data.ties.length ? byTies : byPlace), makeLeaf), { class: "group" });
}

let planted = null;

function makeLeaf(item) {
  const below = (planted.children.get(item.id) ?? []).sort(byPlace);
  // What stands above or below it in the outline is no tie of its own there.
  const kin = new Set([item.parent, ...below.map(({ id }) => id)]);
  const own = tiesOf.get(item.id).filter((tie) => shown.ties.has(tie.id) && !kin.has(tie.source) && !kin.has(tie.target));
  const kind = kinds.get(item.kind);
  const reached = (item.reached ?? []).map((key) => kinds.get(key)).filter(Boolean);
  const sign = kind ?? reached.at(-1) ? [makeSign(kind ?? reached.at(-1))] : [];
  const come = reached.map((status) => say(status.label)).join(" › ");
  const said = [come || (kind && !data.ties.length && items.has(item.parent) && say(kind.label)), say(item.when), sayTies(own.length)];
  const told = said.filter(Boolean).join(" · ");
  const name = [...sign, make("span", [isolate(say(item.label))], { class: "word" }), make("span", [told], { class: "count" })];
  const attributes = { "data-row": item.id, class: shown.later.has(item.id) ? "later" : "" };
  const details = () => make("li", [makeButton([text("What is known of it")], () => choose(item.id), { class: "plain" })]);
  if (!below.length && !own.length) return make("li", [makeButton(name, () => choose(item.id), { class: "leaf" })], attributes);
  const fill = () => [details(), ...below.map(makeLeaf), ...own.sort((a, b) => compare(a.start || "~", b.start || "~")).map((tie) => makeTwig(item, tie))];
  return makeBranch(item.id, name, fill, attributes);
}

// How a tie is said at its other end is learnt from those that leave no choice.
const inverse = new Map();

function learnVerbs() {
  for (const { source, target, facts: [fact] } of data.ties) {
    const told = new Set(items.get(target)?.facts.filter((other) => other.to === source).map((other) => other.verb));
    if (fact && told.size === 1) inverse.set(fact.verb, [...told][0]);
  }
}

function findVerb(item, tie, other) {
  if (!inverse.size) learnVerbs();
  const verb = tie.facts[0]?.verb;
  return tie.source === item.id ? verb : inverse.get(verb) ?? item.facts.find((fact) => fact.to === other)?.verb;
}

// A tie from one of its ends: by which verb, to what, since when.
function makeTwig(item, tie) {
  const other = tie.source === item.id ? tie.target : tie.source;
  const verb = say(data.verbs[findVerb(item, tie, other)] ?? kinds.get(tie.kind)?.label);
  const words = makeButton([makeStroke(kinds.get(tie.kind), tie.inferred), verb], () => choose(tie.id), { class: "plain verb", "aria-label": `${verb}. ${say(tie.label)}` });
  return make("li", [words, " ", makeChoice(other), make("span", [say(tie.when) || text("undated")], { class: "count" })], { "data-row": tie.id, class: `twig${shown.later.has(tie.id) ? " later" : ""}` });
}

// What is chosen is unfolded, with all that it is part of.
function unfold() {
  const tie = ties.get(state.chosen);
  let item = items.get(tie?.source ?? state.chosen);
  if (tie) unfolded.add(item.id);
  const isAlone = planted.alone.includes(item);
  if (isAlone) for (const known of [unfolded, wholly]) known.add(`kind ${kinds.has(item.kind) ? item.kind : ""}`);
  for (const passed = new Set(); item && !passed.has(item); item = items.get(item.parent)) {
    passed.add(item);
    if (items.has(item.parent)) unfolded.add(item.parent);
  }
}

// At first, as many levels stand open as are seen at a glance.
function unfoldSome(level) {
  let rows = level.length;
  while (level.length) {
    const next = level.flatMap((item) => planted.children.get(item.id) ?? []);
    rows += next.length;
    if (rows > GLANCE) return;
    for (const item of level) unfolded.add(item.id);
    level = next;
  }
}

function grow() {
  planted = plant();
  const { nested, alone } = planted;
  if (isHere(state.chosen)) unfold();
  if (!unfolded.size) unfoldSome(nested);
  const groups = [...kinds.values(), undefined].map((kind) => [kind, alone.filter((item) => kinds.get(item.kind) === kind)]).filter(([, some]) => some.length);
  const rows = [...nested.map(makeLeaf), ...groups.map(([kind, some]) => makeGroup(kind, some))];
  byId("outline").replaceChildren(make("ul", rows.length ? rows : [make("li", [text("Nothing is left by these filters.")])], { class: "outline" }));
}

follow("outline", grow);
