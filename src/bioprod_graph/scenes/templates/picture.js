// What the page says, and the picture: text from the data is canvas text or a text node, never markup.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const read = (name) => JSON.parse(byId(`network-${name}`).textContent);
const nodes = new Map(read("nodes").map((node) => [node.id, node]));
const edges = new Map(read("edges").map((edge) => [edge.id, edge]));
const kinds = read("kinds");
const texts = read("texts");
const { languages, letters, title } = read("page");
const narrow = matchMedia("(max-width: 760px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const family = getComputedStyle(document.body).fontFamily;
const state = { node: null, edge: null, hidden: new Set(), matches: new Set(), whole: true };

const language = () => root.lang;
const theme = () => root.dataset.theme;
const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
const text = (key) => texts[key][language()];

function make(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...[content].flat());
  return element;
}

// A name from the data keeps its writing direction to itself.
const isolate = (content) => make("bdi", content);

function makeButton(content, act) {
  const button = make("button", content, { type: "button" });
  button.addEventListener("click", act);
  return button;
}

function drawSwatches() {
  for (const canvas of document.querySelectorAll("canvas.swatch")) {
    const scale = 2;
    canvas.width = 30 * scale;
    canvas.height = 20 * scale;
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    const kind = kinds[canvas.dataset.kind];
    drawShape(ctx, kind.shape, kind[theme()], [2, 2, 26, 16, 6]);
  }
}

function drawLines(ctx, node, shape, paint) {
  const [width] = node.extent;
  const lines = node.lines[language()];
  const left = leftAligned.has(shape);
  const x = left ? node.x - width / 2 + letters.padding - 2 : node.x;
  // The lid of a cylinder takes room above the text.
  const middle = node.y + (shape === "cylinder" ? 3.5 : 0.5);
  ctx.font = `${letters.size}px ${family}`;
  ctx.textAlign = left ? "left" : "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = paint.text;
  lines.forEach((line, index) => {
    const y = middle + (index - (lines.length - 1) / 2) * letters.line;
    ctx.fillText(line, x, y, width - 2 * letters.padding + 4);
  });
}

function drawNode(ctx, node) {
  const { shape, ...themes } = kinds[node.kind];
  const [width, height] = node.extent;
  const place = [node.x - width / 2, node.y - height / 2, width, height, 11];
  const near = focus();
  if (near && !near.nodes.has(node.id)) {
    const page = colour("bg");
    drawShape(ctx, shape, { fill: page, text: page, line: page }, place);
    ctx.globalAlpha = 0.25;
  }
  drawShape(ctx, shape, themes[theme()], place, node.id === state.node ? 2.6 : 1.4);
  drawLines(ctx, node, shape, themes[theme()]);
  if (node.id !== state.node && !state.matches.has(node.id)) return;
  ctx.beginPath();
  ctx.roundRect(place[0] - 5, place[1] - 5, width + 10, height + 10, 7);
  ctx.strokeStyle = colour("link");
  ctx.lineWidth = 2.5;
  ctx.stroke();
}

function makeTip(lines) {
  // An element, because vis-network would take a text for markup in some versions.
  const [first, ...others] = lines;
  return make("div", [make("strong", isolate(first)), ...others.map((line) => make("div", isolate(line), { class: "tip-kind" }))]);
}

const describe = (edge) => edge.relations.map((each) => each[language()]).join(" · ");
const nameOf = (id) => nodes.get(id).name[language()];
const kindOf = (node) => kinds[node.kind].label[language()];

const nodeData = new vis.DataSet();
const edgeData = new vis.DataSet();
const isShown = (id) => !state.hidden.has(nodes.get(id).kind);

function focus() {
  if (state.edge) {
    const edge = edges.get(state.edge);
    return { nodes: new Set([edge.from, edge.to]), edges: new Set([edge.id]) };
  }
  if (!state.node) return null;
  const own = [...edges.values()].filter((edge) => edge.from === state.node || edge.to === state.node);
  return {
    nodes: new Set([state.node, ...own.flatMap((edge) => [edge.from, edge.to])]),
    edges: new Set(own.map((edge) => edge.id)),
  };
}

function updateNodes() {
  nodeData.update([...nodes.values()].map((node) => ({
    id: node.id, x: node.x, y: node.y, hidden: !isShown(node.id),
    title: makeTip([node.name[language()], kindOf(node)]),
    ctxRenderer: ({ ctx }) => ({
      drawNode: () => drawNode(ctx, node),
      nodeDimensions: { width: node.extent[0], height: node.extent[1] },
    }),
  })));
}

// Links end in the middle of a side, at points that vis-network takes for (unseen) nodes.
function endsOf(edge) {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  const apart = Math.abs(to.x - from.x) > (from.extent[0] + to.extent[0]) / 2;
  const at = (node, other) => {
    const sign = Math.sign(apart ? other.x - node.x : other.y - node.y);
    const [width, height] = node.extent;
    return apart ? { x: node.x + (sign * width) / 2, y: node.y } : { x: node.x, y: node.y + (sign * height) / 2 };
  };
  return [at(from, to), at(to, from)];
}

function addEnds() {
  for (const edge of edges.values()) {
    const ids = [`${edge.id} from`, `${edge.id} to`];
    const look = { shape: "dot", size: 0.1, borderWidth: 0, color: "rgba(0,0,0,0)" };
    endsOf(edge).forEach((place, index) => nodeData.add({ id: ids[index], ...place, ...look }));
  }
}

