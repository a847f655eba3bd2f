// Unpacks what the page carries compressed. Scripts run as elements, each of which the policy names by its digest.
const unpack = async (name) => {
  const bytes = Uint8Array.from(atob(document.getElementById(`packed-${name}`).textContent), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
};
const run = async (name) => {
  const script = document.createElement("script");
  script.textContent = await unpack(name);
  document.head.append(script);
};
const page = {};
requestAnimationFrame(() => setTimeout(async () => {
  Object.assign(page, JSON.parse(await unpack("page")));
  await run("program");
}));
