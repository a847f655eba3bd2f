// The tables of items and ties in step with the filters; a row leads to its mark, and a mark to its row.
const EMPTY = "–";
const tables = { item: { by: "name", down: false }, tie: { by: "source", down: false } };

// A column: what it is called, what a cell shows and what it is sorted by.
function listColumns(role) {
  const kindOf = (thing) => say(kinds.get(thing.kind)?.label);
  const has = (name, things) => things.some((thing) => thing[name]);
  const when = { key: "when", head: text("When"), sort: (thing) => thing.start || thing.end || "", cell: (thing) => say(thing.when) };
  const kind = { key: "kind", head: text("Kind"), sort: kindOf, cell: kindOf };
  if (role === "tie") {
    const end = (side, head) => ({ key: side, head, sort: (tie) => labelOf(tie[side]), cell: (tie) => makeChoice(tie[side]) });
    const relation = { key: "tie", head: text("Tie"), sort: (tie) => say(tie.label), cell: (tie) => makeChoice(tie.id), name: true };
    return [end("source", text("From")), relation, end("target", text("To")), kind, when];
  }
  const name = { key: "name", head: text("Name"), sort: (item) => say(item.label), cell: (item) => makeChoice(item.id), name: true };
  const number = { key: "number", head: text("No."), sort: (item) => item.number, cell: (item) => (item.number === null ? "" : count(item.number)), right: true };
  const tied = { key: "ties", head: text("Ties"), sort: (item) => countTies(item.id), cell: (item) => count(countTies(item.id)), right: true };
  const numbered = data.items.some((item) => item.number !== null);
  return [numbered && number, name, kind, has("when", data.items) && when, ...listFacets(), data.ties.length && tied].filter(Boolean);
}

const sayTies = (number) => (number === 1 ? text("1 tie") : number ? text("{count} ties", { count: count(number) }) : "");
const countTies = (id) => shown.tied.get(id) ?? 0;

// What items can be sorted out by has a column, if some have it and one value does not say it of all.
function listFacets() {
  return data.facets.filter((facet) => data.items.some((item) => item.facets[facet.key]?.length)).map((facet) => {
    const names = new Map(facet.values.map((value) => [value.key, value.label]));
    const said = (item) => (item.facets[facet.key] ?? []).map((key) => say(names.get(key) ?? key)).join(", ");
    return { key: `by-${facet.key}`, head: say(facet.label), sort: said, cell: said };
  });
}

// What is empty comes last, whichever way the rest goes.
function sortThings(things, column, down) {
  const keyed = things.map((thing, n) => [column.sort(thing) ?? "", thing, n]);
  const compareKeys = (a, b) => (typeof a === "number" ? a - b : compareNames(a, b));
  keyed.sort(([a, , n], [b, , m]) => {
    if (a === "" || b === "") return (a === "") - (b === "") || n - m;
    return compareKeys(a, b) * (down ? -1 : 1) || n - m;
  });
  return keyed.map(([, thing]) => thing);
}

function listShown(role) {
  const [things, found] = role === "item" ? [data.items, shown.items] : [data.ties, shown.ties];
  return things.filter((thing) => found.has(thing.id));
}

function sortTable(role, key) {
  const chosen = tables[role];
  tables[role] = { by: key, down: chosen.by === key && !chosen.down };
  tabulate();
  mark(byId("table"));
  const head = all("#table th button").find((button) => button.dataset.sort === `${role} ${key}`);
  head.focus();
  announce(tables[role].down ? text("Sorted by {column}, downwards", { column: head.textContent }) : text("Sorted by {column}, upwards", { column: head.textContent }));
}

function makeHead(role, column) {
  const { by, down } = tables[role];
  const sort = by === column.key ? (down ? "descending" : "ascending") : "none";
  const button = makeButton([column.head], () => sortTable(role, column.key), { "data-sort": `${role} ${column.key}` });
  return make("th", [button], { scope: "col", "aria-sort": sort, class: column.right ? "right" : "" });
}

function makeRow(role, thing, columns) {
  const label = `${text("Show in the picture:")} ${say(thing.label)}`;
  const place = makeButton([makeSign(kinds.get(thing.kind), role === "tie" ? thing : null)], () => showMark(thing.id), { "aria-label": label, title: label, class: "plain" });
  const cells = columns.map((column) => {
    const cell = column.cell(thing);
    return make(column.name ? "th" : "td", [typeof cell === "string" ? isolate(cell || EMPTY) : cell], { class: column.right ? "right" : "", ...(column.name ? { scope: "row" } : {}), "data-head": column.head });
  });
  return make("tr", [make("td", [place]), ...cells], { "data-row": thing.id, class: shown.later.has(thing.id) ? "later" : "" });
}

function showMark(id) {
  change({ look: "picture" });
  choose(id, { focus: false });
  reveal(id);
  byId("pane").focus({ preventScroll: true });
}

function makeTable(role) {
  const columns = listColumns(role);
  const { by, down } = tables[role];
  const column = columns.find((each) => each.key === by) ?? columns[0];
  const things = sortThings(listShown(role), column, down);
  const number = things.length;
  const mark = make("th", [make("span", [text("In the picture")], { class: "unseen" })], { scope: "col" });
  const caption = role === "item" ? text("What is shown") : text("Ties");
  const makeOne = (thing) => makeRow(role, thing, columns);
  const body = make("tbody", things.splice(0, ROWS).map(makeOne));
  queueMicrotask(() => fill(body, things, makeOne));
  return make("table", [
    make("caption", [`${caption} (${count(number)})`]),
    make("thead", [make("tr", [mark, ...columns.map((each) => makeHead(role, each))])]),
    body,
  ]);
}

// Rows beyond the first are made while nothing else is to do.
const ROWS = 300;

async function fill(body, rest, makeOne) {
  while (rest.length && body.isConnected) {
    await pause();
    body.append(...rest.splice(0, ROWS).map(makeOne));
  }
}

function tabulate() {
  const roles = ["item", "tie"].filter((role) => (role === "item" ? data.items : data.ties).length);
  byId("table").replaceChildren(...roles.map((role) => make("div", [makeTable(role)], { class: "scroll" })));
}

// Tables and outline are made when they are looked at, and anew when what they show has changed.
function follow(look, build) {
  let made = "";
  let chosen = "";
  looks.add(look);
  parts.push({
    show() {
      if (state.look !== look) return;
      const now = JSON.stringify([state.language, sifted, state.until]);
      if (now === made && state.chosen === chosen) return;
      const isListed = !isHere(state.chosen) || all("[data-row]", byId(look)).some((row) => row.dataset.row === state.chosen);
      if (now !== made || !isListed) build();
      [made, chosen] = [now, state.chosen];
      mark(byId(look));
    },
  });
}

// The row of what is chosen, in sight.
function mark(within) {
  for (const row of all("[data-row]", within)) row.classList.toggle("chosen", row.dataset.row === state.chosen);
  const row = within.querySelector(".chosen");
  if (row && !row.contains(document.activeElement)) row.scrollIntoView({ block: "nearest" });
}

follow("table", tabulate);
