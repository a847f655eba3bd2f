// The panel: what is known of the chosen thing or tie, by verb, with what each fact rests on.
const panel = byId("panel");
let opener = null;

function makeChoice(id, words = labelOf(id)) {
  if (!isHere(id)) return pageOf(id) ? make("a", [isolate(words)], { href: pageOf(id) }) : isolate(words);
  return makeButton([isolate(words)], () => choose(id, { seek: true }), { class: "plain" });
}

// Choosing from anywhere opens the panel; what had the focus gets it back when the panel closes.
function choose(id, { focus = true, seek = false } = {}) {
  if (id && !panel.contains(document.activeElement)) opener = document.activeElement;
  const hidden = new Set(state.hidden);
  for (const each of [items.get(id)?.kind, ties.get(id)?.kind]) hidden.delete(each);
  change({ chosen: id, hidden });
  if (id && focus) panel.querySelector("h2")?.focus({ preventScroll: !narrow.matches });
  // The panel takes room: the picture is laid out anew beside it before what is sought comes into sight.
  if (seek && state.look === "picture") requestAnimationFrame(() => requestAnimationFrame(() => reveal(id)));
}

function close() {
  change({ chosen: "" });
  const back = opener?.isConnected && opener !== document.body ? opener : byId("shown");
  back.focus({ preventScroll: true });
}

// Two marks at most are seen at once; all others are a click away.
function makeSigns(passage, isWanted) {
  const draw = (...names) => names.filter((name) => passage[name] && isWanted(name)).map((name) => {
    const [shape, token] = signs[passage[name].key] ?? ["disc", "ink2"];
    return make("li", [makeGlyph(shape, token), say(passage[name])]);
  });
  const further = draw("confidence", "review");
  const folded = make("li", [make("details", [make("summary", [text("All marks")]), make("ul", further)])]);
  return [...draw("grade", "layer"), ...(further.length ? [folded] : [])];
}

const nameHost = (address) => address.replace(/^https?:\/\/(www\.)?/, "").split("/")[0];

// Passages as cards; a sign that all of them have is said once above.
function makeEvidence(numbers) {
  if (!numbers.length) return [];
  const passages = numbers.map((number) => data.passages[number]);
  const same = new Set(numbers.length < 2 ? [] : ["layer", "grade", "confidence", "review"].filter((name) =>
    passages.every((passage) => passage[name] && passage[name].key === passages[0][name]?.key)));
  const common = makeSigns(passages[0], (name) => same.has(name));
  const cards = passages.map((passage, n) => {
    const told = [say(passage.locator), passage.publisher, say(passage.date)].filter(Boolean).join(" · ");
    const own = makeSigns(passage, (name) => !same.has(name));
    return make("li", [
      make("p", [make("span", [String(n + 1)], { class: "number", "aria-hidden": "true" }), isolate(say(passage.text))]),
      make("p", [make("strong", [isolate(say(passage.source))]), make("br"), isolate(told)], { class: "source" }),
      own.length ? make("ul", own, { class: "signs" }) : null,
      passage.url ? make("p", [makeLink(passage.url, [text("Open the page"), ` (${nameHost(passage.url)})`])]) : null,
    ], { id: `note-${n + 1}` });
  });
  return [
    make("h3", [text("Read in")]),
    common.length ? make("ul", common, { class: "signs" }) : null,
    make("ol", cards, { class: "evidence" }),
  ];
}

function makeMarks(fact, numbers) {
  return fact.notes?.length ? make("sup", fact.notes.map((note) => {
    const n = numbers.indexOf(note) + 1;
    return makeButton([String(n)], () => { const card = byId(`note-${n}`); card.tabIndex = -1; card.focus(); }, { class: "number", "aria-label": `${text("Note")} ${n}` });
  })) : null;
}

// A rule and what it was applied to; what was applied may be inferred in turn.
function makeProof(fact, numbers, depth = 0) {
  if (fact.rule === undefined || depth > 4) return null;
  const rule = data.rules[fact.rule];
  const premises = (fact.premises ?? []).map((number) => {
    const premise = data.premises[number];
    return make("li", [isolate(say(premise.said)), makeMarks(premise, numbers), makeProof(premise, numbers, depth + 1)]);
  });
  return make("details", [
    make("summary", [makeGlyph("dashed-square", "ink2"), text("Inferred: how do we know?")]),
    make("p", [make("strong", [isolate(say(rule.title))]), make("br"), isolate(say(rule.why))]),
    premises.length ? make("ul", premises) : null,
  ], { class: "proof" });
}

function makeFact(fact, numbers) {
  const to = typeof fact.to === "string" ? makeChoice(fact.to) : isolate(say(fact.to));
  const when = fact.when ? make("span", [say(fact.when)], { class: "when" }) : null;
  const note = fact.note ? make("span", [isolate(say(fact.note))], { class: "when" }) : null;
  return make("li", [to, makeMarks(fact, numbers), when, note, makeProof(fact, numbers)]);
}

const gather = (facts) => [...new Set(facts.flatMap((fact) => [
  ...(fact.notes ?? []), ...(fact.premises ?? []).flatMap((number) => gather([data.premises[number]])),
]))];

function makeFacts(facts, numbers) {
  const byVerb = Map.groupBy ? Map.groupBy(facts, (fact) => fact.verb) : facts.reduce((found, fact) => found.set(fact.verb, [...(found.get(fact.verb) ?? []), fact]), new Map());
  return make("dl", [...byVerb].map(([verb, told]) => make("div", [
    make("dt", [isolate(say(data.verbs[verb]))]),
    make("dd", [make("ul", told.map((fact) => makeFact(fact, numbers)))]),
  ])));
}

