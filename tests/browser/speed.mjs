// How long a reader waits: for the first chart, cold, beside pages that others would make, and for
// a change of what is shown until it is painted.
//
// Started by `cargo xtask bench dashboard`, which sets CHROMIUM, OUTCOMES, BOROUGH_SITE and PEERS (a
// folder with a site of each peer). Writes a table in Markdown.
import { existsSync } from "node:fs";
import path from "node:path";
import { launch, needed, open, ready, serve, visit } from "./support.mjs";

const TRIES = Number(process.env.TRIES ?? 60);
const ROUNDS = Number(process.env.ROUNDS ?? 11);

// Each change takes its turn between two values of a menu. Both are shown once before anything is
// timed, so that what is timed is the page and not the network.
const CHANGES = [
  ["measure on Overview", "#overview", "measure", 1, 9],
  ["area on Overview", "#overview", "area", 3, 5],
  ["measure on Multimorbidity", "#multimorbidity", "measure", 1, 2],
  ["area on Multimorbidity", "#multimorbidity", "area", 3, 5],
  ["snapshot on Multimorbidity", "#multimorbidity", "period", 1, 2],
  ["groups on Multimorbidity", "#multimorbidity", "breakdown", 0, 2],
  ["area on Coordination", "#coordination", "area", 3, 5],
  ["kind of figures on Coordination", "#coordination", "figures", 0, 1],
  ["area on Inequalities", "#inequalities", "area", 3, 5],
  ["measure on Outcomes", "#outcomes", "measure", 0, 2],
  ["area on Neighbourhood", "#neighbourhood", "area", 3, 5],
  ["second area on Compare", "#compare", "with", 3, 5],
];

// Times from a change to the end of the paint of the same frame, and to that of the frame in which all
// of the page says the same. A change is made as a frame begins, so that waiting for a screen is not
// counted. A page that has not changed by the end of its frame is timed to the frame in which it has.
function timed([id, first, second, tries]) {
  const painted = () =>
    new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      requestAnimationFrame(() => channel.port2.postMessage(null));
    });
  const is_busy = () => document.querySelector("[aria-busy='true']") !== null;
  const settled = async () => {
    do {
      await painted();
      await new Promise((resolve) => setTimeout(resolve, 60));
    } while (is_busy());
    await painted();
  };
  const shown = () => document.querySelector("main").innerHTML;
  const change = (index) =>
    new Promise((resolve) => {
      const before_change = shown();
      requestAnimationFrame(() => {
        const element = document.querySelector(`#choose-${id}`);
        const channel = new MessageChannel();
        const start = performance.now();
        let first = 0;
        channel.port1.onmessage = () => {
          const time = performance.now() - start;
          if (first === 0 && shown() !== before_change) first = time;
          if (first > 0 && !is_busy()) resolve([first, time]);
          else requestAnimationFrame(() => channel.port2.postMessage(null));
        };
        element.selectedIndex = index;
        element.dispatchEvent(new Event("change", { bubbles: true }));
        // Behind the style, layout and paint of this frame.
        channel.port2.postMessage(null);
      });
    });
  return (async () => {
    for (const index of [first, second]) {
      const element = document.querySelector(`#choose-${id}`);
      element.selectedIndex = index;
      element.dispatchEvent(new Event("change", { bubbles: true }));
      await settled();
    }
    const times = [];
    for (let one = 0; one < tries; one += 1) {
      times.push(await change(one % 2 ? second : first));
      await settled();
    }
    return times;
  })();
}

// In the page before anything of it: the time at which its first chart had been painted.
// Opened by its own address the dashboard has its first chart in the page; a link to another view
// waits for the program to draw it.
function watch() {
  const in_page = location.hash === "" ? ".first-charts svg, " : "";
  const is_chart = () => document.querySelector(`${in_page}[data-exhibit] svg.chart, main > svg, main > figure`);
  const look = () => {
    if (!is_chart()) return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (window.firstChart = performance.now());
    requestAnimationFrame(() => channel.port2.postMessage(null));
  };
  requestAnimationFrame(look);
}

const sorted = (times) => [...times].sort((a, b) => a - b);
const at = (times, share) => sorted(times)[Math.ceil(share * times.length) - 1];

async function first_chart(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(address);
  await page.waitForFunction(() => window.firstChart, null, { timeout: 60_000 });
  const time = await page.evaluate(() => window.firstChart);
  const bytes = await page.evaluate(() =>
    performance.getEntriesByType("resource").reduce((sum, one) => sum + one.encodedBodySize, 0),
  );
  await context.close();
  return { time, bytes };
}

async function first_charts(browser) {
  const peers = ["hyparquet", "duckdb"].map((name) => [name, path.join(needed("PEERS"), name)]);
  const own = needed("BOROUGH_SITE");
  const contestants = [["dashboard", own], ["program", own, "#multimorbidity"], ...peers];
  const sites = [];
  for (const [name, folder, hash = ""] of contestants) {
    if (!existsSync(path.join(folder, "index.html"))) continue;
    sites.push({ name, hash, site: await serve(folder), times: [], bytes: 0 });
  }
  // One visit each that is not counted, for the machine's own caches.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const one of sites) {
      const { time, bytes } = await first_chart(browser, one.site.address + one.hash);
      if (round > 0) one.times.push(time);
      one.bytes = bytes;
    }
  }
  const names = {
    dashboard: "the dashboard: its chart is in the page",
    program: "the dashboard, by a link to Multimorbidity: drawn by the program",
    hyparquet: "hyparquet and Observable Plot",
    duckdb: "DuckDB-WASM and Observable Plot",
  };
  const ours = at(sites[0].times, 0.5);
  console.log(`First chart, cold cache, medians of ${ROUNDS} rounds in turn.\n`);
  console.log("| page | median ms | 95th percentile ms | dashboard's time beside it | fetched KB |");
  console.log("|---|---:|---:|---:|---:|");
  for (const { name, site, times, bytes } of sites) {
    const [median, high] = [at(times, 0.5), at(times, 0.95)];
    const ratio = (ours / median).toFixed(2);
    console.log(`| ${names[name]} | ${median.toFixed(0)} | ${high.toFixed(0)} | ${ratio} | ${(bytes / 1000).toFixed(0)} |`);
    site.stop();
  }
}

async function changes(browser) {
  const site = await serve(needed("BOROUGH_SITE"));
  console.log(`\nA change to the painted chart, ${TRIES} tries each.\n`);
  console.log("| change | median ms | 95th percentile ms | whole page, median ms | 95th percentile ms |");
  console.log("|---|---:|---:|---:|---:|");
  for (const [what, hash, id, first, second] of CHANGES) {
    if (process.env.ONLY && !what.includes(process.env.ONLY)) continue;
    const { page, context } = await open(browser, site.address);
    await visit(page, site.address, hash);
    await ready(page);
    const times = await page.evaluate(timed, [id, first, second, TRIES]);
    const columns = [0, 1].flatMap((column) => {
      const all = times.map((time) => time[column]);
      return [0.5, 0.95].map((share) => at(all, share).toFixed(1));
    });
    console.log(`| ${[what, ...columns].join(" | ")} |`);
    await context.close();
  }
  site.stop();
}

const browser = await launch();
if (!process.env.ONLY) await first_charts(browser);
await changes(browser);
await browser.close();
