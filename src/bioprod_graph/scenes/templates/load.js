// Unpacks what the page carries compressed. Scripts run as elements, each of which the policy names by its digest;
// those that pages share stand in files beside them.
const load = (src) => new Promise((onload, onerror) => {
  document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }));
});
const expand = (given, program) => new Promise((resolve, reject) => {
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.onerror = reject;
  worker.onmessage = ({ data }) => {
    worker.terminate();
    URL.revokeObjectURL(address);
    resolve(data);
  };
  worker.postMessage(given);
});
const unpack = async (name) => {
  const packed = document.getElementById(`packed-${name}`);
  if (packed.dataset.src) await load(packed.dataset.src);
  const given = packed.textContent;
  if (packed.type === "application/x-lzma") return expand(given, document.getElementById("unpacker").textContent);
  const bytes = Uint8Array.fromBase64?.(given) ?? Uint8Array.from(atob(given), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
};
const unpacked = {};
const give = (name) => (unpacked[name] ??= unpack(name));
const run = async (name) => {
  if (name === "vis") await whole;
  const { src } = document.getElementById(`packed-${name}`).dataset;
  if (src) await load(src);
  else document.head.append(Object.assign(document.createElement("script"), { textContent: await give(name) }));
};
const page = {};
const pause = () => new Promise((resolve) => setTimeout(resolve));
// Whoever has been at work for a while lets the page answer; each pause may lay it out anew.
let since = 0;
const breathe = async () => {
  if (performance.now() - since < 10) return;
  await pause();
  since = performance.now();
};
// What stands after this script, and is large, may still be on its way.
const whole = new Promise((resolve) => { addEventListener("DOMContentLoaded", resolve); });
requestAnimationFrame(() => setTimeout(async () => {
  try {
    if (!document.getElementById("packed-program").dataset.src) give("program");
    // What makes a canvas is large: it is unpacked while the rest is read.
    const isWide = matchMedia("(min-width: 760px)").matches;
    whole.then(() => { if (isWide && document.querySelector("#packed-vis:not([data-src])")) give("vis"); });
    const [told, evidence, network] = (await give("page")).split("\n");
    await pause();
    Object.assign(page, JSON.parse(told.replaceAll("\ue000", document.getElementById("drawing").dataset.base)), { evidence, network });
    await pause();
    await run("program");
  } catch (error) {
    document.documentElement.classList.remove("no-picture");
    throw error;
  } finally {
    document.documentElement.classList.remove("waiting");
  }
}));
