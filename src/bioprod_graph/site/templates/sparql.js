// The page of queries: questions as forms, a query as text, and their answers. Oxigraph runs in a worker of this page.
const { questions, bench } = JSON.parse(byId("bench").textContent);
const folder = new URL(".", document.currentScript.src).href;
const known = new Map(questions.map((question) => [question.name, question]));
const MOST = 1000; // rows that are shown; a file has them all
const PROPOSED = 10; // names that a word may become
const NEAR = 40; // characters that tell where a query is at fault
const ROWS = { json: "application/sparql-results+json", csv: "text/csv", tsv: "text/tab-separated-values" };
const TURTLE = "text/turtle";

// ---- The engine ----------------------------------------------------------------------------

const unpackBase64 = (signs) => Uint8Array.from(atob(signs), (sign) => sign.charCodeAt(0));

const engine = {
  worker: null,
  waiting: new Map(),
  sent: 0,

  async open() {
    if (this.worker) return;
    await Promise.all([load(`${folder}engine.js`), load(`${folder}dataset.js`)]);
    const { script, wasm } = engineParts;
    // A page that was opened from disk may start no worker from a file.
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.worker = new Worker(address);
    URL.revokeObjectURL(address);
    this.worker.onmessage = ({ data: { id, ...told } }) => {
      this.waiting.get(id)?.resolve(told);
      this.waiting.delete(id);
    };
    this.worker.onerror = ({ message }) => this.end(message);
    await this.send({ packed: { wasm: unpackBase64(wasm), dataset: unpackBase64(packedDataset) } });
  },

  async send(asked) {
    const id = this.sent += 1;
    const told = await new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, ...asked });
    });
    if (told.error) throw new Error(told.error);
    return told;
  },

  async ask(asked, seconds) {
    await this.open();
    const clock = setTimeout(() => this.end(text("The query was ended after {count} s.", { count: count(seconds) })), seconds * 1000);
    return this.send(asked).finally(() => clearTimeout(clock));
  },

  // Nothing else stops a query; the next one opens the engine again.
  end(why) {
    this.worker?.terminate();
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
  },
};

// ---- Queries as text -----------------------------------------------------------------------

