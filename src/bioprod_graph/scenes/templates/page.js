// Everything around the picture: details, search, filter, table, language, colours, keyboard.
// ---- Details -------------------------------------------------------------------------------

function makeSwatch(kind) {
  return make("canvas", [], { class: "swatch", "data-kind": kind, "aria-hidden": "true" });
}

function makeLinks(heading, own, other) {
  if (!own.length) return [];
  const items = own.flatMap((edge) => edge.relations.map((relation) => {
    const id = edge[other];
    const label = make("span", isolate(relation[language()]), { class: "relation" });
    return make("li", makeButton([label, isolate(nameOf(id))], () => choose({ node: id }, { moveFocus: true })));
  }));
  return [make("h3", `${heading} (${items.length})`), make("ul", items)];
}

function makeNodeDetails(node) {
  const all = [...edges.values()];
  const links = [
    ...makeLinks(text("Outgoing links"), all.filter((edge) => edge.from === node.id), "to"),
    ...makeLinks(text("Incoming links"), all.filter((edge) => edge.to === node.id), "from"),
  ];
  const summary = node.summary[language()];
  const address = node.link ? make("a", node.id, { href: node.link, rel: "noopener noreferrer" }) : isolate(node.id);
  return [
    make("div", [makeSwatch(node.kind), kindOf(node)], { class: "chip" }),
    ...(summary ? [make("p", isolate(summary))] : []),
    ...(links.length ? links : [make("p", text("No link in this view."))]),
    make("h3", text("Address")),
    make("p", address, { class: "address" }),
  ];
}

function makeEdgeDetails(edge) {
  const end = (heading, id) => [make("h3", heading), makeButton(isolate(nameOf(id)), () => choose({ node: id }, { moveFocus: true }))];
  return [make("div", text("Link"), { class: "chip" }), ...end(text("From"), edge.from), ...end(text("To"), edge.to)];
}

function showDetails() {
  const panel = byId("details");
  const node = nodes.get(state.node);
  const edge = edges.get(state.edge);
  panel.hidden = !node && !edge;
  if (panel.hidden) return panel.replaceChildren();
  const heading = make("h2", isolate(node ? node.name[language()] : describe(edge)), { tabindex: "-1" });
  const close = makeButton("×", () => { choose({}); container.focus(); });
  close.setAttribute("aria-label", text("Close"));
  panel.replaceChildren(make("div", [heading, close], { class: "top" }), ...(node ? makeNodeDetails(node) : makeEdgeDetails(edge)));
  panel.scrollTop = 0;
  return drawSwatches();
}

const announce = (words) => { byId("search-status").textContent = words; };

function choose({ node = null, edge = null }, { moveFocus = false } = {}) {
  Object.assign(state, { node, edge });
  if (node && !isShown(node)) toggleKind(nodes.get(node).kind, true);
  showDetails();
  updateEdges();
  network.redraw();
  if (node || edge) lookAtChosen();
  else if (!narrow.matches) lookAtAll();
  if (node) announce(`${nameOf(node)}, ${kindOf(nodes.get(node))}`);
  if (moveFocus && node) byId("details").querySelector("h2").focus({ preventScroll: narrow.matches });
}

network.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (nodes.has(node)) choose({ node });
  else if (edge) choose({ edge });
  else if (state.node || state.edge) choose({});
});

// ---- Search --------------------------------------------------------------------------------

const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  .replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll("’", "'");

function search() {
  const wanted = fold(byId("search").value.trim());
  const found = !wanted ? [] : [...nodes.values()].filter((node) => fold(Object.values(node.name).join("\n")).includes(wanted));
  state.matches = new Set(found.map((node) => node.id));
  byId("matches").replaceChildren(...found.slice(0, 8).map((node) => make("li", makeButton(isolate(node.name[language()]), () => pick(node.id)))));
  if (wanted && !found.length) byId("matches").append(make("li", make("p", text("No name matches."))));
  announce(wanted ? `${found.length} / ${nodes.size}` : "");
  network.redraw();
  return found;
}

