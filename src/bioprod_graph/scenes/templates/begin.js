// The page begins: the state of the address, then every part.
const surface = network ? canvas : drawing;
parts.push({ show() { if (!network || narrow.matches) drawing.show(); if (network) canvas.show(); } });
listen(".zoom button", "click", ({ value }) => (value === "all" ? surface.fit() : surface.zoom(value === "in" ? 1.35 : 1 / 1.35)));
for (const event of ["popstate", "hashchange"]) addEventListener(event, () => { readAddress(); showAll(); });
addEventListener("beforeprint", () => drawing.show());
if (narrow.matches) byId("legend").open = false;
readAddress();
showAll();
performance.mark("shown");
