// The search: names, other names, kinds and numbers of what the scene holds.
let known = null; // made when it is first asked

function readNames() {
  const index = new Index();
  for (const item of data.items) {
    const kind = Object.values(kinds.get(item.kind)?.label ?? {}).join(" ");
    const called = [...Object.values(item.label), ...item.names];
    for (const name of called) index.add(name, item.id, kind);
    // “Recommendation 5” is kind and number.
    if (item.number !== null) index.add(String(item.number), item.id, [kind, ...called].join(" "));
  }
  return index;
}

const finder = new Combobox(byId("search"), {
  find: (asked) => (known ??= readNames()).suggest(asked),

  tell(id) {
    const item = items.get(id);
    const kind = kinds.get(item.kind);
    const out = shown.items.has(id) ? "" : text("hidden by the filters");
    const told = [kind && say(kind.label), out].filter(Boolean).join(" · ");
    return [makeSign(kind), make("span", [isolate(say(item.label))]), make("span", [told], { class: "when" })];
  },

  pick(id) {
    choose(id, { seek: true });
    if (!shown.items.has(id)) byId("reset").querySelector("button").click();
  },
});

parts.push({
  show: () => finder.name({
    label: text("Search for a name or a number"), list: text("Names found"), none: text("No name matches."),
    many: (number) => text("{count} found", { count: count(number) }),
  }),
});
