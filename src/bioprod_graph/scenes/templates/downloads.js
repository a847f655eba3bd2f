// What is shown, as files: the picture with its legend, the tables, the facts; each tells release, date and licence.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/; // what a spreadsheet would run

const nameFile = (what, ending) => [say(data.project).replace(/[^\p{L}\p{N}.]+/gu, "-"), data.name, what, data.version, state.language].filter(Boolean).join("-") + `.${ending}`;

function save(content, type, name) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  make("a", [], { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

const imprint = () => [
  data.version && `${say(data.project)} ${data.version}`, data.released, data.licence, data.digest && `sha256:${data.digest.slice(0, 16)}`,
  /^https?:/.test(location.protocol) ? location.href : "",
].filter(Boolean).join(" · ");

// ---- Tables --------------------------------------------------------------------------------

// RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe.
function writeCell(value) {
  const told = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(told) ? `"${told.replaceAll('"', '""')}"` : told;
}

function listCells(role, thing) {
  const kind = say(kinds.get(thing.kind)?.label);
  const layer = say(data.layers.find((each) => each.key === thing.layer)?.label);
  const notes = gather(thing.facts).map((number) => data.passages[number].url);
  const sources = [...new Set(notes)].join(" ");
  const own = role === "item"
    ? { id: thing.id, name: say(thing.label), kind, number: thing.number ?? "", part_of: thing.parent }
    : { source: thing.source, target: thing.target, source_name: labelOf(thing.source), target_name: labelOf(thing.target), kind, said: say(thing.label) };
  const facets = role === "item" ? Object.fromEntries(data.facets.map(({ key }) => [key, (thing.facets[key] ?? []).join(" ")])) : {};
  return { ...own, start: thing.start, end: thing.end, layer, ...facets, sources, version: data.version, released: data.released, licence: data.licence };
}

function writeTable(role) {
  const rows = listShown(role).map((thing) => listCells(role, thing));
  const heads = Object.keys(rows[0] ?? {});
  const lines = [heads, ...rows.map((row) => heads.map((head) => String(row[head] ?? "")))];
  // The mark at the beginning tells a spreadsheet that this is UTF-8.
  return `\ufeff${lines.map((line) => line.map(writeCell).join(",")).join("\r\n")}\r\n`;
}

const writeFacts = () => JSON.stringify({
  ...data, filters: Object.fromEntries(listAddress()), language: state.language, items: listShown("item"), ties: listShown("tie"),
}, null, 1);

// ---- Picture -------------------------------------------------------------------------------

const MARGIN = 24;
const LINE = 20;

function measure(words, font) {
  const context = make("canvas").getContext("2d");
  context.font = font;
  return context.measureText(words).width;
}

const letter = (words, x, y, size, weight, colour) => draw("text", { x, y, "font-size": size, "font-weight": weight, fill: `var(--${colour})` }, [words]);

// The kinds that are shown, each by its sign, word and number, in lines as wide as the picture.
function drawLegend(width, top) {
  const group = draw("g", {});
  let [x, y] = [MARGIN, top];
  for (const kind of data.kinds) {
    const some = listShown(kind.role).filter((thing) => thing.kind === kind.key).length;
    if (!some) continue;
    const words = `${say(kind.label)} ${count(some)}`;
    const space = 28 + measure(words, "12.5px Inter, system-ui, sans-serif") + 22;
    if (x > MARGIN && x + space > width - MARGIN) [x, y] = [MARGIN, y + LINE];
    const sign = makeSign(kind);
    for (const [name, value] of Object.entries({ x, y: y - 12, width: 22, height: 16 })) sign.setAttribute(name, value);
    group.append(sign, letter(words, x + 28, y, 12.5, 400, "ink"));
    x += space;
  }
  return [group, y + LINE];
}

// A picture by itself has no style sheet: it takes along its colours and letters.
function settle(svg) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(name).trim();
  const probe = byId("pane").appendChild(make("span"));
  const resolve = (value) => value.replace(/var\((--[\w-]+)(?:,\s*((?:[^()]|\([^()]*\))*))?\)/g, (whole, name, other) => {
    if (!read(name)) return other ? resolve(other) : "currentColor";
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  for (const element of [svg, ...svg.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) if (value.includes("var(")) element.setAttribute(name, resolve(value));
    for (const name of ["class", "style", "tabindex", "role", "aria-label", "aria-hidden", "focusable"]) element.removeAttribute(name);
  }
  probe.remove();
}

const listFonts = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join("\n");

function makePicture() {
  drawing.show(); // behind the canvas, it may be as it was before the last change
  const inner = drawing.element.cloneNode(true);
  for (const part of inner.querySelectorAll(".out, .ring")) part.remove();
  const [, , width, height] = inner.getAttribute("viewBox").split(" ").map(Number);
  for (const [name, value] of Object.entries({ x: 0, y: 84, width, height })) inner.setAttribute(name, value);
  const [legend, foot] = drawLegend(width, height + 84 + LINE + 8);
  const whole = draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${foot + LINE}`, width, height: foot + LINE, "font-family": "Inter, system-ui, sans-serif", lang: state.language }, [
    draw("title", {}, [say(data.title)]), draw("desc", {}, [describeScene()]), draw("metadata", {}, [imprint()]),
    draw("style", {}, [listFonts()]),
    draw("rect", { width: "100%", height: "100%", fill: "var(--bg)" }),
    letter(say(data.title), MARGIN, 42, 26, 600, "ink"), letter(say(data.sentence), MARGIN, 66, 14, 400, "ink2"),
    inner, legend, letter(imprint(), MARGIN, foot + 2, 11, 400, "ink2"),
  ]);
  settle(whole);
  return whole;
}

const writePicture = () => new XMLSerializer().serializeToString(makePicture());

// At twice its size, as sharp as screens are; a browser draws no more than so many pixels.
async function paintPicture() {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(writePicture())}`;
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
  const canvas = make("canvas", [], { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

// ---- Menu ----------------------------------------------------------------------------------

const downloads = () => [
  [text("Picture (SVG)"), () => save(writePicture(), "image/svg+xml", nameFile("", "svg"))],
  [text("Picture (PNG)"), async () => save(await paintPicture(), "image/png", nameFile("", "png"))],
  [text("Table of what is shown (CSV)"), () => save(writeTable("item"), "text/csv", nameFile("items", "csv"))],
  data.ties.length && [text("Table of ties (CSV)"), () => save(writeTable("tie"), "text/csv", nameFile("ties", "csv"))],
  [text("All facts (JSON)"), () => save(writeFacts(), "application/json", nameFile("", "json"))],
].filter(Boolean);

const menu = byId("downloads").querySelector(".menu");
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("pointerdown", ({ target }) => { if (!menu.contains(target)) menu.open = false; });

parts.push({
  show() {
    menu.querySelector("ul").replaceChildren(...downloads().map(([words, act]) => make("li", [makeButton([words], () => {
      menu.open = false;
      act();
      announce(text("{file} is being saved", { file: words }));
    })])));
  },
});
