// How long a change of what is shown takes until the browser has painted it, in milliseconds.
//
// Needs CHROMIUM, OUTCOMES and BOROUGH_SITE, as the tests do. Writes one line of JSON: for each
// change its median, 95th percentile and number of tries. A change that needs a file is tried once
// before it is timed, so that what is timed is the page and not the network.
import { launch, needed, open, serve, visit } from "./support.mjs";

const TRIES = 40;

// From the change to the end of the paint that shows it.
function timed([id, first, second, tries]) {
  const select = () => document.querySelector(`#choose-${id}`);
  const painted = () =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const settled = async () => {
    while (document.querySelector("[aria-busy='true']")) await painted();
    await painted();
  };
  const change = async (index) => {
    const element = select();
    element.selectedIndex = index;
    const before = performance.now();
    // The page is drawn when it hears of the new address: what comes after is the paint.
    const heard = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
    await heard;
    await new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      requestAnimationFrame(() => channel.port2.postMessage(null));
    });
    return performance.now() - before;
  };
  return (async () => {
    for (const index of [first, second]) {
      await change(index);
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

const CHANGES = [
  ["area on Multimorbidity", "#multimorbidity", "area", 3, 5],
  ["snapshot on Multimorbidity", "#multimorbidity", "period", 1, 2],
  ["grouping on Coordination", "#coordination", "breakdown", 0, 1],
  ["kind of figures on Coordination", "#coordination", "figures", 0, 1],
  ["area on Inequalities", "#inequalities", "area", 3, 5],
  ["second area on Compare", "#compare", "with", 3, 5],
];

const site = await serve(needed("BOROUGH_SITE"));
const browser = await launch();
const results = {};
for (const [what, hash, id, first, second] of CHANGES) {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, hash);
  const times = (await page.evaluate(timed, [id, first, second, TRIES])).sort((a, b) => a - b);
  const at = (share) => Number(times[Math.ceil(share * times.length) - 1].toFixed(1));
  results[what] = { median_ms: at(0.5), percentile_95_ms: at(0.95), tries: times.length };
  await context.close();
}
await browser.close();
site.stop();
console.log(JSON.stringify(results));
