// Runs before the first paint: what only scripts can serve is shown, in the theme and look of the address.
{
  const root = document.documentElement;
  const given = new URLSearchParams(location.hash.slice(1));
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.add("scripted", "waiting", "wordless");
  // Letters of another width would move what stands beside them.
  Promise.allSettled([...document.fonts].map((font) => font.load())).then(() => root.classList.remove("wordless"));
  root.dataset.theme = { light: "light", dark: "dark" }[given.get("theme")] ?? (dark ? "dark" : "light");
  const look = given.get("look") ?? (matchMedia("(max-width: 759px)").matches ? "outline" : "picture");
  if (look !== "picture") root.classList.add("no-picture");
}
