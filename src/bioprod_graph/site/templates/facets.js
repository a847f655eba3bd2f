// Facets that combine: one value of each, with what is left of all others. Without scripts they are lists.
{
  const facets = all(".facets section").map((section) => ({
    values: all("li", section).map((item) => ({ item, key: item.dataset.key, by: item.dataset.by, link: item.querySelector("a"), count: item.querySelector(".count") })),
    chosen: "",
  }));
  const listed = all("#all ~ .names > li").map((item) => ({ item, keys: new Set(item.dataset.of.split(" ")) }));
  const status = make("p", [], { role: "status" });
  const pictures = all("#pictures a");
  const fits = (each, but) => facets.every((facet) => facet === but || !facet.chosen || each.keys.has(facet.chosen));

  function show() {
    const found = listed.filter((each) => fits(each));
    for (const each of listed) each.item.hidden = !fits(each);
    for (const facet of facets) {
      const open = listed.filter((each) => fits(each, facet));
      for (const value of facet.values) {
        const number = open.filter((each) => each.keys.has(value.key)).length;
        value.count.textContent = count(number);
        value.button.setAttribute("aria-pressed", String(facet.chosen === value.key));
        value.button.disabled = !number && facet.chosen !== value.key;
      }
    }
    const chosen = facets.flatMap((facet) => facet.values.filter((value) => value.key === facet.chosen));
    const words = [text("{count} found", { count: count(found.length) }), ...chosen.map((value) => value.link.textContent)];
    status.replaceChildren(words.join(" · "), " ", ...(chosen.length ? [makeButton([text("Show all again")], () => { for (const facet of facets) facet.chosen = ""; change(); }, { class: "plain" })] : []));
    const given = new URLSearchParams(chosen.filter((value) => value.by).map((value) => value.by.split("=")));
    if (here) given.set("lang", languages[here]);
    // A picture that has not all of the filters would show too much.
    for (const link of pictures) {
      link.hash = given;
      link.hidden = [...given.keys()].some((name) => name !== "lang" && !link.dataset.by.split(" ").includes(name));
    }
  }

  const write = () => facets.map((facet) => facet.chosen).filter(Boolean).join("&");
  function change() {
    try { history.replaceState(null, "", write() ? `#${write()}` : location.pathname); } catch { /* a page without an address of its own */ }
    show();
  }
  function read() {
    const given = new Set(location.hash.slice(1).split("&"));
    for (const facet of facets) facet.chosen = facet.values.find((value) => given.has(value.key))?.key ?? "";
    show();
  }

  for (const facet of facets) for (const value of facet.values) {
    value.button = makeButton([...value.link.childNodes].map((node) => node.cloneNode()), () => { facet.chosen = facet.chosen === value.key ? "" : value.key; change(); }, { class: "plain" });
    value.link.after(value.button);
    value.link.hidden = true;
  }
  if (listed.length) {
    byId("all").after(status);
    addEventListener("hashchange", read);
    read();
  }
}
