// The search of the site: names, other names, numbers and questions. What is searched is read when somebody searches.
const root = new URL(".", document.currentScript.src).href;
const here = Math.max(languages.indexOf(document.documentElement.lang), 0);
const said = (key) => words[key] ?? languages.map(() => key);
const text = (key, given = {}) => said(key)[here].replace(/\{(\w+)\}/g, (whole, name) => given[name] ?? whole);
const count = (number) => new Intl.NumberFormat(languages[here]).format(number);
// The page of a folder, in the language of this one.
const addressOf = (folder, fragment = "") => `${root}${folder}/${here ? `${languages[here]}/` : ""}index.html${fragment}`;

const scripts = new Map();
const load = (address) => {
  if (!scripts.has(address)) {
    scripts.set(address, new Promise((resolve, reject) => {
      document.head.append(make("script", [], { src: address, onload: resolve, onerror: () => reject(new Error(address)) }));
    }));
  }
  return scripts.get(address);
};

// What is found is an address: `told` has what it is called, and what it is.
function readNames({ kinds, things, questions }) {
  const [index, told] = [new Index(), new Map()];
  const enter = (address, names, others, kind) => {
    told.set(address, { label: names[here], kind: kind[here] });
    for (const name of [...names, ...others]) index.add(name, address, kind.join(" "));
  };
  for (const [folder, kind, names, others] of things) enter(addressOf(folder), names, others, kinds[kind]);
  for (const [name, titles, others] of questions) enter(addressOf("sparql", `#${name}`), titles, others, said("question"));
  return { index, told };
}

{
  let known = null;
  const search = new Combobox(byId("search"), {
    find: (asked) => known?.index.suggest(asked) ?? [],
    tell: (address) => [make("bdi", [known.told.get(address).label]), make("span", [known.told.get(address).kind], { class: "more" })],
    pick: (address) => location.assign(address),
  });
  search.name({
    label: text("Search for a name or a number"), list: text("Names found"), none: text("No name matches."),
    many: (number) => text("{count} found", { count: count(number) }),
  });
  search.input.addEventListener("focus", async () => {
    await load(`${root}names.js`);
    known ??= readNames(siteNames);
    if (search.input.value) search.search();
  });
}
