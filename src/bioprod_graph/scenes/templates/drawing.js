// The drawing: the SVG of the page itself, whose parts tell in data-of what they show.
const pane = byId("pane");
const drawing = {
  source: pictures[page.language],
  scale: 1,

  get element() { return byId("drawing").querySelector("svg"); },

  // Another language has another picture: names are not as long, and stand elsewhere. So has less room.
  speak() {
    const source = (pane.clientWidth < 1100 && page.narrow[state.language]) || pictures[state.language];
    if (source === this.source) return;
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
    this.ring();
  },

  ring() {
    for (const old of all(".ring", this.element)) old.remove();
    for (const part of all("[data-of].chosen", this.element)) {
      if (part.matches("path[fill=none]")) continue;
      const { x, y, width, height } = part.getBBox();
      const ring = draw("rect", { class: "ring", x: x - 4, y: y - 4, width: width + 8, height: height + 8, rx: 4 });
      const place = part.getAttribute("transform");
      if (place) {
        const size = Number(/scale\(([\d.]+)/.exec(place)?.[1] ?? 1);
        for (const [name, value] of Object.entries({ x: x - 5 / size, y: y - 5 / size, width: width + 10 / size, height: height + 10 / size, rx: 4 / size })) ring.setAttribute(name, value);
        ring.setAttribute("transform", place);
      }
      part.before(ring);
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

function parse(text) {
  return document.importNode(new DOMParser().parseFromString(text, "text/html").body.firstElementChild, true);
}

new ResizeObserver(() => { if (page.narrow[state.language]) drawing.show(); }).observe(pane);
byId("drawing").addEventListener("click", ({ target }) => {
  const id = target.closest("[data-of]")?.dataset.of;
  if (id && isHere(id)) choose(id);
  else if (isHere(state.chosen)) choose("");
});
