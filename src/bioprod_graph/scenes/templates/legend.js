// The bars, the legend that filters, the years: what says the state and changes it.
const years = byId("years");

let spoken = page.language;
let counted = false;

// What depends on the language alone; a page comes in one.
function speak() {
  if (spoken === state.language) return;
  spoken = state.language;
  document.title = document.title.replace(/^.*(?= · )/, say(data.title));
  for (const each of all("[data-text]")) each.textContent = say(texts[each.dataset.text] ?? each.dataset.text);
  for (const each of all("[data-label]")) each.setAttribute("aria-label", say(texts[each.dataset.label] ?? each.dataset.label));
  for (const each of all("[data-said]")) {
    const said = say(JSON.parse(each.dataset.said));
    each.textContent = each.dataset.count ? `${said} (${count(Number(each.dataset.count))})` : said;
  }
}

parts.push({
  show() {
    // Whoever asks how wide the page is has it styled: first of all, while nothing of it has changed.
    const touched = filterKeys.some((key) => JSON.stringify([...Object.values(Object(state[key])), state[key]?.size, state[key]]) !== JSON.stringify([...Object.values(Object(fresh()[key])), fresh()[key]?.size, fresh()[key]])) || Boolean(state.until);
    speak();
    for (const each of all('[name="language"]')) each.setAttribute("aria-pressed", String(each.value === state.language));
    for (const each of all('[name="look"]')) {
      each.hidden = !looks.has(each.value) || looks.size < 2;
      each.setAttribute("aria-pressed", String(each.value === state.look));
    }
    for (const each of all('[name="kind"]')) each.checked = !state.hidden.has(each.value);
    for (const each of all('[name="layer"]')) each.checked = state.layers.has(each.value);
    for (const each of all('[name="facet"]')) each.value = state.facets[each.dataset.facet] ?? "";
    for (const each of all("a[data-scene]")) each.href = `${each.dataset.scene}.html#${listAddress(false)}`;
    document.querySelector(".zoom").hidden = state.look !== "picture";
    for (const look of ["picture", "table", "outline"]) byId(look).hidden = look !== state.look;
    root.classList.remove("no-picture");
    byId("reset").hidden = !touched;
    if (touched || counted) countKinds();
    counted = touched;
    announce(touched ? text("{items} things and {ties} ties shown", { items: count(shown.items.size), ties: count(shown.ties.size) }) : "");
    showYears();
  },
});

// Of each kind, how many are shown.
function countKinds() {
  const numbers = new Map();
  for (const thing of [...listShown("item"), ...listShown("tie")]) numbers.set(thing.kind, (numbers.get(thing.kind) ?? 0) + 1);
  for (const each of all("[data-count]:not(option)")) {
    const [some, { count: every }] = [numbers.get(each.dataset.count), kinds.get(each.dataset.count)];
    each.textContent = some === every || !some ? count(every) : `${count(some)} / ${count(every)}`;
  }
}

function listen(selector, event, act) {
  for (const each of all(selector)) each.addEventListener(event, () => act(each));
}

const ticked = (name) => new Set(all(`[name="${name}"]`).filter((box) => box.checked).map((box) => box.value));
listen('[name="kind"]', "change", () => change({ hidden: new Set(all('[name="kind"]').filter((box) => !box.checked).map((box) => box.value)) }));
listen('[name="layer"]', "change", () => change({ layers: ticked("layer") }));
listen('[name="facet"]', "change", (choice) => change({ facets: { ...state.facets, [choice.dataset.facet]: choice.value } }));
listen('[name="language"]', "click", (button) => change({ language: button.value }, { replace: true }));
listen('[name="look"]', "click", (button) => change({ look: button.value }));
listen("#theme", "click", () => change({ theme: root.dataset.theme === "dark" ? "light" : "dark" }, { replace: true }));
listen("#reset button", "click", () => {
  const { hidden, layers: every, facets, undated, until } = fresh();
  change({ hidden, layers: every, facets, undated, until, zoom: "" });
});
dark.addEventListener("change", showAll);

// ---- Years: how many ties began in each; the slider says up to when they are drawn in full ---

const begun = data.ties.filter((tie) => tie.start).map((tie) => Number(tie.start.slice(0, 4)));
const lastYear = Math.max(...begun, Number((data.released || "0").slice(0, 4)));
const firstYear = Math.max(Math.min(...begun), lastYear - 10);

function showYears() {
  years.hidden = !network || begun.filter((year) => year >= firstYear).length < 2 || state.look !== "picture";
  if (years.hidden) return;
  const focused = years.contains(document.activeElement) && document.activeElement.id;
  const numbers = Array.from({ length: lastYear - firstYear + 1 }, (_, n) => begun.filter((year) => year === firstYear + n).length);
  const before = begun.filter((year) => year < firstYear).length;
  const most = Math.max(...numbers, 1);
  const until = state.until || lastYear;
  const bars = numbers.flatMap((number, n) => [
    draw("rect", { x: n * 40 + 4, y: 46 - (number / most) * 26, width: 32, height: Math.max((number / most) * 26, 0.5), class: firstYear + n > until ? "later" : "" }),
    draw("text", { x: n * 40 + 20, y: 42 - (number / most) * 26 }, [count(number)]),
    draw("text", { x: n * 40 + 20, y: 62 }, [String(firstYear + n)]),
  ]);
  const slider = make("input", [], {
    type: "range", id: "until", min: firstYear - 1, max: lastYear, step: 1, value: until, "aria-label": text("Ties begun by"),
    "aria-valuetext": String(until), oninput: ({ target }) => change({ until: Number(target.value) >= lastYear ? 0 : Number(target.value) }, { replace: true }),
  });
  slider.value = until;
  const box = make("input", [], { type: "checkbox", id: "undated", onchange: ({ target }) => change({ undated: target.checked }) });
  box.checked = state.undated;
  years.replaceChildren(
    make("p", [text("before {year}", { year: firstYear }), " ", make("strong", [count(before)])]),
    make("div", [draw("svg", { viewBox: `0 0 ${numbers.length * 40} 66`, "aria-hidden": "true" }, bars), slider], { class: "histogram" }),
    make("label", [box, text("undated ties"), " ", make("strong", [count(data.ties.length - begun.length)])]),
  );
  if (focused) byId(focused)?.focus();
}
