// Opens pages one after another in Firefox and tells as JSON, page by page, what is wrong with each.
// node tests/browser/firefox.mjs FIREFOX PAGE…
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const puppeteer = createRequire(new URL("../../web/package.json", import.meta.url))("puppeteer-core");
const [executablePath, ...files] = process.argv.slice(2);

const isShown = () => performance.getEntriesByName("shown").length === 1;
// What vis-network has drawn, or else the marks of the drawing.
const isDrawn = () => {
  const surface = document.querySelector("#canvas canvas");
  if (!document.body.classList.contains("canvas")) {
    return [...document.querySelectorAll("#drawing [data-of]")].some((mark) => mark.getBoundingClientRect().width > 1);
  }
  if (document.documentElement.dataset.drawn !== "canvas") return false;
  const { data } = surface.getContext("2d").getImageData(0, 0, surface.width, surface.height);
  return data.some((sign, n) => n % 4 === 3 && sign > 0);
};
const isTold = () => !document.querySelector("#panel").hidden && document.querySelector("#panel h2").textContent !== "";

async function look(browser, file) {
  const page = await browser.newPage();
  const problems = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.setViewport({ width: 1440, height: 900 });
  const steps = {
    opens: () => page.goto(pathToFileURL(file).href),
    shows: () => page.waitForFunction(isShown),
    draws: () => page.waitForFunction(isDrawn),
    lists: () => page.locator('button[name="look"][value="table"]').click(),
    chooses: () => page.locator("#table tbody th[scope=row] button").click(),
    tells: () => page.waitForFunction(isTold),
  };
  for (const [step, take] of Object.entries(steps)) {
    try { await take(); } catch (error) { problems.push(`${step}: ${error.message}`); break; }
  }
  await page.close();
  return problems;
}

const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
try {
  const told = {};
  for (const file of files) told[file] = await look(browser, file);
  process.stdout.write(JSON.stringify(told));
} finally {
  await browser.close();
}
