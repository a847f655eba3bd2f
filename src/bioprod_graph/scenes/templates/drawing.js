// The drawing: the SVG of the page itself, whose parts tell in data-of what they show.
const pane = byId("pane");
const LEAST = 60; // what begins with a rule is not parted on paper above so much of it
const drawing = {
  source: undefined, // what the page came with
  scale: 1,

  // Parts get their ids back when they are first asked for: on the canvas they may never be.
  get element() {
    const svg = byId("drawing").querySelector("svg");
    if (this.named !== svg) for (const part of all("[data-of]", svg)) part.dataset.of = nameOf(part);
    this.named = svg;
    return svg;
  },

  // Another language has another picture: names are not as long, and stand elsewhere. So has less room.
  speak() {
    if (state.language !== page.language && !pictures[page.language]) this.keep();
    const source = (pane.clientWidth < 1100 && page.narrow[state.language]) || pictures[state.language];
    if (source === this.source) return;
    if (!pictures[page.language]) this.keep();
    this.source = source;
    byId("drawing").replaceChildren(parse(source));
    const paper = page.papers[state.language];
    if (paper) document.querySelector(".paper").replaceWith(parse(paper));
  },

  // What the page came with is kept when another takes its place, and what others have of it given to them.
  keep() {
    const svg = this.element.cloneNode(true);
    // What a zoom or an order has put there is no part of the picture.
    for (const part of all(".ring", svg)) part.remove();
    for (const part of [svg, ...all("[style]", svg)]) part.removeAttribute("style");
    const own = [...svg.children].map((part) => part.outerHTML);
    for (const [tag, told] of Object.entries(pictures)) pictures[tag] = told.map((line) => own[line] ?? line).join("\n");
    pictures[page.language] = svg.outerHTML;
  },

  show() {
    this.speak();
    for (const part of all("[data-of]", this.element)) {
      const id = part.dataset.of;
      const [known, found] = items.has(id) ? [true, shown.items] : [ties.has(id), shown.ties];
      part.classList.toggle("out", known && !found.has(id));
      part.classList.toggle("later", shown.later.has(id));
      part.classList.toggle("chosen", id === state.chosen);
    }
    for (const line of all("[data-of=untied] tspan", this.element)) line.textContent = sayUntied();
    this.arrange?.();
    this.ring();
  },

  // One ring round all that stands together, behind the first of it.
  ring() {
    if (byId("drawing").matches(".behind") && !narrow.matches) return;
    for (const old of all(".ring", byId("drawing"))) old.remove();
    if (!isHere(state.chosen)) return;
    let rings = [];
    for (const part of all("[data-of].chosen", this.element)) {
      if (part.matches("path[fill=none]")) continue;
      const box = { ...locate(part), part };
      const near = rings.filter((ring) => meet(ring, box));
      rings = rings.filter((ring) => !near.includes(ring));
      rings.push([...near, box].reduce(join));
    }
    for (const { left, top, right, bottom, part } of rings) {
      part.before(draw("rect", { class: "ring", x: left - 4, y: top - 4, width: right - left + 8, height: bottom - top + 8, rx: 4 }));
    }
  },

  // What is taller than a sheet goes on paper in bands, parted where no name and no mark stands.
  part() {
    const whole = this.element.getBoundingClientRect();
    if (!whole.width || !this.element.closest(".tall")) return;
    const { width, height } = this.element.viewBox.baseVal;
    const place = (y) => (y - whole.top) * width / whole.width;
    const pieces = [...this.element.children].map((piece) => {
      const { top, bottom } = piece.getBoundingClientRect();
      return { piece, top: place(top), bottom: place(bottom) };
    });
    const ends = [0];
    let [end, rule] = [0, 0];
    for (const { piece, top, bottom } of [...pieces].sort((a, b) => a.top - b.top)) {
      if (piece.matches("[fill=none]")) {
        if (bottom - top < 1) rule = top;
      } else {
        // What begins with a rule begins a band, and is not parted at once.
        if (end && top > end && (rule > end || end - rule > LEAST)) ends.push((end + (rule > end ? rule : top)) / 2);
        end = Math.max(end, bottom);
      }
    }
    const bands = ends.map((from, n) => {
      const [band, to] = [this.element.cloneNode(false), ends[n + 1] ?? height];
      band.setAttribute("viewBox", `0 ${from} ${width} ${to - from}`);
      band.append(...pieces.filter(({ top, bottom }) => top < to && bottom > from).map(({ piece }) => piece.cloneNode(true)));
      return band;
    });
    this.element.after(make("div", bands, { class: "bands" }));
  },

  fit() { this.zoom(0); },

  zoom(factor) {
    this.scale = factor ? Math.min(Math.max(this.scale * factor, 1), 6) : 1;
    this.element.style.width = this.scale > 1 ? `${this.scale * 100}%` : "";
    this.element.style.maxWidth = this.scale > 1 ? "none" : "";
  },

  reveal(id) {
    const part = all("[data-of]", this.element).find((each) => each.dataset.of === id);
    part?.scrollIntoView({ block: "nearest", inline: "nearest" });
  },

  svg() { return this.element; },
};

// How many of those that have no tie at all the filters leave.
const sayUntied = () => text("no known tie: {count}", { count: count(listShown("item").filter((item) => !tiesOf.get(item.id).length).length) });
const GAP = 10;
const meet = (a, b) => a.left < b.right + GAP && b.left < a.right + GAP && a.top < b.bottom && b.top < a.bottom;
const join = (a, b) => ({
  left: Math.min(a.left, b.left), top: Math.min(a.top, b.top), part: a.part,
  right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom),
});

// A glyph is drawn small and moved to its place; the rest stands where it is.
function locate(part) {
  const { x, y, width, height } = part.getBBox();
  const moved = /translate\((\S+) (\S+)\) scale\((\S+)\)/.exec(part.getAttribute("transform") ?? "");
  const [dx, dy, size] = moved ? moved.slice(1).map(Number) : [0, 0, 1];
  return { left: dx + x * size, top: dy + y * size, right: dx + (x + width) * size, bottom: dy + (y + height) * size };
}

function parse(text) {
  return document.importNode(new DOMParser().parseFromString(text, "text/html").body.firstElementChild, true);
}

// Of what is not on the screen nothing can be measured: a ring round it is drawn once it is.
new ResizeObserver(() => { if (page.narrow[state.language]) drawing.show(); else drawing.ring(); }).observe(pane);
byId("drawing").addEventListener("click", ({ target }) => {
  const id = drawing.element && target.closest("[data-of]")?.dataset.of;
  if (id && isHere(id)) choose(id);
  else if (isHere(state.chosen)) choose("");
});
