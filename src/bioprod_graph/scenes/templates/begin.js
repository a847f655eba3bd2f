// The page begins: the state of the address, then every part.
const surface = network ? canvas : drawing;
parts.unshift({ show() { if (state.look === "picture" && (!network || narrow.matches)) drawing.show(); return network && canvas.show(); } });
listen(".zoom button", "click", ({ value }) => (value === "all" ? surface.fit() : surface.zoom(value === "in" ? 1.35 : 1 / 1.35)));
for (const event of ["popstate", "hashchange"]) addEventListener(event, () => { readAddress(); showAll(); });
addEventListener("beforeprint", () => { byId("drawing").classList.remove("behind"); drawing.show(); drawing.part(); });
addEventListener("afterprint", () => {
  byId("drawing").classList.toggle("behind", Boolean(root.dataset.drawn));
  document.querySelector(".bands")?.remove();
});
if (narrow.matches) byId("legend").open = false;
readAddress();
// Of a row of tabs that is wider than the page, the one that is open is seen.
begin().then(() => document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