// The shortest way over ties that are shown.
function findPath(from, to) {
  const before = new Map([[from, null]]);
  for (const here of before.keys()) {
    if (here === to) break;
    for (const tie of tiesOf.get(here) ?? []) {
      const next = tie.source === here ? tie.target : tie.source;
      if (shown.ties.has(tie.id) && !before.has(next)) before.set(next, tie);
    }
  }
  const way = [];
  for (let here = to; before.get(here);) {
    const tie = before.get(here);
    way.unshift(tie);
    here = tie.source === here ? tie.target : tie.source;
  }
  return way;
}

function makePath(id) {
  const found = make("ol", [], { role: "status" });
  const list = () => data.items.filter((item) => item.id !== id && shown.items.has(item.id))
    .map((item) => [say(item.label), item.id]).sort(([a], [b]) => compareNames(a, b)).map(([label, value]) => make("option", [label], { value }));
  const select = make("select", [make("option", [text("choose")], { value: "" })], {
    id: "path-to",
    onchange: ({ target }) => {
      const way = target.value ? findPath(id, target.value) : [];
      found.replaceChildren(...(way.length ? way.map((tie) => make("li", [makeChoice(tie.id)])) : [make("li", [target.value ? text("No path over what is shown.") : ""])]));
    },
  });
  const ontoggle = () => { if (select.length < 2) select.append(...list()); };
  return make("details", [make("summary", [text("Path to…")]), make("label", [text("Path to"), " ", select]), found], { ontoggle });
}

function makeActions(thing) {
  const said = make("p", [], { role: "status", class: "when" });
  const copy = async (words, done) => {
    try { await navigator.clipboard.writeText(words); said.textContent = done; } catch { said.textContent = words; }
  };
  const name = say(thing.label);
  const cite = [`${name}. ${say(data.title)}`, data.version && `${say(data.project)} ${data.version}`, data.released, data.licence, `sha256:${data.digest}`, thing.id.split(" ")[0]].filter(Boolean).join(", ");
  return [
    make("div", [
      makeButton([text("Copy the link")], () => copy(location.href, text("The link was copied."))),
      makeButton([text("Cite")], () => copy(cite, text("The reference was copied."))),
    ], { class: "actions" }),
    said,
    make("details", [make("summary", [text("The query behind this view")]), make("pre", [make("code", [data.query])], { tabindex: "0" })]),
  ];
}

// When it was, if none of its facts says it already.
function makeWhen(thing) {
  const when = say(thing.when);
  const isTold = thing.facts.some((fact) => [fact.when, fact.to].some((each) => say(each) === when));
  return when && !isTold ? make("p", [when], { class: "when" }) : null;
}

function makeItem(item, numbers) {
  const kind = kinds.get(item.kind);
  return [
    item.names.length ? make("p", [text("Also known as {names}", { names: item.names.join(" · ") })], { class: "when" }) : null,
    item.summary ? make("p", [isolate(say(item.summary))]) : null,
    makeWhen(item),
    pageOf(item.id) ? make("p", [make("a", [text("Its page, with all that is told of it")], { href: pageOf(item.id) })]) : null,
    item.facts.length ? makeFacts(item.facts, numbers) : make("p", [text("No fact is told of it here.")]),
    kind && tiesOf.get(item.id)?.length ? makePath(item.id) : null,
  ];
}

function makeTie(tie, numbers) {
  const [source, target] = [tie.source, tie.target].map((id) => make("span", [makeSign(kinds.get(items.get(id)?.kind)), makeChoice(id)]));
  return [
    make("p", [source, makeStroke(kinds.get(tie.kind), tie.inferred), target], { class: "ends" }),
    makeWhen(tie),
    makeFacts(tie.facts, numbers),
  ];
}

function showPanel() {
  const [item, tie] = [items.get(state.chosen), ties.get(state.chosen)];
  const cell = findCell(state.chosen);
  const thing = item ?? tie ?? cell;
  panel.hidden = !thing;
  root.classList.toggle("with-panel", Boolean(thing));
  if (!thing) return panel.replaceChildren();
  const numbers = gather(thing.facts);
  const kind = kinds.get(thing.kind);
  const heading = make("h2", [isolate(say(thing.label))], { tabindex: "-1" });
  const layer = data.layers.find((each) => each.key === thing.layer);
  const crumbs = make("p", [kind ? makeSign(kind, tie) : null, [kind && say(kind.label), layer && say(layer.label)].filter(Boolean).join(" · ")], { class: "when" });
  const top = make("div", [crumbs, makeButton([text("Close"), " ", make("kbd", [text("Esc")])], close)], { class: "top" });
  const inside = item ? makeItem(item, numbers) : tie ? makeTie(tie, numbers) : makeCell(cell);
  const kept = panel.contains(document.activeElement) ? document.activeElement.tagName : "";
  panel.replaceChildren(...[top, heading, ...inside, ...makeEvidence(numbers), ...makeActions(thing)].filter(Boolean));
  panel.scrollTop = 0;
  if (kept) heading.focus({ preventScroll: true });
  return announce(say(thing.label));
}

let told = "";
parts.push({
  show() {
    const now = `${state.chosen} ${state.language}`;
    if (now !== told) showPanel();
    told = now;
  },
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isHere(state.chosen) || event.defaultPrevented) return;
  event.preventDefault();
  close();
});
