// The search: a combobox over names, other names, kinds and numbers of what the scene holds.
const SUGGESTED = 8;
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

const finder = {
  found: [],
  active: -1,

  build() {
    this.input = make("input", [], {
      id: "find", type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: 200, enterkeyhint: "search",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found",
      oninput: () => this.search(), onkeydown: (event) => this.press(event), onblur: () => this.shut(),
    });
    this.list = make("ul", [], { id: "found", role: "listbox", hidden: true });
    this.status = make("p", [], { class: "unseen", role: "status" });
    this.label = make("label", [], { for: "find", class: "unseen" });
    byId("search").replaceChildren(this.label, this.input, this.list, this.status);
  },

  show() {
    this.label.textContent = text("Search for a name or a number");
    this.input.placeholder = text("Search for a name or a number");
    this.list.setAttribute("aria-label", text("Names found"));
    this.shut();
  },

  search() {
    known ??= readNames();
    const asked = this.input.value;
    const all = known.suggest(asked);
    this.found = all.slice(0, SUGGESTED);
    this.list.replaceChildren(...this.found.map((id, n) => this.makeOption(id, n)));
    if (asked.trim() && !all.length) this.list.append(make("li", [text("No name matches.")], { role: "option", "aria-disabled": "true", "aria-selected": "false" }));
    this.list.hidden = !asked.trim();
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(-1);
    this.status.textContent = !asked.trim() ? "" : all.length ? text("{count} found", { count: count(all.length) }) : text("No name matches.");
  },

  makeOption(id, n) {
    const item = items.get(id);
    const kind = kinds.get(item.kind);
    const out = shown.items.has(id) ? "" : text("hidden by the filters");
    const told = [kind && say(kind.label), out].filter(Boolean).join(" · ");
    const option = make("li", [makeSign(kind), make("span", [isolate(say(item.label))]), make("span", [told], { class: "when" })], { id: `found-${n}`, role: "option", "aria-selected": "false" });
    // The field keeps the focus: a press of the pointer must not take it.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.pick(id));
    return option;
  },

  mark(active) {
    this.active = active;
    for (const [n, option] of all("[role=option]", this.list).entries()) {
      option.setAttribute("aria-selected", String(n === active));
      if (n === active) option.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `found-${active}`);
  },

  press(event) {
    const { length } = this.found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.list.hidden && step > 0) this.search();
    if (step && length) this.mark((this.active + step + (this.active < 0 && step < 0 ? 1 : 0) + length) % length);
    else if (event.key === "Enter" && length && !this.list.hidden) this.pick(this.found[Math.max(this.active, 0)]);
    else if (event.key === "Escape" && (this.input.value || !this.list.hidden)) this.clear();
    else if (!step) return;
    event.preventDefault();
  },

  pick(id) {
    this.clear();
    choose(id);
    if (!shown.items.has(id)) byId("reset").querySelector("button").click();
    if (state.look === "picture") reveal(id);
  },

  clear() {
    this.input.value = "";
    this.search();
  },

  shut() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  },
};

finder.build();
parts.push(finder);
