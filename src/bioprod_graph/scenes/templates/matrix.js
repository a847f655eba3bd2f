// The matrix: cells list what has both their row and their column; rows and columns can be put in another order.
const cells = new Map();

// A cell is named ROW|COLUMN, the whole of a row ROW|; what is in it has both among its facets.
function findCell(id) {
  if (!id.includes("|")) return null;
  if (!cells.has(id)) {
    const ends = id.split("|").filter(Boolean);
    const has = (item) => ends.every((end) => Object.values(item.facets).some((values) => values.includes(end)));
    const members = ends.every((end) => items.has(end)) ? data.items.filter(has) : [];
    const label = Object.fromEntries(languages.map((tag) => [tag, ends.map((end) => items.get(end)?.label[tag]).join(" · ")]));
    cells.set(id, members.length ? { id, label, members, facts: [] } : null);
  }
  return cells.get(id);
}

function makeCell(cell) {
  const found = cell.members.filter((item) => shown.items.has(item.id)).sort((a, b) => compareNames(say(a.label), say(b.label)));
  return [make("ul", found.map((item) => make("li", [makeSign(kinds.get(item.kind)), makeChoice(item.id)])), { class: "members" })];
}

const orders = {
  alike: () => 0,
  number: (a, b) => b.ties - a.ties || compareNames(a.name, b.name),
  name: (a, b) => compareNames(a.name, b.name),
};
const firstOf = (part, name) => Number(part.querySelector("tspan").getAttribute(name));

// Where each row or column moves to: the places stay, what stands there changes. Its total tells its place.
function moveHeads(totals, name, end) {
  const told = totals.map((part) => {
    const id = part.dataset.of.replace("|", "");
    return { id, at: firstOf(part, name), name: labelOf(id), ties: data.ties.filter((tie) => tie[end] === id && shown.ties.has(tie.id)).length };
  }).sort((a, b) => a.at - b.at);
  const places = told.map((head) => head.at);
  return new Map([...told].sort(orders[state.order] ?? orders.alike).map((head, n) => [head.id, places[n] - head.at]));
}

const listRows = () => all("text[data-of$='|']", drawing.element);

function orderMatrix(svg) {
  const across = moveHeads(all("text[data-of^='|']", svg), "x", "target"), down = moveHeads(listRows(), "y", "source");
  for (const part of all("[data-of]", svg)) {
    const id = part.dataset.of, tie = ties.get(id), [row, column] = id.includes("|") ? id.split("|") : [];
    const turned = part.matches("text[transform]");
    const x = across.get(tie?.target ?? column ?? (turned ? id : "")) ?? 0;
    const y = down.get(tie?.source ?? row ?? (turned ? "" : id)) ?? 0;
    part.style.translate = x || y ? `${x}px ${y}px` : "";
  }
}

function countCells(svg) {
  for (const part of all("[data-of*='|']", svg)) {
    const [row, column] = part.dataset.of.split("|");
    const isTied = (tie) => shown.ties.has(tie.id) && (row ? tie.source === row : tie.target === column);
    const number = findCell(part.dataset.of)?.members.filter((item) => shown.items.has(item.id)).length
      ?? new Set(data.ties.filter(isTied).map((tie) => (row ? tie.target : tie.source))).size;
    part.classList.toggle("out", !number);
    for (const line of all("tspan", part)) line.textContent = count(number);
  }
}

if (data.view === "matrix") {
  const select = make("select", [], { id: "order", onchange: ({ target }) => change({ order: target.value }) });
  const field = make("label", [], { class: "order" });
  // Groups keep their rows: only rows that follow each other at one distance change places.
  const heights = listRows().map((part) => firstOf(part, "y"));
  const isEven = heights.every((y, n) => n < 2 || Math.abs(y - 2 * heights[n - 1] + heights[n - 2]) < 1);
  if (data.ties.length && !data.facets.length && isEven) byId("drawing").before(field);
  drawing.arrange = () => {
    const options = [["alike", text("what they share")], ["number", text("how many ties")], ["name", text("name")]];
    select.replaceChildren(...options.map(([value, words]) => make("option", [words], { value, selected: value === state.order })));
    field.replaceChildren(text("Order by"), " ", select);
    countCells(drawing.element);
    if (field.isConnected) orderMatrix(drawing.element);
  };
}
