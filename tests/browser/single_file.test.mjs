// The dashboard as one file: opened from the disk, without a server and with the network off.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, needed, open, visit, withBrowser } from "./support.mjs";

const file = needed("SINGLE_FILE");
const address = pathToFileURL(file).href;
withBrowser();

test("it is at most three megabytes", () => {
  const { size } = statSync(file);
  assert.ok(size <= 3_000_000, `${size} bytes`);
});

test("every page opens from the disk with the network off, and asks nobody for anything", async () => {
  const { page, context, faults, requests } = await open(browser, address, { offline: true });
  await visit(page, address);
  assert.equal(await page.locator("#loading").count(), 0, "the program has started");
  assert.ok((await page.locator("main svg.chart").count()) > 0, "charts are drawn");
  const pages = ["multimorbidity", "coordination", "inequalities", "outcomes", "neighbourhood", "compare", "data"];
  for (const name of pages) {
    await page.evaluate((name) => (location.hash = name), name);
    await page.waitForFunction(() => !document.querySelector("[aria-busy='true']"));
    const words = await page.locator("main").innerText();
    assert.doesNotMatch(words, /on its way|cannot be reached|is not in the folder/, name);
  }
  const foreign = requests.map((request) => request.url()).filter((url) => url.split("#")[0] !== address);
  assert.deepEqual(foreign.filter((url) => !/^(blob|data):/.test(url)), []);
  assert.deepEqual(faults, []);
  await context.close();
});

test("gaps that are left out of the file are worked out from what is in it", async () => {
  const { page, context, faults } = await open(browser, address, { offline: true });
  await visit(page, address, "#inequalities?tables=gap-by-area");
  const gaps = await page.locator('[data-exhibit="gap-by-area"] tbody').innerText();
  assert.match(gaps, /[+\u2212]\d+\.\d points/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a published file that is in it can be saved, and of one that is not the page says so", async () => {
  const { page, context } = await open(browser, address, { offline: true });
  await visit(page, address, "#data");
  const download = page.waitForEvent("download");
  await page.locator('a[href="data/overview.parquet"]').click();
  assert.equal((await download).suggestedFilename(), "overview.parquet");
  const link = page.locator('a[href="data/downloads/coordination.csv"]');
  await link.click();
  await page.waitForSelector("text=is not in this file");
  await context.close();
});
