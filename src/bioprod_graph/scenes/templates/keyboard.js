// Without mouse and sight: arrows walk to neighbours, Enter opens, and a text says what the picture shows.
const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ring = byId("pane").appendChild(make("div", [], { class: "cursor", "aria-hidden": "true", hidden: true }));
let cursor = ""; // where the arrows are

// A phone has no canvas: there the drawing answers.
const onCanvas = () => Boolean(network && canvas.net) && !narrow.matches;
const reveal = (id) => (onCanvas() ? canvas : drawing).reveal(id);

// Where each thing that is shown stands on the screen.
function listPlaces() {
  const places = new Map();
  if (onCanvas()) {
    const { left, top } = byId("canvas").getBoundingClientRect();
    for (const [id, mark] of canvas.marks) {
      const { x, y } = canvas.net.canvasToDOM(mark);
      if (shown.items.has(id)) places.set(id, { x: left + x, y: top + y });
    }
    return places;
  }
  for (const part of all("[data-of]", drawing.element)) {
    if (!shown.items.has(part.dataset.of) || places.has(part.dataset.of)) continue;
    const { left, top, width, height } = part.getBoundingClientRect();
    places.set(part.dataset.of, { x: left + width / 2, y: top + height / 2 });
  }
  return places;
}

function point(id) {
  const place = id && listPlaces().get(id);
  cursor = place ? id : "";
  ring.hidden = !place;
  if (!place) return;
  const frame = byId("pane").getBoundingClientRect();
  ring.style.left = `${place.x - frame.left}px`;
  ring.style.top = `${place.y - frame.top}px`;
}

// The nearest in a direction: what is aside counts double, and what has no tie to here, more.
function findNext(from, [right, down], places) {
  const here = places.get(from);
  if (!here) return [...places.keys()][0];
  const near = new Set((tiesOf.get(from) ?? []).flatMap((tie) => (shown.ties.has(tie.id) ? [tie.source, tie.target] : [])));
  let [best, least] = [undefined, Infinity];
  for (const [id, place] of places) {
    const [dx, dy] = [place.x - here.x, place.y - here.y];
    const along = dx * right + dy * down;
    const across = Math.abs(dx * down) + Math.abs(dy * right);
    const cost = (along + 2 * across) * (near.has(id) ? 1 : 1.6);
    if (id !== from && along > 0.5 && across < 2 * along && cost < least) [best, least] = [id, cost];
  }
  return best;
}

function sayPlace(id) {
  const item = items.get(id);
  const kind = kinds.get(item.kind);
  return [say(item.label), kind && say(kind.label), say(item.when), sayTies(countTies(id))].filter(Boolean).join(", ");
}

// Where the arrows are is seen by its ring and heard by its name; the panel opens with Enter.
function step(direction) {
  const places = listPlaces();
  const from = places.has(cursor) ? cursor : state.chosen;
  const next = findNext(from, direction, places);
  if (!next) return;
  reveal(next);
  point(next);
  announce(sayPlace(next));
}

// What the picture shows, in words: how many of each kind, and what has most ties.
function describeScene() {
  const numbers = data.kinds.map((kind) => [kind, listShown(kind.role).filter((thing) => thing.kind === kind.key).length]);
  const told = numbers.filter(([, number]) => number).map(([kind, number]) => `${say(kind.label)} ${count(number)}`);
  const most = data.ties.length ? listShown("item").sort(byTies).slice(0, 5).map((item) => `${say(item.label)} ${count(countTies(item.id))}`) : [];
  return [
    `${say(data.title)}. ${say(data.sentence)}`,
    told.length && text("Shown: {list}.", { list: told.join(", ") }),
    most.length && text("Most ties: {list}.", { list: most.join(", ") }),
    text("Table and outline say the same in words."),
  ].filter(Boolean).join(" ");
}

const alternative = byId("pane").appendChild(make("p", [], { id: "alternative", class: "unseen" }));
parts.push({
  show() {
    if (state.look !== "picture") return;
    alternative.textContent = describeScene();
    pane.setAttribute("aria-label", `${text("Picture")}: ${say(data.title)}. ${text("Arrow keys go from one to the next, Enter opens, + and - zoom.")}`);
    if (!shown.items.has(cursor) || state.chosen) point("");
  },
});

pane.tabIndex = 0;
pane.setAttribute("role", "application");
pane.setAttribute("aria-describedby", "alternative");
pane.addEventListener("keydown", (event) => {
  if (event.target.closest("button, input, a") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (directions[event.key]) step(directions[event.key]);
  else if (event.key === "Enter" && (cursor || state.chosen)) choose(cursor || state.chosen);
  else if (event.key === "+" || event.key === "-") surface.zoom(event.key === "+" ? 1.35 : 1 / 1.35);
  else if (event.key === "0") surface.fit();
  else return;
  event.preventDefault();
});
for (const event of ["pointerdown", "wheel", "focusout"]) pane.addEventListener(event, () => point(""), { passive: true });
addEventListener("resize", () => point(""));
