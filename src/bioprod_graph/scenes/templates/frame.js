// What a page knows and shows: its data, its state, the state in the address. Text is made of text nodes, never markup.
const { data, network, pictures, texts, glyphs, signs, languages, base } = page;
// Told by columns, read by rows.
const listRowsOf = (told, make = () => ({})) => (Object.values(told)[0] ?? []).map((_, n) => {
  const row = make(n);
  for (const key in told) row[key] = told[key][n];
  return row;
});
const read = (line) => JSON.parse(line.replaceAll("\ue000", base));
// What facts rest on is most of what a page knows: it is read when it is first asked for. A reading is of a passage, that of
// a source.
let evidence = null;
const rest = () => (evidence ??= readEvidence());
function readEvidence() {
  const { sources, passages, readings, ...told } = read(page.evidence);
  const lead = (far, near) => listRowsOf(near).map(({ of, ...own }) => ({ ...far[of], ...own }));
  const address = ({ address: start, fragment, ...own }) => ({ ...own, url: start + fragment.replace(/[^!-~]+/g, encodeURIComponent) });
  return { ...told, passages: lead(lead(listRowsOf(sources), passages), readings).map(address) };
}
data.items = listRowsOf(data.items, (n) => ({ get facts() { return rest().items.facts[n]; }, get summary() { return rest().items.summary[n]; } }));
data.ties = listRowsOf(data.ties, (n) => ({ get facts() { return rest().ties.facts[n]; } }));
for (const name of ["things", "verbs", "passages", "premises", "rules"]) Object.defineProperty(data, name, { enumerable: true, get: () => rest()[name] });
const root = document.documentElement;
const narrow = matchMedia("(max-width: 759px)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const items = new Map(data.items.map((item) => [item.id, item]));
const ties = new Map(data.ties.map((tie) => [tie.id, tie]));
// In a picture a part tells what it shows by its place among items and ties, or by what it is called here.
const things = [...data.items, ...data.ties];
const nameOf = (part) => things[part.dataset.of]?.id ?? part.dataset.of.replaceAll("~", base);
const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
const tiesOf = new Map(data.items.map((item) => [item.id, []]));
for (const tie of data.ties) for (const end of new Set([tie.source, tie.target])) tiesOf.get(end)?.push(tie);
const layers = data.layers.map((layer) => layer.key);

// On a site, a thing and a term have pages of their own.
const findPage = (file) => `../${file}${state.language === languages[0] ? "" : `${state.language}/`}index.html`;
const pageOf = (id) => {
  const home = base.replace(/id\/$/, "");
  const [, path, place = ""] = /^(id\/[\w-]+\/[\w-]+|ontology)(#\w+)?$/.exec(page.is_of_site && id.startsWith(home) ? id.slice(home.length) : "") ?? [];
  return path ? findPage(`${path}/`) + place : "";
};

// ---- Words ---------------------------------------------------------------------------------

const say = (told) => (typeof told === "string" ? told : told?.[state.language] ?? Object.values(told ?? {}).find(Boolean) ?? "");
const text = (key, given = {}) => say(texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => given[name] ?? whole);
// What knows how a language writes numbers and orders names is slow to make, so that each is made once.
const habits = new Map();
const habit = (Kind, given) => {
  const key = `${Kind.name} ${state.language}`;
  if (!habits.has(key)) habits.set(key, new Kind(state.language, given));
  return habits.get(key);
};
const count = (number) => (number < 1000 ? String(number) : habit(Intl.NumberFormat).format(number));
const compareNames = (a, b) => habit(Intl.Collator, { numeric: true }).compare(a, b);
const labelOf = (id) => say(items.get(id)?.label ?? ties.get(id)?.label ?? data.things[id] ?? id);
// A digit gets its blanks and an address its breaks by the reader's language, not by the data's direction.
const isolate = (words) => make("bdi", [words]);

function draw(tag, attributes, children = []) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const paintOf = (token) => ({ colour: `var(--${token})`, outline: `var(--${token}_line, var(--${token}))`, paper: "var(--bg)" });

function makeGlyph(shape, token) {
  const paint = paintOf(token);
  const paths = (glyphs[shape] ?? glyphs.disc ?? []).map(([d, fill, stroke, width, dash]) =>
    draw("path", { d, fill: paint[fill] ?? "none", stroke: paint[stroke] ?? "none", "stroke-width": width, "stroke-dasharray": dash || "none" }));
  return draw("svg", { class: "glyph", viewBox: "-1.4 -1.4 2.8 2.8", "aria-hidden": "true", focusable: "false" }, paths);
}

// A tie is a line – full, of dots, with an arrow, dashed if inferred – or the mark that a table of marks gives it.
function makeStroke(kind, inferred) {
  const { shape = "line", colour = "edge" } = kind ?? {};
  if (!["line", "dotted", "arrow"].includes(shape)) return makeGlyph(shape, colour);
  const dash = inferred ? "4 3" : shape === "dotted" ? "2 4" : "none";
  const tip = shape === "arrow" ? [draw("path", { d: "M8 0L15 4L8 8Z", fill: `var(--${colour})` })] : [];
  return draw("svg", { class: "stroke", viewBox: "0 0 22 8", "aria-hidden": "true", focusable: "false" },
    [draw("path", { d: "M0 4H22", stroke: `var(--${colour})`, "stroke-width": 2.5, "stroke-dasharray": dash }), ...tip]);
}
const makeSign = (kind, tie) => (kind?.role === "tie" || tie ? makeStroke(kind, tie?.inferred) : makeGlyph(kind?.shape ?? "disc", kind?.colour ?? "ink2"));

// ---- State ---------------------------------------------------------------------------------

// What a scene can be looked at as.
const looks = new Set(["picture", "table", "outline"]);
const fresh = () => ({
  language: page.language, theme: "", look: narrow.matches && looks.has("outline") ? "outline" : "picture", hidden: new Set(), layers: new Set(layers),
  facets: {}, until: 0, undated: true, order: "alike", chosen: "", zoom: "",
});
const state = { scene: data.name, ...fresh(), change };
// Each part of the page has `show(state)`; it is called whenever something has changed.
const parts = [];
let shown = null;

// Which facets say anything of things and of ties.
const applies = { item: new Set(data.items.flatMap((item) => Object.keys(item.facets))), tie: new Set(data.ties.flatMap((tie) => Object.keys(tie.facets ?? {}))) };

// What of a scene is shown under the filters; what has not begun yet is shown, but grey.
function sift() {
  const wanted = Object.entries(state.facets).filter(([, value]) => value);
  const fits = (thing, role) => !state.hidden.has(thing.kind)
    && wanted.every(([key, value]) => !applies[role].has(key) || thing.facets?.[key]?.includes(value));
  const inLayer = (thing) => !thing.layer || state.layers.has(thing.layer);
  const fitting = new Set(data.items.filter((item) => fits(item, "item")).map((item) => item.id));
  const kept = data.ties.filter((tie) => fits(tie, "tie") && inLayer(tie) && (state.undated || tie.start)
    && [tie.source, tie.target].every((end) => fitting.has(end) || !items.has(end)));
  const tied = new Map();
  for (const tie of kept) for (const end of new Set([tie.source, tie.target])) tied.set(end, (tied.get(end) ?? 0) + 1);
  const found = data.items.filter((item) => fitting.has(item.id) && (inLayer(item) || tied.has(item.id)));
  const later = (thing) => state.until && thing.start && Number(thing.start.slice(0, 4)) > state.until;
  return {
    items: new Set(found.map((item) => item.id)),
    ties: new Set(kept.map((tie) => tie.id)),
    tied,
    later: new Set([...found, ...kept].filter(later).map((thing) => thing.id)),
  };
}

const filterKeys = ["hidden", "layers", "facets", "undated"];
let sifted = "";

function change(part, { replace = false } = {}) {
  Object.assign(state, part);
  const moved = "chosen" in part || "look" in part;
  writeAddress(moved && !replace);
  showAll();
}

function sieve() {
  if (root.lang !== state.language) root.lang = state.language; // whoever says it anew has all styled anew
  byId("home")?.setAttribute("href", findPage(""));
  root.dataset.theme = state.theme || (dark.matches ? "dark" : "light");
  const filters = JSON.stringify(filterKeys.map((key) => (state[key] instanceof Set ? [...state[key]].sort() : state[key])));
  state.refit = Boolean(sifted) && filters !== sifted;
  sifted = filters;
  shown = sift();
}

function showAll() {
  sieve();
  for (const part of parts) part.show(state);
}

// At first, part after part, the picture before what stands around it: on a slow machine a page that begins answers all
// the same.
async function begin() {
  sieve();
  await pause();
  for (const part of parts) {
    await breathe();
    try { await part.show(state); } catch (error) { reportError(error); }
  }
  performance.mark("shown");
}

// ---- Address -------------------------------------------------------------------------------

const shorten = (id) => id.replaceAll(base, "~");
const lengthen = (id) => id.replaceAll("~", base);

function listAddress(own = true) {
  const given = new URLSearchParams();
  const put = (name, value) => { if (value) given.set(name, value); };
  put("lang", state.language !== page.language || !own ? state.language : "");
  put("theme", state.theme);
  put("chosen", shorten(state.chosen));
  if (!own) return given;
  put("look", state.look !== fresh().look ? state.look : "");
  put("hide", [...state.hidden].sort().join(","));
  put("layers", state.layers.size < layers.length ? layers.filter((layer) => state.layers.has(layer)).join(",") || "none" : "");
  for (const [key, value] of Object.entries(state.facets)) put(`by-${key}`, shorten(value));
  put("until", state.until ? String(state.until) : "");
  put("undated", state.undated ? "" : "no");
  put("order", state.order === "alike" ? "" : state.order);
  put("zoom", state.zoom);
  return given;
}

// In the frame of a notebook there is no address to write to: the state then lasts as long as the page.
function writeAddress(push) {
  const hash = `#${listAddress()}`;
  if (hash === (location.hash || "#")) return;
  try {
    history[push ? "pushState" : "replaceState"](null, "", hash === "#" ? location.pathname + location.search : hash);
  } catch { /* a frame without an address of its own */ }
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const list = (name) => (given.get(name) ?? "").split(",").filter(Boolean);
  const next = fresh();
  if (languages.includes(given.get("lang"))) next.language = given.get("lang");
  if (["light", "dark"].includes(given.get("theme"))) next.theme = given.get("theme");
  if (looks.has(given.get("look"))) next.look = given.get("look");
  next.hidden = new Set(list("hide").filter((key) => kinds.has(key)));
  if (given.has("layers")) next.layers = new Set(list("layers").filter((layer) => layers.includes(layer)));
  for (const facet of data.facets) {
    const value = lengthen(given.get(`by-${facet.key}`) ?? "");
    if (facet.values.some((each) => each.key === value)) next.facets[facet.key] = value;
  }
  next.until = Number.parseInt(given.get("until") ?? "0", 10) || 0;
  next.undated = given.get("undated") !== "no";
  next.chosen = lengthen(given.get("chosen") ?? "");
  if (["number", "name"].includes(given.get("order"))) next.order = given.get("order");
  next.zoom = /^-?[\d.]+,-?[\d.]+,[\d.]+$/.test(given.get("zoom") ?? "") ? given.get("zoom") : "";
  Object.assign(state, next);
}

const isHere = (id) => items.has(id) || ties.has(id) || Boolean(findCell(id));
const announce = (words) => { byId("status").textContent = words; };
