// A field that tells what is found while one types (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
const SUGGESTED = 8;

class Combobox {
  found = [];
  active = -1;

  // In `place`; `find` gives the things that a text means, `tell` the parts of one, `pick` is told which one is meant.
  constructor(place, { find, tell, pick }) {
    Object.assign(this, { find, tell, pick });
    this.input = make("input", [], {
      id: "find", type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: 200, enterkeyhint: "search",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found",
      oninput: () => this.search(), onkeydown: (event) => this.press(event), onblur: () => this.shut(),
    });
    this.list = make("ul", [], { id: "found", role: "listbox", hidden: true });
    this.status = make("p", [], { class: "unseen", role: "status" });
    this.label = make("label", [], { for: "find", class: "unseen" });
    place.replaceChildren(this.label, this.input, this.list, this.status);
  }

  // What it says: `label` of the field, `list` of what is found, `none`, and `many(number)`.
  name(words) {
    this.words = words;
    this.label.textContent = words.label;
    this.input.placeholder = words.label;
    this.list.setAttribute("aria-label", words.list);
    this.shut();
  }

  search() {
    const asked = this.input.value;
    const told = this.find(asked);
    const none = asked.trim() && !told.length;
    this.found = told.slice(0, SUGGESTED);
    this.list.replaceChildren(...this.found.map((thing, n) => this.makeOption(thing, n)));
    if (none) this.list.append(make("li", [this.words.none], { role: "option", "aria-disabled": "true", "aria-selected": "false" }));
    this.list.hidden = !asked.trim();
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(-1);
    this.status.textContent = none ? this.words.none : asked.trim() ? this.words.many(told.length) : "";
  }

  makeOption(thing, n) {
    const option = make("li", this.tell(thing), { id: `found-${n}`, role: "option", "aria-selected": "false" });
    // The field keeps the focus: a press of the pointer must not take it.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.choose(thing));
    return option;
  }

  mark(active) {
    this.active = active;
    for (const [n, option] of all("[role=option]", this.list).entries()) {
      option.setAttribute("aria-selected", String(n === active));
      if (n === active) option.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `found-${active}`);
  }

  press(event) {
    const { length } = this.found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.list.hidden && step > 0) this.search();
    if (step && length) this.mark((this.active + step + (this.active < 0 && step < 0 ? 1 : 0) + length) % length);
    else if (event.key === "Enter" && length && !this.list.hidden) this.choose(this.found[Math.max(this.active, 0)]);
    else if (event.key === "Escape" && (this.input.value || !this.list.hidden)) this.clear();
    else if (!step) return;
    event.preventDefault();
  }

  choose(thing) {
    this.clear();
    this.pick(thing);
  }

  clear() {
    this.input.value = "";
    this.search();
  }

  shut() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }
}