function updateEdges() {
  const near = focus();
  const plain = colour("tie");
  const strong = colour("link");
  edgeData.update([...edges.values()].map((edge) => {
    const chosen = near !== null && near.edges.has(edge.id);
    return {
      id: edge.id, from: `${edge.id} from`, to: `${edge.id} to`,
      hidden: !(isShown(edge.from) && isShown(edge.to)),
      color: { color: chosen ? strong : plain, hover: strong, opacity: near && !chosen ? 0.2 : 1 },
      width: chosen ? 2.2 : 1.2,
      title: makeTip([describe(edge), `${nameOf(edge.from)} → ${nameOf(edge.to)}`]),
    };
  }));
}

// Words of a link's name one under another, as long as they stay within the space between columns.
function breakWords(ctx, words) {
  const lines = [];
  for (const word of words.split(" ")) {
    const joined = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && ctx.measureText(joined).width <= 66) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

function middleOf(edge) {
  const [from, to] = endsOf(edge);
  return [(from.x + to.x) / 2, (from.y + to.y) / 2];
}

function drawRelations(ctx) {
  const near = focus();
  if (!near) return;
  ctx.font = `11px ${family}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const id of near.edges) {
    const edge = edges.get(id);
    if (!isShown(edge.from) || !isShown(edge.to)) continue;
    const lines = edge.relations.flatMap((each) => breakWords(ctx, each[language()]));
    const width = Math.max(...lines.map((line) => ctx.measureText(line).width)) + 8;
    const height = lines.length * 13 + 3;
    const [x, y] = middleOf(edge);
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y - height / 2, width, height, 4);
    ctx.fillStyle = colour("bg");
    ctx.strokeStyle = colour("link");
    ctx.lineWidth = 1;
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = colour("ink");
    lines.forEach((line, index) => ctx.fillText(line, x, y + (index - (lines.length - 1) / 2) * 13 + 0.5));
  }
}

updateNodes();
addEnds();
updateEdges();
const container = byId("network");
const network = new vis.Network(container, { nodes: nodeData, edges: edgeData }, read("options"));
// The container around it takes the keyboard.
container.querySelector(".vis-network").tabIndex = -1;
network.on("afterDrawing", drawRelations);
// vis-network learns the size of a drawn box from its first drawing, and uses it after an update:
// until then only the middle of a box can be clicked.
network.once("afterDrawing", updateNodes);

// ---- Where the eye is ----------------------------------------------------------------------

function frame(ids) {
  const boxes = ids.map((id) => nodes.get(id));
  const side = (axis, sign) => boxes.map((box) => box[axis ? "y" : "x"] + (sign * box.extent[axis]) / 2);
  const [left, right] = [Math.min(...side(0, -1)), Math.max(...side(0, 1))];
  const [top, bottom] = [Math.min(...side(1, -1)), Math.max(...side(1, 1))];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function fit({ width, height }) {
  const room = [container.clientWidth - 24, container.clientHeight - 24];
  return { room, fitting: Math.min(room[0] / width, room[1] / height) };
}

function look(ids, { least = 0, most = 1.15, at = null, moving = true } = {}) {
  if (!ids.length || !container.clientWidth) return;
  const { x, y, ...size } = frame(ids);
  const { room, fitting } = fit(size);
  const scale = Math.max(Math.min(fitting, most), least);
  // What does not fit is cut on the far side of its centre, never at the chosen box.
  const keep = (middle, axis, name) => {
    const slack = at ? Math.max(0, (room[axis] / scale - at.extent[axis]) / 2) : Infinity;
    return at ? Math.min(at[name] + slack, Math.max(at[name] - slack, middle)) : middle;
  };
  const centre = { x: keep(x, 0, "x"), y: keep(y, 1, "y") };
  const animation = moving && !still.matches && { duration: 350, easingFunction: "easeInOutQuad" };
  network.moveTo({ position: centre, scale, animation });
}

function lookAtAll(moving = true) {
  state.whole = true;
  look([...nodes.keys()].filter(isShown), { moving });
}

// Where the whole would be too small to read, as on a phone: begin where it begins, and legibly.
function lookAtStart() {
  const [first] = nodes.values();
  if (!first) return;
  const { x, ...size } = frame([...nodes.keys()]);
  if (fit(size).fitting > 0.6) {
    lookAtAll(false);
    return;
  }
  state.whole = false;
  const scale = 0.8;
  const left = x - size.width / 2 - 12 + container.clientWidth / scale / 2;
  network.moveTo({ position: { x: left, y: first.y }, scale });
}

function lookAtChosen() {
  const near = focus();
  state.whole = false;
  const least = narrow.matches ? 0.75 : 0.85;
  look([...near.nodes].filter(isShown), { least, at: nodes.get(state.node ?? edges.get(state.edge).from) });
}

function zoom(factor) {
  state.whole = false;
  network.moveTo({ scale: Math.min(4, Math.max(0.1, network.getScale() * factor)), animation: !still.matches && { duration: 200 } });
}

new ResizeObserver(() => {
  if (!container.clientWidth) return;
  network.setSize("100%", "100%");
  network.redraw();
  if (state.whole) lookAtAll(false);
  else if (focus()) lookAtChosen();
}).observe(container);
for (const event of ["zoom", "dragStart"]) network.on(event, () => { state.whole = false; });