function pick(id) {
  showView("picture");
  byId("matches").replaceChildren();
  state.matches = new Set();
  choose({ node: id }, { moveFocus: true });
  if (narrow.matches) byId("picture").scrollIntoView({ block: "start" });
}

byId("search").addEventListener("input", search);
byId("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const [first] = search();
  if (first) pick(first.id);
});

// ---- Filter, views, language, theme --------------------------------------------------------

function toggleKind(kind, shown) {
  state.hidden[shown ? "delete" : "add"](kind);
  document.querySelector(`#legend input[data-kind="${CSS.escape(kind)}"]`).checked = shown;
  if (state.node && !isShown(state.node)) choose({});
  if (state.edge && [edges.get(state.edge).from, edges.get(state.edge).to].some((id) => !isShown(id))) choose({});
  updateNodes();
  updateEdges();
  showRows();
}

function showRows() {
  const shown = [...nodes.keys()].filter(isShown).length;
  byId("shown").textContent = `${shown} / ${nodes.size}`;
  for (const row of document.querySelectorAll("tr[data-node]")) row.hidden = !isShown(row.dataset.node);
  for (const row of document.querySelectorAll("tr[data-edge]")) {
    const edge = edges.get(row.dataset.edge);
    row.hidden = !(isShown(edge.from) && isShown(edge.to));
  }
}

function showView(view) {
  for (const each of ["picture", "table"]) {
    byId(each).hidden = each !== view;
    byId(`show-${each}`).setAttribute("aria-pressed", String(each === view));
  }
}

function speak(chosen) {
  root.lang = chosen;
  document.title = title[chosen];
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", JSON.parse(element.dataset.label)[chosen]);
  updateNodes();
  updateEdges();
  showDetails();
  if (byId("matches").hasChildNodes()) search();
}

function wear(chosen) {
  root.dataset.theme = chosen;
  drawSwatches();
  updateEdges();
  network.redraw();
}

for (const box of document.querySelectorAll("#legend input")) {
  box.addEventListener("change", () => toggleKind(box.dataset.kind, box.checked));
}
byId("show-picture").addEventListener("click", () => showView("picture"));
byId("show-table").addEventListener("click", () => showView("table"));
document.querySelector(".skip").addEventListener("click", () => showView("table"));
byId("change-language").addEventListener("click", () => speak(languages[(languages.indexOf(language()) + 1) % languages.length]));
byId("change-theme").addEventListener("click", () => { state.themed = true; wear(theme() === "dark" ? "light" : "dark"); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
  if (!state.themed) wear(matches ? "dark" : "light");
});
byId("zoom-in").addEventListener("click", () => zoom(1.3));
byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
byId("zoom-all").addEventListener("click", () => lookAtAll());

// ---- Keyboard ------------------------------------------------------------------------------

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The nearest node in a direction; one that is linked comes before one that is not.
function nextNode([right, down]) {
  const shown = [...nodes.values()].filter((node) => isShown(node.id));
  const here = nodes.get(state.node);
  if (!here) return shown[0];
  const linked = focus().nodes;
  const cost = (node) => {
    const [dx, dy] = [node.x - here.x, node.y - here.y];
    const along = dx * right + dy * down;
    const across = Math.abs(dx * down) + Math.abs(dy * right);
    if (along < 1 || (down && across > 60)) return Infinity;
    return (along + across) * (right && !linked.has(node.id) ? 4 : 1);
  };
  const best = shown.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  return cost(best) < Infinity ? best : null;
}

container.addEventListener("keydown", (event) => {
  if (event.key === "Escape") choose({});
  else if (event.key === "Enter" && state.node) byId("details").querySelector("h2").focus();
  else if (event.key === "+") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (directions[event.key]) {
    const next = nextNode(directions[event.key]);
    if (next) choose({ node: next.id });
  } else return;
  event.preventDefault();
});

byId("legend").open = !narrow.matches;
showView("picture");
speak(language());
showRows();
drawSwatches();
lookAtStart();
