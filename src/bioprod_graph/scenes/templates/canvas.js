const FEW_TIES = 70; // so few are drawn with their direction
// The canvas: vis-network over the same places as the drawing, which stands until it is drawn.
const canvas = {
  net: null,
  nodes: null,
  edges: null,
  marks: new Map(),
  hovered: "",
  colours: new Map(),
  letters: { key: "", placed: [] },
  largest: [],
  styles: new Map(),
  stretch: 1,

  show() {
    if (state.look !== "picture" || narrow.matches && !this.net) return;
    if (!this.net) return this.begin();
    this.colours.clear();
    this.paintEdges();
    // What vis-network is told anew costs it much: only what has changed.
    const changed = this.nodes.get({ filter: ({ id, hidden }) => hidden === shown.items.has(id) });
    if (changed.length) this.nodes.update(changed.map(({ id, hidden }) => ({ id, hidden: !hidden })));
    this.letters.key = "";
    if (state.refit) this.fit({ animate: true });
    else if (isHere(state.chosen)) this.reveal(state.chosen);
    this.net.redraw();
  },

  async begin() {
    if (this.begun) return;
    const given = state.zoom;
    this.begun = true;
    await run("vis");
    await pause();
    this.told = read(network);
    this.lines = listRowsOf(this.told.edges);
    for (const node of listRowsOf(this.told.nodes)) this.marks.set(node.id, { ...node, row: node.y });
    byId("canvas").hidden = false;
    this.largest = [...this.marks.values()].sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
    this.frame();
    this.nodes = new vis.DataSet(this.largest.map((mark) => ({
      id: mark.id, x: mark.x, y: mark.y, hidden: !shown.items.has(mark.id),
    })).reverse());
    const between = new Map();
    this.edges = new vis.DataSet(this.lines.map((edge) => {
      const pair = [edge.from, edge.to].sort().join(" ");
      const rank = between.get(pair) ?? 0;
      between.set(pair, rank + 1);
      return { id: edge.id, from: edge.from, to: edge.to, ...this.styleEdge(edge), ...(rank && { smooth: { enabled: true, type: edge.from < edge.to ? "curvedCW" : "curvedCCW", roundness: 0.08 * rank } }) };
    }));
    this.net = new vis.Network(byId("canvas"), { nodes: this.nodes, edges: this.edges }, {
      physics: false,
      layout: { improvedLayout: false },
      interaction: { dragNodes: false, hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, selectable: false, zoomSpeed: 0.6 },
      edges: { arrows: { to: { enabled: this.lines.length <= FEW_TIES, scaleFactor: 0.35 } }, chosen: false, smooth: false, hoverWidth: 0, selectionWidth: 0 },
      nodes: { chosen: false, shape: "custom", ctxRenderer: (given) => this.renderMark(given) },
    });
    this.net.on("beforeDrawing", (ctx) => this.drawBehind(ctx));
    this.net.on("afterDrawing", (ctx) => this.drawNames(ctx));
    this.net.on("click", ({ nodes: [node], edges: [edge], pointer }) => this.pick(node ?? this.net.getNodeAt(pointer.DOM) ?? edge ?? this.net.getEdgeAt(pointer.DOM)));
    this.net.on("hoverNode", ({ node }) => this.hover(node));
    this.net.on("blurNode", () => this.hover(""));
    for (const event of ["zoom", "dragEnd"]) this.net.on(event, () => this.keepZoom());
    // vis-network puts its own camera back once all have heard of the new size, and its canvas is blank until it is drawn.
    this.net.on("resize", () => queueMicrotask(() => {
      if (!state.zoom) this.fit();
      this.net.redraw();
    }));
    this.fit();
    if (given) {
      const [x, y, scale] = given.split(",").map(Number);
      state.zoom = given;
      this.look(x, y * this.stretch, scale);
    }
    this.net.once("afterDrawing", () => {
      byId("drawing").classList.add("behind");
      performance.mark("drawn");
      root.dataset.drawn = "canvas";
    });
    this.net.redraw();
  },

  // ---- Marks and ties ------------------------------------------------------------------------

  colour(token) {
    if (!this.colours.has(token)) {
      const probe = byId("canvas");
      probe.style.color = `var(--${token}, transparent)`;
      this.colours.set(token, getComputedStyle(probe).color);
      probe.style.color = "";
    }
    return this.colours.get(token);
  },

  fade(token, part) {
    const [r, g, b] = this.colour(token).match(/[\d.]+/g);
    return `rgba(${r}, ${g}, ${b}, ${part})`;
  },

  styleEdge(edge) {
    const chosen = edge.id === state.chosen || edge.from === state.chosen || edge.to === state.chosen;
    const some = isHere(state.chosen);
    const part = edge.id === state.chosen ? 1 : chosen ? 0.95 : some ? 0.3 : 0.5;
    const later = shown.later.has(edge.id);
    return {
      color: { color: this.fade(later ? "line" : edge.paint, part), inherit: false },
      width: edge.id === state.chosen ? 4 : chosen ? edge.width + 1 : edge.width,
      dashes: edge.dashes ? [6, 4] : false,
      hidden: !shown.ties.has(edge.id),
    };
  },

  paintEdges() {
    const styled = this.lines.map((edge) => ({ id: edge.id, ...this.styleEdge(edge) }));
    const changed = styled.filter((edge) => this.styles.get(edge.id) !== JSON.stringify(edge));
    for (const edge of changed) this.styles.set(edge.id, JSON.stringify(edge));
    if (changed.length) this.edges.update(changed);
  },

  renderMark({ ctx, id, x, y }) {
    const mark = this.marks.get(id);
    return { drawNode: () => this.drawMark(ctx, mark, x, y), nodeDimensions: { width: mark.size * 2, height: mark.size * 2 } };
  },

  paths: new Map(),
  pathOf(d) {
    if (!this.paths.has(d)) this.paths.set(d, new Path2D(d));
    return this.paths.get(d);
  },

  drawMark(ctx, mark, x, y) {
    const later = shown.later.has(mark.id);
    const own = later ? this.colour("line") : this.colour(mark.paint);
    const edge = this.colour(`${mark.paint}_line`);
    const paint = { colour: own, outline: later || edge === "rgba(0, 0, 0, 0)" ? own : edge, paper: this.colour("bg") };
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(mark.size, mark.size);
    for (const [d, fill, stroke, width, dash] of glyphs[mark.glyph] ?? glyphs.disc) {
      const path = this.pathOf(d);
      if (paint[fill]) { ctx.fillStyle = paint[fill]; ctx.fill(path); }
      if (!paint[stroke]) continue;
      ctx.strokeStyle = paint[stroke];
      ctx.lineWidth = width;
      ctx.setLineDash(dash ? dash.split(" ").map(Number) : []);
      ctx.stroke(path);
    }
    ctx.restore();
  },

  get ends() {
    const tie = ties.get(state.chosen);
    return [tie ? [tie.source, tie.target] : state.chosen, this.hovered].flat().filter((id) => this.marks.has(id) && shown.items.has(id));
  },

  // Rules and words of the picture; rings round what is chosen.
  drawBehind(ctx) {
    const size = this.scale;
    ctx.strokeStyle = this.colour("line");
    ctx.lineWidth = 1 / size;
    for (const [first, ...rest] of this.told.rules) {
      ctx.beginPath();
      ctx.moveTo(first[0], first[1] * this.stretch);
      for (const [x, y] of rest) ctx.lineTo(x, y * this.stretch);
      ctx.stroke();
    }
    ctx.fillStyle = this.colour("ink2");
    for (const [x, y, anchor, of, ...told] of this.told.words[state.language] ?? []) {
      const lines = of ? [sayUntied()] : told;
      // Words that begin before a mark end where they end in the picture, however large they are here.
      ctx.font = `11px ${this.family}`;
      const end = anchor === "start" ? Math.max(...lines.map((line) => ctx.measureText(line).width)) + 20 : 0;
      ctx.font = `${11.5 / size}px ${this.family}`;
      ctx.textAlign = { start: "right", end: "right", middle: "center" }[anchor];
      lines.forEach((line, n) => ctx.fillText(line, x + end, y * this.stretch + (n * 14) / size));
    }
    for (const id of this.ends) {
      const { x, y, size } = this.marks.get(id);
      ctx.beginPath();
      ctx.arc(x, y, size * 1.3 + 5 / this.scale, 0, 2 * Math.PI);
      ctx.fillStyle = this.colour("bg");
      ctx.strokeStyle = this.colour("ink");
      ctx.lineWidth = (id === this.hovered ? 1.5 : 3) / this.scale;
      ctx.fill();
      ctx.stroke();
    }
  },

  drawArrow(ctx) {
    const tie = ties.get(state.chosen);
    const [a, b] = [this.marks.get(tie?.source), this.marks.get(tie?.target)];
    if (!a || !b || !shown.ties.has(tie.id)) return;
    ctx.save();
    ctx.translate((a.x + b.x) / 2, (a.y + b.y) / 2);
    ctx.rotate(Math.atan2(b.y - a.y, b.x - a.x));
    ctx.scale(1 / this.scale, 1 / this.scale);
    ctx.fillStyle = this.colour(kinds.get(tie.kind)?.colour ?? "edge");
    ctx.fill(this.pathOf("M9 0L-7-8V8Z"));
    ctx.restore();
  },

  // ---- Names: as large on the screen at any distance; those that have room, the first ones first ---

  get scale() { return this.net?.getScale() ?? 1; },

  drawNames(ctx) {
    this.drawArrow(ctx);
    const size = this.scale;
    const key = [size, state.chosen, this.hovered, state.language, root.dataset.theme].join(" ");
    const view = this.view();
    if (this.letters.key !== key || !this.covers(this.letters.view, view)) this.letters = { key, view: this.widen(view), placed: this.place(ctx, size, this.widen(view)) };
    ctx.save();
    ctx.scale(1 / size, 1 / size);
    ctx.lineJoin = "round";
    ctx.textBaseline = "alphabetic";
    const [ink, paper] = [this.colour("ink"), this.colour("bg")];
    for (const { lines, x, y, pitch, font, align, leader } of this.letters.placed) {
      ctx.font = font;
      ctx.textAlign = align;
      if (leader) {
        ctx.strokeStyle = ink;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(leader[0], leader[1]);
        ctx.lineTo(leader[2], leader[3]);
        ctx.stroke();
      }
      ctx.strokeStyle = paper;
      ctx.lineWidth = 3;
      ctx.fillStyle = ink;
      lines.forEach((line, n) => { ctx.strokeText(line, x, y + n * pitch); ctx.fillText(line, x, y + n * pitch); });
    }
    ctx.restore();
  },

  view() {
    const { x, y } = this.net.getViewPosition();
    const [w, h] = [byId("canvas").clientWidth / this.scale / 2, byId("canvas").clientHeight / this.scale / 2];
    return { left: x - w, right: x + w, top: y - h, bottom: y + h };
  },

  widen: ({ left, right, top, bottom }) => ({ left: left - (right - left) / 4, right: right + (right - left) / 4, top: top - (bottom - top) / 4, bottom: bottom + (bottom - top) / 4 }),
  covers: (outer, inner) => outer && outer.left <= inner.left && outer.right >= inner.right && outer.top <= inner.top && outer.bottom >= inner.bottom,

  // How the picture writes names in the language of the page.
  get written() {
    if (this.writtenIn !== state.language) {
      drawing.speak();
      this.names = new Map(all("text[data-of]", byId("drawing")).map((part) => {
        const [size, weight, anchor] = ["font-size", "font-weight", "text-anchor"].map((name) => part.getAttribute(name));
        const lines = [...part.children];
        return [nameOf(part), { y: Number(lines[0].getAttribute("y")), size, weight, anchor, lines: lines.map((line) => line.textContent) }];
      }));
      this.writtenIn = state.language;
    }
    return this.names;
  },

  // The side that Python gave is tried first.
  place(ctx, size, view) {
    const first = this.ends;
    const seen = this.largest.filter((mark) => shown.items.has(mark.id) && mark.x > view.left && mark.x < view.right && mark.y > view.top && mark.y < view.bottom);
    const { written } = this;
    const isHub = (mark) => written.get(mark.id)?.weight >= 600;
    // From afar hubs alone are named; what Python found no room for, only when near.
    const rest = seen.filter((mark) => !first.includes(mark.id) && !isHub(mark) && (size > 1.15 || (written.has(mark.id) && size > 0.3)));
    const order = [...first.map((id) => this.marks.get(id)), ...seen.filter((mark) => !first.includes(mark.id) && isHub(mark)), ...rest].slice(0, 900);
    const grid = new Map();
    const cells = function* (box) {
      for (let i = Math.floor(box[0] / 60); i <= Math.floor(box[2] / 60); i += 1) for (let j = Math.floor(box[1] / 30); j <= Math.floor(box[3] / 30); j += 1) yield i * 65536 + j;
    };
    const take = (box) => { for (const cell of cells(box)) grid.get(cell)?.push(box) ?? grid.set(cell, [box]); };
    // Whether a name meets another, or more small marks than it may.
    const meets = (box, most = 0) => {
      const met = new Set();
      for (const cell of cells(box)) for (const o of grid.get(cell) ?? []) {
        if (box[0] >= o[2] || o[0] >= box[2] || box[1] >= o[3] || o[1] >= box[3]) continue;
        if (!o[4] || met.add(o).size > most) return true;
      }
      return false;
    };
    for (const mark of seen) { const r = mark.size * size; take([mark.x * size - r, mark.y * size - r, mark.x * size + r, mark.y * size + r, !isHub(mark)]); }
    for (const [x, y] of this.told.words[state.language] ?? []) take([(x - 140) * size, y * size * this.stretch - 12, (x + 60) * size, y * size * this.stretch + 4]);
    const placed = [];
    if (size < 0.3 && this.told.groups.length) return this.placeGroups(ctx, size, meets, take);
    for (const mark of order) {
      const found = this.placeOne(ctx, mark, size, meets, first.includes(mark.id), isHub(mark));
      if (!found) continue;
      take(found.box);
      placed.push(found);
    }
    return placed;
  },

  // From far, each community by the name of its hub and how many are in it.
  placeGroups(ctx, size, meets, take) {
    const font = `600 14px ${this.family}`;
    const placed = [];
    for (const { x, y, hub, members } of [...this.told.groups].sort((a, b) => b.members.length - a.members.length)) {
      const lines = [`${labelOf(hub)} · ${count(members.length)}`];
      ctx.font = font;
      const width = this.measure(ctx, font, lines);
      const [left, top] = [x * size - width / 2, y * this.stretch * size - 9];
      const box = [left, top, left + width, top + 18];
      if (placed.some((other) => box[0] < other.box[2] && other.box[0] < box[2] && box[1] < other.box[3] && other.box[1] < box[3])) continue;
      placed.push({ box, lines, pitch: 17, font, align: "center", x: left + width / 2, y: top + 14 });
    }
    return placed;
  },

  placeOne(ctx, mark, size, meets, must, strong) {
    const given = this.written.get(mark.id);
    const points = strong || must ? 13 : 11.5;
    const pitch = points * 1.2;
    const font = `${strong || must ? 600 : 400} ${points}px ${this.family}`;
    ctx.font = font;
    const lines = given?.lines ?? this.breakName(labelOf(mark.id));
    const width = this.measure(ctx, font, lines);
    const height = lines.length * pitch;
    const [x, y, r] = [mark.x * size, mark.y * size, mark.size * size * 1.2 + 3];
    // Where the whole is in view, no name leaves it.
    const view = this.view();
    const [left, right, top, bottom] = [view.left * size + 10, view.right * size - 10, view.top * size + 2, view.bottom * size - 2];
    const inside = (box) => state.zoom || (box[0] > left && box[2] < right && box[1] > top && box[3] < bottom);
    const places = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]];
    if (given) {
      const dx = { end: -1, middle: 0 }[given.anchor] ?? 1;
      const middle = given.y + ((lines.length - 1) * 1.2 - 0.7) * given.size / 2;
      const dy = Math.abs(middle - mark.row) < mark.size + 3 ? 0 : Math.sign(middle - mark.row);
      places.unshift([dx, dx || dy ? dy : 1]);
    }
    const put = (left, top, dx) => ({
      box: [left, top, left + width, top + height], lines, pitch, font, align: dx < 0 ? "right" : dx ? "left" : "center",
      x: dx < 0 ? left + width : dx ? left : left + width / 2, y: top + points * 0.98,
    });
    const beside = (most) => {
      for (const [dx, dy] of places) {
        const lean = dx && dy ? 0.75 : 1;
        const found = put(x + dx * r * lean - (dx < 0 ? width : dx ? 0 : width / 2), y + dy * r * lean - (dy < 0 ? height : dy ? 0 : height / 2), dx);
        if (!meets(found.box, most) && inside(found.box)) return found;
      }
      return null;
    };
    const near = beside(0);
    if (near) return near;
    // A hub is named further off, with a line that leads to it; rather than far off, over a small mark.
    for (let far = 16; (strong || must) && far <= 100; far += 12) {
      const over = far === 52 && beside(1);
      if (over) return over;
      for (let turn = 0; turn < 16; turn += 1) {
        const [dx, dy] = [Math.cos(turn * Math.PI / 8), Math.sin(turn * Math.PI / 8)];
        const [px, py] = [x + dx * (r + far), y + dy * (r + far)];
        const found = put(dx < 0 ? px - width : px, py - height / 2, dx < 0 ? -1 : 1);
        if (!meets(found.box) && inside(found.box)) return { ...found, leader: [x + dx * r * 0.8, y + dy * r * 0.8, px, py] };
      }
    }
    const last = strong && beside(3);
    if (last) return last;
    if (must) return put(x + r, y - height / 2, 1);
    return null;
  },

  family: getComputedStyle(root).getPropertyValue("--letters") || "sans-serif",
  widths: new Map(),
  measure(ctx, font, lines) {
    const key = font + lines.join("\n");
    if (!this.widths.has(key)) this.widths.set(key, Math.max(...lines.map((line) => ctx.measureText(line).width)));
    return this.widths.get(key);
  },

  breakName(name) {
    if (name.length < 24) return [name];
    const blanks = [...name.matchAll(/ /g)].map(({ index }) => index);
    const middle = blanks.sort((a, b) => Math.abs(a - name.length / 2) - Math.abs(b - name.length / 2))[0];
    return middle ? [name.slice(0, middle), name.slice(middle + 1)] : [name];
  },

  // ---- Camera --------------------------------------------------------------------------------

  look(x, y, scale, animate = false) {
    const animation = animate && !matchMedia("(prefers-reduced-motion: reduce)").matches ? { duration: 300 } : false;
    this.net.moveTo({ position: { x, y }, scale, animation });
  },

  // A picture that is wider than the pane grows in height, evenly, as far as it stays the same picture.
  pull(wanted) {
    const stretch = Math.round(Math.min(Math.max(wanted, 0.8), 1.7) * 20) / 20;
    if (stretch === this.stretch) return;
    this.stretch = stretch;
    for (const mark of this.marks.values()) {
      mark.y = mark.row * stretch;
      this.net?.moveNode(mark.id, mark.x, mark.y);
    }
  },

  // Where the camera stands to see all that is shown.
  frame() {
    const some = [...this.marks.values()].filter((mark) => shown.items.has(mark.id));
    if (!some.length) return [0, 0, 1];
    const reach = (axis) => some.reduce(([low, high], mark) => [Math.min(low, mark[axis]), Math.max(high, mark[axis])], [Infinity, -Infinity]);
    const [[left, right], [up, down]] = [reach("x"), reach("row")];
    const [width, height] = [byId("canvas").clientWidth, byId("canvas").clientHeight];
    this.pull(((right - left + 1) * (height - 60)) / ((down - up + 1) * (width - 130)));
    const [top, bottom] = [up * this.stretch, down * this.stretch];
    const scale = Math.min((width - 130) / Math.max(right - left, 1), (height - 60) / Math.max(bottom - top, 1), 1.6);
    return [(left + right) / 2, (top + bottom) / 2, Math.max(scale, 0.05)];
  },

  fit({ animate = false } = {}) {
    state.zoom = "";
    this.look(...this.frame(), animate);
  },

  zoom(factor) {
    const { x, y } = this.net.getViewPosition();
    this.look(x, y, Math.min(Math.max(this.scale * factor, 0.05), 8), true);
    this.keepZoom();
  },

  keepZoom() {
    clearTimeout(this.kept);
    this.kept = setTimeout(() => {
      const { x, y } = this.net.getViewPosition();
      state.zoom = [x.toFixed(0), (y / this.stretch).toFixed(0), this.scale.toFixed(3)].join(",");
      writeAddress(false);
    }, 350);
  },

  // The camera moves only if what matters is out of sight.
  reveal(id) {
    const tie = ties.get(id);
    const marks = (tie ? [tie.source, tie.target] : [id]).map((end) => this.marks.get(end)).filter(Boolean);
    const { left, right, top, bottom } = this.view();
    const edge = 12 / this.scale;
    if (!marks.length || marks.every(({ x, y }) => x > left + edge && x < right - edge && y > top + edge && y < bottom - edge)) return;
    const middle = (axis) => marks.reduce((sum, mark) => sum + mark[axis], 0) / marks.length;
    this.look(middle("x"), middle("y"), this.scale, true);
  },

  pick(id) {
    if (id && isHere(id)) choose(id);
    else if (isHere(state.chosen)) choose("");
  },

  hover(id) {
    this.hovered = id;
    byId("canvas").classList.toggle("over", Boolean(id));
    this.net.redraw();
  },

  svg() { return drawing.element; },
};
