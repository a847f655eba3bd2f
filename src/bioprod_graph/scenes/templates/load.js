// Unpacks what the page carries compressed. Scripts run as elements, each of which the policy names by its digest.
const unpack = async (name) => {
  const signs = atob(document.getElementById(`packed-${name}`).textContent);
  const bytes = new Uint8Array(signs.length);
  for (let n = 0; n < signs.length; n += 1) bytes[n] = signs.charCodeAt(n);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
};
const unpacked = {};
const give = (name) => (unpacked[name] ??= unpack(name));
const run = async (name) => {
  const script = document.createElement("script");
  script.textContent = await give(name);
  document.head.append(script);
};
const page = {};
const pause = () => new Promise((resolve) => setTimeout(resolve));
requestAnimationFrame(() => setTimeout(async () => {
  try {
    for (const name of ["page", "program"]) give(name);
    Object.assign(page, JSON.parse(await give("page")));
    await pause();
    await run("program");
  } finally {
    document.documentElement.classList.remove("waiting", "no-picture");
  }
}));
