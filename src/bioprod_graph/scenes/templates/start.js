// Runs before the first paint: what only a script can serve is shown, in the colours of the system.
document.documentElement.classList.add("scripted");
document.documentElement.dataset.theme =
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