const TOKEN = new RegExp([
  /(?<comment>#[^\n]*)/, /(?<iri><[^<>"{}|^`\\\s]*>)/, /(?<string>("""|''')[^]*?\3|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/, /[?$][\p{L}\p{N}_]+/,
  /(?<name>(?:\p{L}(?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?)?:(?:(?:[\p{L}\p{N}_:%.-]|\\.)*[\p{L}\p{N}_:%-])?)/, /_:[\p{L}\p{N}_.-]+/, /(?<word>\p{L}[\p{L}\p{N}_]*)/, /(?<number>\d+(?:\.\d+)?)/, /\^\^|[^\s]/,
].map(({ source }) => source).join("|"), "gu");
const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];

const readTokens = (query) => [...query.matchAll(TOKEN)].filter(({ groups }) => !groups.comment)
  .map(({ 0: token, index, groups }) => ({ token, index, kind: Object.keys(groups).find((kind) => groups[kind]), word: groups.word ? token.toUpperCase() : "" }));

// What a query is made of: its form, the prefixes that it declares, and the terms that it asks for, by place.
function readQuery(query) {
  const tokens = readTokens(query);
  const first = tokens.findIndex(({ word }) => FORMS.includes(word));
  const head = tokens.slice(0, first < 0 ? tokens.length : first);
  const declared = Object.fromEntries(head.flatMap((token, n) => (token.word === "PREFIX" && head[n + 2] ? [[head[n + 1].token.slice(0, -1), head[n + 2].token.slice(1, -1)]] : [])));
  const form = tokens[first]?.word ?? "";
  const where = form === "CONSTRUCT" ? tokens.findIndex(({ word }) => word === "WHERE") : first;
  const rest = first < 0 ? [] : tokens.slice(first);
  const asked = tokens.filter(({ kind }, n) => n > Math.max(first, where) && ["iri", "name"].includes(kind) && tokens[n - 1].token !== "^^" && !["(", "^^"].includes(tokens[n + 1]?.token));
  return { form, declared, prologue: query.slice(0, tokens[first]?.index), names: rest.filter(({ kind }) => kind === "name"), asked };
}

const prefixOf = (name) => name.slice(0, name.indexOf(":"));
const compress = (iri) => {
  const [prefix, space] = Object.entries(bench.prefixes).filter(([, each]) => iri.startsWith(each)).sort((a, b) => b[1].length - a[1].length)[0] ?? [];
  const local = space && iri.slice(space.length);
  return local && /^[\w-]+$/.test(local) ? `${prefix}:${local}` : `<${iri}>`;
};

function placeOf(query, index) {
  const before = query.slice(0, index);
  return { line: before.split("\n").length, column: index - before.lastIndexOf("\n") };
}

class Fault extends Error {
  constructor(message, place) { super(message); this.place = place; }
}

// The query as the engine gets it: known prefixes are declared before it, in as many lines.
function prepare(query) {
  const { form, declared, prologue, names, asked } = readQuery(query);
  const spaces = { ...bench.prefixes, ...declared };
  const unknown = names.find(({ token }) => !(prefixOf(token) in spaces));
  if (unknown) throw new Fault(text("The prefix {prefix} is not defined.", { prefix: `${prefixOf(unknown.token)}:` }), placeOf(query, unknown.index));
  const added = [...new Set(names.map(({ token }) => prefixOf(token)))].filter((prefix) => !(prefix in declared));
  const lines = added.map((prefix) => `PREFIX ${prefix}: <${spaces[prefix]}>\n`);
  const resolve = (token) => (token[0] === "<" ? token.slice(1, -1) : spaces[prefixOf(token)] + token.slice(token.indexOf(":") + 1).replaceAll("\\", ""));
  const terms = [...new Set(asked.map(({ token }) => resolve(token)))].filter((iri) => /^[a-z][\w+.-]*:[^<>"{}|^`\\\s]*$/i.test(iri));
  return { query: lines.join("") + query, prologue: lines.join("") + prologue, declared, added: lines.length, format: form === "CONSTRUCT" || form === "DESCRIBE" ? TURTLE : ROWS.json, terms };
}

function explain(error, query, added) {
  const place = /error at (\d+):(\d+)/.exec(error.message);
  if (!place) return error;
  const [line, column] = [Number(place[1]) - added, Number(place[2])];
  const rest = query.split("\n").slice(line - 1).join("\n").slice(column - 1).replace(/\s+/g, " ").trim();
  const near = rest.length > NEAR ? `${rest.slice(0, NEAR - 1)}…` : rest;
  return new Fault(near ? text("This is no SPARQL near “{text}”.", { text: near }) : text("This is no SPARQL at its end: something is missing."), { line, column });
}

// ---- The editor: a field, until CodeMirror is there ----------------------------------------

const field = byId("query");
let editor = {
  read: () => field.value,
  write: (query) => { field.value = query; },
  mark: () => {},
  goTo(line, column) {
    const place = field.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1);
    field.focus();
    field.setSelectionRange(place, place);
  },
};

// Our terms and the names of things, as what a query writes.
let terms = null;
async function readTerms() {
  await load(`${root}names.js`);
  terms ??= { index: new Index(), details: new Map() };
  const enter = (term, names, detail) => {
    terms.details.set(term, detail);
    for (const name of [term, ...names]) terms.index.add(name, term);
  };
  for (const [term, label] of bench.terms) enter(term, [label], label);
  for (const [path, kind, names, others] of siteNames.things) enter(compress(bench.base + path), [...names, ...others], `${names[here]} · ${siteNames.kinds[kind][here]}`);
}
const complete = (word) => (terms?.index.suggest(word) ?? []).slice(0, PROPOSED).map((label) => ({ label, detail: terms.details.get(label) }));

load(`${folder}editor.js`).then(() => {
  const query = editor.read();
  editor = mountEditor(field, { label: text("The query, in SPARQL"), completions: text("Names found"), complete, run: () => run(editor.read()) });
  editor.write(query);
  readTerms();
}).catch(() => {}); // the field works as well

// ---- Answers -------------------------------------------------------------------------------

const told = byId("told");
const answer = byId("answer");
const pageOf = (iri) => (/^id\/[a-z0-9-]+\/[a-z0-9-]+$/.test(iri.slice(bench.base.length)) && iri.startsWith(bench.base) ? addressOf(iri.slice(bench.base.length)) : "");

function makeCell(term, label) {
  if (!term) return label?.value ?? "–";
  if (term.type !== "uri") return make("bdi", [term.type === "bnode" ? `_:${term.value}` : term.value ?? ""], { lang: term["xml:lang"] });
  const page = pageOf(term.value);
  const words = make("bdi", [label?.value ?? label ?? compress(term.value)]);
  return page ? make("a", [words], { href: page }) : makeLink(term.value, [words]);
}

// Names stand in the column of what they name; what the reader has chosen is not said again.
function keepColumns({ columns }, question) {
  const given = question ? Object.keys(question.parameters).filter((name) => term(question, name)) : [];
  const shown = columns.filter((column) => !given.includes(column));
  return shown.filter((column) => !shown.includes(column.replace(/_label$/, "")) || !column.endsWith("_label"));
}

function makeTable({ rows, labels }, question, kept) {
  const headOf = (column) => {
    const head = question && bench.heads[column.replace(/_label$/, "")];
    return head ? head[0].toUpperCase() + head.slice(1) : column;
  };
  const cells = (row) => kept.map((column) => {
    const thing = column.replace(/_label$/, "");
    return make("td", [makeCell(row[thing], row[`${thing}_label`] ?? labels[row[thing]?.value])], { "data-name": headOf(column) });
  });
  return make("table", [
    make("thead", [make("tr", kept.map((column) => make("th", [headOf(column)], { scope: "col" })))]),
    make("tbody", rows.map((row) => make("tr", cells(row)))),
  ]);
}

function save(written, name) {
  const address = URL.createObjectURL(new Blob([written]));
  make("a", [], { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function makeDownloads({ boolean }, asked, question) {
  const formats = asked.format === TURTLE ? { ttl: TURTLE } : boolean === undefined ? ROWS : { json: ROWS.json };
  const fetchFile = async (suffix) => {
    try {
      save((await engine.ask({ query: asked.query, format: formats[suffix] }, limit())).written, `${question?.name ?? "answer"}.${suffix}`);
    } catch (error) { showFault(error); }
  };
  return Object.keys(formats).map((suffix) => makeButton([suffix === "ttl" ? "Turtle" : suffix.toUpperCase()], () => fetchFile(suffix)));
}

const sayRows = (number) => (number === 1 ? text("{count} row", { count: 1 }) : text("{count} rows", { count: count(number) }));

function showAnswer(found, asked, question) {
  const size = found.written !== undefined ? text("{count} lines of Turtle", { count: count(found.written.split("\n").length - 1) })
    : found.boolean !== undefined ? (found.boolean ? text("Yes") : text("No")) : found.count ? sayRows(found.count) : text("Nothing in the dataset answers this.");
  const cut = found.count > MOST ? text("The first {count} are shown.", { count: count(MOST) }) : "";
  const isBody = found.written ?? found.count;
  const kept = found.columns ? keepColumns(found, question) : [];
  const picture = isBody && found.columns ? drawAnswer(found, kept) : null;
  answer.replaceChildren(
    make("p", [make("strong", [size]), ` ${cut}`, make("span", [text("{count} ms", { count: count(Math.max(1, Math.round(found.time))) })], { class: "count" }), ...makeDownloads(found, asked, question)], { class: "row" }),
    ...(picture ? [make("div", [picture], { class: "pane", role: "region", tabindex: 0, "aria-label": text("Picture") })] : []),
    ...(isBody ? [make("div", [found.written === undefined ? makeTable(found, question, kept) : make("pre", [found.written])], { class: "pane", role: "region", tabindex: 0, "aria-label": text("Answer") })] : []),
  );
  told.textContent = [size, cut].filter(Boolean).join(" ");
  showCauses(found, asked, question);
  if (!question) byId("title").scrollIntoView({ block: "nearest" });
}

// What is told of an answer: terms that no statement has and, of none, why. Of a question nobody typed the query: none of it is quoted.
async function showCauses({ columns, count: rows, unknown }, asked, question) {
  const [first] = answer.children;
  const end = performance.now() + limit() * 1000;
  const put = (probe) => (performance.now() > end || !answer.contains(first) ? Promise.reject(new Error()) : engine.ask({ format: ROWS.json, most: MOST, ...probe }, limit()));
  const doctor = new Doctor({ ...asked, unknown }, put);
  const isEmpty = columns && !rows;
  if (isEmpty && question?.empty) { first.after(makeRemark(text("no row is right here: {why}", { why: question.empty }))); return; }
  const causes = await (isEmpty ? doctor.diagnose() : doctor.findAllMeant()).catch(() => []); // what cannot be asked apart is not told
  const said = causes.filter(([kind]) => !question || ["absent", "layer"].includes(kind)).map(([, words]) => makeRemark(words));
  first.after(...said);
}

// What the program says in one line is a sentence here; a term that it begins with stays as it is.
const makeRemark = (said) => make("p", [said.replace(/^\p{L}(?=[\p{L}’]* )/u, (letter) => letter.toUpperCase()) + (/[?.]$/.test(said) ? "" : ".")], { class: "unknown" });

function showFault(error) {
  const { place, message } = error;
  if (!place) { told.replaceChildren(message); return; }
  const where = text("Line {line}, column {column}", { line: place.line, column: place.column });
  told.replaceChildren(makeButton([where], () => editor.goTo(place.line, place.column), { class: "plain" }), ` – ${message}`);
  editor.mark(place.line);
}

const limit = () => Math.min(Math.max(Number(byId("limit").value) || 60, 1), 600);

// A question that is asked as its form says knows what its columns are called.
async function run(query) {
  const question = query === write(state.question) ? state.question : null;
  writeAddress(question ? {} : { query });
  if (!question) showOwn();
  answer.replaceChildren();
  editor.mark(0);
  byId("stop").hidden = false;
  let asked = null;
  try {
    asked = prepare(query);
    told.textContent = engine.worker ? text("Asking…") : text("Loading the engine…");
    const most = asked.format === TURTLE ? 0 : MOST;
    showAnswer(await engine.ask({ ...asked, most, language: document.documentElement.lang }, limit()), asked, question);
  } catch (error) {
    showFault(explain(error, query, asked?.added ?? 0));
  } finally {
    byId("stop").hidden = true;
  }
}

// ---- Questions as forms --------------------------------------------------------------------

const state = { question: questions[0], values: {} };
const shorten = (value) => (value.startsWith(`<${bench.base}id/`) ? value.slice(bench.base.length + 4, -1) : value.replace(/^"(.*)".*$/, "$1"));

// The term of a parameter as a query writes it; "" is any.
const term = ({ parameters }, name) => parameters[name].fixed ?? state.values[name] ?? parameters[name].usual;

function write(question) {
  const bound = Object.keys(question.parameters).filter((name) => term(question, name)).sort();
  const [before, after] = question.query;
  return before + (bound.length ? ` ${bound.map((name) => `VALUES ?${name} { ${term(question, name)} }`).join(" ")} ` : "") + after;
}

function change(name, value) {
  state.values[name] = value;
  editor.write(write(state.question));
  writeAddress();
}

function makeControl(question, name) {
  const { told: label, type, usual, open, options: listed } = question.parameters[name];
  const options = listed.filter(Array.isArray);
  const chosen = term(question, name);
  if (open || options.length) {
    const any = open ? [["", text("any")]] : [];
    return make("select", [...any, ...options].map(([value, words]) => make("option", [words], { value, selected: value === chosen })), { "aria-label": label, onchange: ({ target }) => change(name, target.value) });
  }
  const datatype = usual.slice(usual.lastIndexOf('"') + 1);
  const put = ({ target }) => { if (target.value && target.checkValidity()) change(name, JSON.stringify(target.value) + datatype); };
  return make("input", [], { type: { date: "date", integer: "number" }[type] ?? "text", value: shorten(chosen), required: true, "aria-label": label, onchange: put });
}

function showOwn() {
  byId("form").hidden = true;
  byId("title").textContent = text("Your query");
  for (const link of all(".catalogue a")) link.setAttribute("aria-current", "false");
}

// The list is brought to a question, and the page stays where it is.
function reveal(link) {
  const { top, bottom } = link.getBoundingClientRect();
  const list = link.closest("ul");
  const seen = list.getBoundingClientRect();
  if (top < seen.top || bottom > seen.bottom) list.scrollTop += top - seen.top;
}

function showQuestion() {
  const { question } = state;
  byId("form").hidden = false;
  byId("title").textContent = question.title;
  byId("sentence").replaceChildren(...question.said.flatMap(([before, name]) => [before, name ? makeControl(question, name) : null]).filter(Boolean));
  for (const link of all(".asking .catalogue a")) {
    const isShown = link.hash === `#${question.name}`;
    link.setAttribute("aria-current", String(isShown));
    if (isShown) reveal(link);
  }
  answer.replaceChildren();
  told.replaceChildren();
  editor.write(write(question));
}

// ---- Address -------------------------------------------------------------------------------

function writeAddress({ query } = {}) {
  const given = new URLSearchParams(query === undefined ? Object.entries(state.values).map(([name, value]) => [name, shorten(value)]) : { query });
  const hash = query === undefined ? `#${[state.question.name, given].filter(String).join("&")}`.replace(/&$/, "") : `#${given}`;
  byId("link").href = hash;
  history.replaceState(null, "", hash);
  for (const link of all(".languages a")) link.hash = hash;
}

// A query of an address is shown; only its reader runs it.
function readAddress(hash = location.hash) {
  const given = new URLSearchParams(hash.slice(1));
  const query = given.get("query");
  state.question = known.get(given.keys().next().value) ?? state.question;
  state.values = {};
  for (const [name, { options, usual, type }] of Object.entries(state.question.parameters)) {
    const value = given.get(name);
    if (value === null || !options) continue;
    const option = options.filter(Array.isArray).find(([each]) => shorten(each) === value);
    if (option) [state.values[name]] = option;
    else if (!options.length && type !== "iri") state.values[name] = JSON.stringify(value) + usual.slice(usual.lastIndexOf('"') + 1);
  }
  showQuestion();
  if (query !== null) { editor.write(query); showOwn(); }
  writeAddress(query === null ? {} : { query });
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  editor.write(write(state.question));
  run(editor.read());
});
byId("run").addEventListener("click", () => run(editor.read()));
byId("stop").addEventListener("click", () => engine.end(text("The query was ended.")));
field.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(field.value); });
byId("sift").addEventListener("input", ({ target }) => {
  for (const link of all(".catalogue a")) link.parentElement.hidden = !fold(link.textContent).includes(fold(target.value.trim()));
});
addEventListener("hashchange", () => readAddress());
const first = location.hash;
readAddress();
const written = location.hash;

// A thing to choose stands for its place among the names of the site, until these are there.
load(`${root}names.js`).then(() => {
  const read = (option) => {
    if (Array.isArray(option)) return option;
    const [path, , names] = siteNames.things[option];
    return [`<${bench.base}${path}>`, names[here]];
  };
  for (const { parameters } of questions) for (const parameter of Object.values(parameters)) parameter.options &&= parameter.options.map(read);
  readAddress(location.hash === written ? first : location.hash);
});
