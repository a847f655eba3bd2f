// Why an answer is empty: what `questions/doctor` of the program tells, in its words, for who asks in the page.
// Both hold to the cases of tests/data/questions/broken.toml.
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const SCHEMES = ["http://", "https://"];
const SLIPS = 5; // of so many letters, one may be another
const SHOWN = 90; // characters of a part that are quoted

// The parts of the WHERE clause, each with the text that asks for it, and the word that it begins with unless it is a triple.
const OPENING = ["FILTER", "OPTIONAL", "BIND", "VALUES", "GRAPH", "MINUS"];
function readParts(query) {
  const tokens = readTokens(query);
  const form = tokens.findIndex(({ word }) => FORMS.includes(word));
  const where = tokens.findIndex(({ word }, n) => n > form && word === "WHERE");
  const start = tokens.findIndex(({ token }, n) => token === "{" && n > Math.max(form, where));
  const parts = [];
  let [depth, from, subject] = [0, -1, ""];
  const end = (to, given = "") => {
    const { word } = tokens[from] ?? {};
    if (from >= 0) parts.push({ word, text: `${subject} ${query.slice(tokens[from].index, to)}`.trim() });
    [from, subject] = [-1, given];
  };
  for (const [n, { token, index, word }] of tokens.entries()) {
    if (n <= start || start < 0) continue;
    if (depth === 0 && token === "}") { end(index); return parts; }
    const first = tokens[from];
    const isBlock = OPENING.includes(first?.word) || first?.token === "{";
    if (depth === 0 && (OPENING.includes(word) || (token === "{" && !isBlock))) end(index);
    if (depth === 0 && token === ".") { end(index); continue; }
    if (depth === 0 && token === ";" && !isBlock) { end(index, subject || first?.token); continue; }
    if (from < 0) from = n;
    depth += { "{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1 }[token] ?? 0;
    const isWhole = token === "}" || (token === ")" && ["FILTER", "BIND"].includes(tokens[from].word));
    if (depth === 0 && isWhole && isBlock && tokens[n + 1]?.word !== "UNION" && !(token === ")" && first.word === "VALUES")) end(index + 1);
  }
  return parts;
}

// What stands in a group within the query; a query of its own is read as one.
const readWithin = ({ word, text: part }) => ((!word && part[0] === "{") || word === "GRAPH" ? readParts(part.slice(part.indexOf("{")).replace(/^\{(?!\s*SELECT\b)/i, "ASK {").replace(/^\{/, "")) : []);

// The three terms of a triple, where its predicate is one term and its object another; no blank node in brackets.
function readTriple({ word, text: part }) {
  const [subject, verb, value, ...rest] = readTokens(part);
  const isPlain = !word && value && /[\w>?$]/.test(subject.token[0]) && (["iri", "name"].includes(verb.kind) || verb.token === "a");
  const end = isPlain && endOfTerm(part, value);
  return isPlain && !rest.some(({ index }) => index >= end) ? [subject.token, verb.token, part.slice(value.index, end)] : null;
}

// A literal ends after its language or datatype.
function endOfTerm(part, { index, token }) {
  const suffix = /@[\w-]+|\^\^(?:<[^>]*>|[\w-]*:[\w-]+)/uy;
  suffix.lastIndex = index + token.length;
  return index + token.length + (suffix.exec(part)?.[0].length ?? 0);
}

const writeTerm = ({ type, value, datatype, ...said }) => (type === "uri" ? `<${value}>` : JSON.stringify(value) + (said["xml:lang"] ? `@${said["xml:lang"]}` : datatype ? `^^<${datatype}>` : ""));
const showTerm = (found) => (found.type === "uri" ? compress(found.value) : writeTerm(found));
const quotePart = ({ text: part }) => { const plain = part.replace(/\s+/g, " "); return plain.length > SHOWN ? `${plain.slice(0, SHOWN - 1)}…` : plain; };
const meets = (some, others) => [...some].some((each) => others.has(each));
const isApart = ({ word }) => ["FILTER", "MINUS"].includes(word);

// How many letters are to be changed, left out or put in.
function measureSlip(one, other) {
  let row = [...other, ""].map((_, n) => n);
  for (const [n, letter] of [...one].entries()) {
    const before = row;
    row = [n + 1];
    for (const [m, each] of [...other].entries()) row.push(Math.min(before[m] + (letter !== each), before[m + 1] + 1, row[m] + 1));
  }
  return row.at(-1);
}

// Looks for why a query has no answer; `engine` gives what is found of a probe.
class Doctor {
  constructor({ query, terms, unknown, prologue, declared }, put) {
    Object.assign(this, { query, terms, unknown, prologue, declared, put });
  }

  join(parts) { return parts.map(({ word, text: part }) => (word || part[0] === "{" ? part : `${part} .`)).join("\n"); }

  async ask(parts) { return (await this.put({ query: `${this.prologue}ASK { ${this.join(parts)} }` })).boolean; }

  async list(name, pattern) {
    const { rows } = await this.put({ query: `${this.prologue}SELECT DISTINCT ?${name} { ${pattern} } LIMIT 999` });
    return rows.flatMap((row) => row[name] ?? []);
  }

  async isUsed(iri) { return !(await this.put({ query: "ASK {}", terms: [iri] })).unknown.length; }

  // The causes, by kind, each with how it is said; `part` is where the join ends, `absent` that nothing rules the query out.
  async diagnose() {
    const parts = readParts(this.query).flatMap((part) => (part.text[0] === "{" && !/\bUNION\b|^\{\s*SELECT\b/i.test(part.text) ? readWithin(part) : [part]));
    if (/\bFROM\b/i.test(this.query) && await this.ask(parts)) return [["layer", text("other layers or graphs have an answer: ask all of them")]];
    const rare = this.terms.map(compress).filter((name) => bench.instead[name] && !this.unknown.some((iri) => compress(iri) === name));
    const few = rare.map((name) => ["unknown", text("few kinds of things have {name}: of others it is {instead}", { name, instead: bench.instead[name] })]);
    const unknown = [...await this.findAllMeant(), ...few];
    const ending = await this.findEnd(parts);
    if (!ending) return unknown.length ? unknown : [["part", text("what stands after the WHERE clause leaves nothing")], this.absence()];
    const cause = unknown.length ? null : await this.findCause(ending, parts);
    return [["part", text("nothing is found from “{part}” on", { part: quotePart(ending) })], ...unknown, ...(unknown.length ? [] : [cause ?? this.absence()])];
  }

  absence() { return ["absent", text("nothing in the query is at odds with the dataset: it is not known")]; }

  // The part with which the join ends: one that has nothing alone, else the first.
  async findEnd(parts) {
    const joined = parts.filter((part) => !isApart(part));
    for (const part of joined.filter(({ word }) => !["OPTIONAL", "BIND", "VALUES"].includes(word))) if (!(await this.ask([part]))) return (await this.findEnd(/\bUNION\b/i.test(part.text) ? [] : readWithin(part))) ?? part;
    for (const [n, part] of joined.entries()) if (part.word !== "OPTIONAL" && !(await this.ask(joined.slice(0, n + 1)))) return part;
    const filters = parts.filter(isApart);
    for (const part of filters) if (!(await this.ask([...joined, part]))) return part;
    return filters.length && !(await this.ask([...joined, ...filters])) ? filters.at(-1) : null;
  }

  async findAllMeant() {
    const found = [];
    for (const iri of this.unknown) found.push(await this.findMeant(iri));
    return found;
  }

  // What is meant by a term that no statement has.
  async findMeant(iri) {
    const name = compress(iri);
    const instead = bench.instead[name];
    if (instead) return ["unknown", text("no statement has {name}: here it is {instead}", { name, instead })];
    const [one, other] = iri.startsWith(SCHEMES[0]) ? SCHEMES : [...SCHEMES].reverse();
    if (iri.startsWith(one) && await this.isUsed(iri.replace(one, other))) return ["scheme", text("no statement has {name}: here it begins with {other}", { name, other })];
    for (const [prefix, space] of Object.entries(this.declared)) {
      const ours = bench.prefixes[prefix];
      if (ours && !iri.startsWith(ours) && iri.startsWith(space) && await this.isUsed(ours + iri.slice(space.length))) return ["prefix", text("the prefix {prefix}: is declared otherwise than here: <{known}>", { prefix, known: ours })];
    }
    const [kind, near] = name[0] === "<" ? ["unknown"] : await this.findNear(iri, name);
    return [kind, near ? text("no statement has {name}: {hint}", { name, hint: text("did you mean {name}?", { name: near }) }) : text("no statement has {name}", { name })];
  }

  // The nearest term that some statement has: of the same end in another namespace, else of the same one.
  async findNear(iri, name) {
    const used = "{ SELECT DISTINCT ?t { ?s ?t ?o } } UNION { SELECT DISTINCT ?t { ?t a ?o } } UNION { SELECT DISTINCT ?t { ?s a ?t } }";
    const listUsed = async (filter) => (await this.list("t", `${used} FILTER(ISIRI(?t) && ${filter})`)).map(({ value }) => compress(value)).filter((each) => each[0] !== "<").sort();
    const [prefix, local] = [prefixOf(name), name.slice(name.indexOf(":") + 1)];
    const [other] = await listUsed(`(STRENDS(STR(?t), "#${local}") || STRENDS(STR(?t), "/${local}"))`);
    if (other) return ["prefix", other];
    const alike = (await listUsed(`STRSTARTS(STR(?t), "${bench.prefixes[prefix]}")`)).map((each) => [measureSlip(name.toLowerCase(), each.toLowerCase()), each]);
    const near = alike.filter(([slips, each]) => slips * SLIPS <= local.length || isSlip(name, each)).sort(([a], [b]) => a - b);
    return near.length ? ["near", near[0][1]] : ["unknown"];
  }

  // Why a part ends the join; nothing where the data do not rule it out.
  async findCause(ending, parts) {
    const joined = parts.filter((part) => !isApart(part));
    if (ending.word === "FILTER") return this.findCauseOfFilter(ending, joined);
    if (ending.word === "GRAPH" && await this.ask(readWithin(ending))) return ["layer", text("no one graph says this: other graphs do, without GRAPH")];
    const before = joined.includes(ending) ? joined.slice(0, joined.indexOf(ending) + 1) : [ending];
    for (const part of [ending, ...before.filter(({ word }) => word === "VALUES")]) {
      const cause = await this.rewrite(part, before.filter((each) => each !== part));
      if (cause) return cause;
    }
    return this.compareKinds(before.map(readTriple).filter(Boolean));
  }

  // A text of a part that has an answer if it is said otherwise: in another language, as another value, as the thing of that name.
  async rewrite(part, others) {
    for (const token of readTokens(part.text).filter(({ kind }) => ["string", "number"].includes(kind))) {
      const end = endOfTerm(part.text, token);
      const written = part.text.slice(token.index, end);
      const forms = await this.list("o", `?s ?p ?o FILTER(ISLITERAL(?o) && STR(?o) = STR(${written}) && !SAMETERM(?o, ${written}))`);
      const things = await this.list("o", `{ ?o <${RDFS}label>|<http://www.w3.org/2004/02/skos/core#altLabel> ?n FILTER(LCASE(STR(?n)) = LCASE(STR(${written}))) } UNION { ?o a ?c FILTER(ISIRI(?o) && STRENDS(STR(?o), CONCAT("/", STR(${written})))) }`);
      for (const found of [...forms, ...things]) {
        const other = { word: part.word, text: part.text.slice(0, token.index) + writeTerm(found) + part.text.slice(end) };
        if (!(await this.ask([...others, other]))) continue;
        const kind = found.type === "uri" ? "name" : found["xml:lang"] || written.includes("@") ? "language" : "datatype";
        return [kind, text("{text} is written otherwise here: {written}", { text: written, written: showTerm(found) })];
      }
    }
    return null;
  }

  async findCauseOfFilter(part, joined) {
    const cause = await this.rewrite(part, joined);
    if (cause) return cause;
    const names = [...new Set(readTokens(part.text).filter(({ token }) => /^[?$]./.test(token)).map(({ token }) => token.slice(1)))];
    const tongues = new Set();
    if (/\blang(?:matches)?\s*\(/i.test(part.text)) for (const name of names) for (const { value } of await this.list("tongue_", `${this.join(joined)} BIND(LANG(?${name}) AS ?tongue_) FILTER(?tongue_ != "")`)) tongues.add(value);
    if (tongues.size) return ["language", text("the languages of these texts are {names}", { names: [...tongues].sort().join(", ") })];
    const { rows: [row] } = await this.put({ query: `${this.prologue}SELECT * { ${this.join(joined)} } LIMIT 1` });
    const values = names.map((name) => `?${name} = ${row?.[name] ? showTerm(row[name]) : "–"}`).join(", ");
    return values && row ? ["absent", text("the filter keeps none of what is found, such as {values}", { values })] : null;
  }

  // A thing that stands where none of its kind ever does, or the two ends exchanged.
  async compareKinds(triples) {
    for (const triple of triples) for (const end of [triple[0], triple[2]]) {
      if (/^[?$_]/.test(end)) continue;
      const [kinds, known] = [await this.listKinds(`BIND(${end} AS ?x)`), await this.listKindsAt(triple, end)];
      if (!known.size || meets(kinds, known)) continue;
      if (kinds.has("")) return ["name", this.nameKinds(end, triple, known)];
      const said = end === triple[0] ? "domain" : "range";
      if (triple[1] !== "a" && await this.ask([{ word: "", text: `${triple[1]} <${RDFS}${said}> ?c . ${end} a ?c` }])) continue;
      return this.sayOdd(triple, kinds, end);
    }
    for (const [n, other] of triples.entries()) for (const one of triples.slice(n + 1)) for (const end of [one[0], one[2]]) {
      if (!/^[?$]/.test(end) || ![other[0], other[2]].includes(end)) continue;
      const [here, there] = [await this.listKindsAt(one, end), await this.listKindsAt(other, end)];
      const cause = here.size && there.size && !meets(here, there) && ((await this.sayOdd(one, there, end)) ?? (await this.sayOdd(other, here, end)));
      if (cause) return cause;
    }
    return null;
  }

  // The kinds of ?x in a pattern: of our things KIND of their addresses, of other IRIs their namespace, of texts nothing.
  async listKinds(pattern) {
    const ours = `${bench.base}id/`;
    const kind = `IF(STRSTARTS(STR(?x), "${ours}"), STRBEFORE(STRAFTER(STR(?x), "${ours}"), "/"), REPLACE(STR(?x), "[^#/]*$", ""))`;
    return new Set((await this.list("k", `${pattern} BIND(IF(ISIRI(?x), ${kind}, "") AS ?k)`)).map(({ value }) => value));
  }

  // Those of what stands at an end of a triple, or at the other one: of a class its members.
  async listKindsAt([subject, verb, value], end, isTurned = false) {
    const isFirst = (subject === end) !== isTurned;
    const of = verb === "a" && isFirst && !/^[?$_]/.test(value) ? value : "?o";
    return this.listKinds(isFirst ? `?x ${verb} ${of}` : `?s ${verb} ?x`);
  }

  async sayOdd(triple, kinds, end) {
    const [known, other] = [await this.listKindsAt(triple, end), await this.listKindsAt(triple, end, true)];
    if (!known.size) return null;
    if (triple[1] === "a" || !meets(kinds, other)) return ["class", this.nameKinds(end, triple, known)];
    return ["direction", text("{property} leads the other way: exchange the ends of “{part}”", { property: triple[1], part: triple.join(" ") })];
  }

  nameKinds(end, triple, known) {
    const names = [...known].filter(Boolean).sort().join(", ") || text("text");
    return text("nothing like {term} stands in “{part}”, but what is of kind {names}", { term: end, part: triple.join(" "), names });
  }
}
