// Runs before the first paint: what only scripts can serve is shown, in the theme and language of the address.
{
  const root = document.documentElement;
  const given = new URLSearchParams(location.hash.slice(1));
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.add("scripted");
  root.dataset.theme = { light: "light", dark: "dark" }[given.get("theme")] ?? (dark ? "dark" : "light");
  if (given.get("look") && given.get("look") !== "picture") root.classList.add("no-picture");
}
