// The drawing: the SVG of the page itself, whose parts tell in data-of what they show.
const pane = byId("pane");
const drawing = {
  source: undefined, // what the page came with
  scale: 1,

  // Ids get their base back when they are first asked for: on the canvas they may never be.
  get element() {
    for (const part of this.source || this.whole ? [] : all("[data-of]", byId("drawing"))) part.dataset.of = part.dataset.of.replaceAll("~", base);
    this.whole = true;
    return byId("drawing").querySelector("svg");
  },

  // Another language has another picture: names are not as long, and stand elsewhere. So has less room.
  speak() {
    const source = (pane.clientWidth < 1100 && page.narrow[state.language]) || pictures[state.language];
    if (source === this.source) return;
    pictures[page.language] ??= this.element.outerHTML;
    this.source = source;
    byId("drawing").replaceChildren(parse(source));
    const paper = page.papers[state.language];
    if (paper) document.querySelector(".paper").replaceWith(parse(paper));
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
    for (const old of all(".ring", this.element)) old.remove();
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

new ResizeObserver(() => { if (page.narrow[state.language]) drawing.show(); }).observe(pane);
byId("drawing").addEventListener("click", ({ target }) => {
  const id = drawing.element && target.closest("[data-of]")?.dataset.of;
  if (id && isHere(id)) choose(id);
  else if (isHere(state.chosen)) choose("");
});
