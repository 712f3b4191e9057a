// A release of a reader's own: chosen or dropped, shown, named when it is no release, and left again.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import {
  browser, fitsAndHasNoViolation, fitsAtEveryWidth, needed, open, ready, screenshot, site, visit, withSite,
} from "./support.mjs";

withSite("BOROUGH_SITE");
const folder = mkdtempSync(path.join(os.tmpdir(), "opening-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const village = path.join(needed("VILLAGE_SITE"), "data");
const id = (data) => JSON.parse(readFileSync(path.join(data, "manifest.json"), "utf8")).release_id;
const banner = (page) => page.getByRole("complementary", { name: "Your own files" });
const field = (page, label) => page.locator(".section", { hasText: "Look at another release" }).getByLabel(label);

// A copy of the village's release, changed.
function copy(name, change) {
  const to = path.join(folder, name);
  cpSync(village, to, { recursive: true });
  change(to);
  return to;
}

test("a folder that is chosen is shown on every page, says whose it is, and can be left", async () => {
  const { page, context, faults, requests } = await open(browser, site.address);
  await visit(page, site.address, "#data");
  await fitsAndHasNoViolation(page);
  await field(page, "Choose the folder").setInputFiles(village);
  await banner(page).waitFor();
  await ready(page);
  assert.match(await banner(page).innerText(), new RegExp(`release ${id(village)}.*never leave it`, "s"));
  const before = requests.length;
  for (const hash of ["overview", "multimorbidity", "inequalities", "neighbourhood", "compare", "data"]) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await page.waitForFunction(() => !document.querySelector("[aria-busy='true']"));
    assert.doesNotMatch(await page.locator("main").innerText(), /could not be loaded|not among the files/, hash);
  }
  const asked = requests.slice(before).map((request) => request.url());
  assert.deepEqual(asked.filter((url) => !url.endsWith("/favicon.svg")), [], "nobody is asked for a number");
  assert.equal(await page.locator('main a[href^="data/"]').count(), 0, "what the reader has is no link");
  await fitsAndHasNoViolation(page);
  await page.evaluate(() => (location.hash = "overview"));
  await ready(page);
  await screenshot(page, "opened-1280");
  await fitsAtEveryWidth(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await screenshot(page, "opened-360");
  await page.getByRole("button", { name: "Back to what is published here" }).focus();
  await page.keyboard.press("Enter");
  await ready(page);
  assert.equal(await banner(page).count(), 0);
  assert.match(await page.locator(".foot").innerText(), new RegExp(id(path.join(needed("BOROUGH_SITE"), "data"))));
  assert.deepEqual(faults, []);
  await context.close();
});

test("files that are chosen one by one will do, and gaps that are left out are worked out", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#data");
  const names = ["manifest.json", "overview.parquet", "estimates.parquet", "combinations.parquet"];
  await field(page, "Or choose its files").setInputFiles(names.map((name) => path.join(village, name)));
  await banner(page).waitFor();
  await page.evaluate(() => (location.hash = "#inequalities"));
  await ready(page);
  assert.ok((await page.locator("[data-exhibit] svg.chart").count()) > 0);
  assert.equal(await page.locator("[role='alert']").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a folder that is dropped anywhere on the page is shown", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#coordination");
  const session = await context.newCDPSession(page);
  const data = { items: [], files: [village], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 600, y: 500, data });
    if (type === "dragOver") await page.waitForSelector("[data-dropping]");
  }
  await banner(page).waitFor();
  await ready(page);
  assert.equal(await page.locator("[data-dropping]").count(), 0);
  assert.ok((await page.locator("[data-exhibit] svg.chart").count()) > 0);
  assert.equal(await page.locator("[role='alert']").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

const WRONG = [
  ["something else", (to) => rmSync(path.join(to, "manifest.json")), /not a release.*manifest\.json/],
  ["a manifest that is not one", (to) => writeFileSync(path.join(to, "manifest.json"), "{}"), /manifest\.json: expected a number/],
  ["a table of another release", (to) => writeFileSync(path.join(to, "overview.parquet"), "PAR1"), /overview\.parquet: is not the file that manifest\.json names: expected \d+ bytes, found 4/],
];

for (const [what, change, expected] of WRONG) {
  test(`${what} is named, and what was on the screen stays`, async () => {
    const { page, context, faults } = await open(browser, site.address);
    await visit(page, site.address, "#data");
    await field(page, "Choose the folder").setInputFiles(copy(`wrong-${WRONG.findIndex(([name]) => name === what)}`, change));
    const alert = page.locator("[role='alert']", { hasText: "These files cannot be shown" });
    await alert.waitFor();
    assert.match(await alert.innerText(), expected);
    assert.equal(await banner(page).count(), 0);
    await fitsAtEveryWidth(page);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a damaged file is named where it is needed, and the rest can be used", async () => {
  const damaged = copy("damaged", (to) => {
    const file = path.join(to, "estimates.parquet");
    const bytes = readFileSync(file);
    // In every measure, and not in the footer.
    for (let at = 100; at < bytes.length - 80_000; at += 1_000) bytes[at] ^= 1;
    writeFileSync(file, bytes);
  });
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#data");
  await field(page, "Choose the folder").setInputFiles(damaged);
  await banner(page).waitFor();
  for (const hash of ["multimorbidity", "coordination", "outcomes"]) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await page.waitForFunction(() => !document.querySelector("[aria-busy='true']"));
  }
  await page.locator("[role='alert']", { hasText: "estimates.parquet: is damaged" }).first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("files of a reader's own can be checked, and the dashboard in one file opens them as well", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#data");
  await field(page, "Choose the folder").setInputFiles(village);
  await banner(page).waitFor();
  await page.getByRole("button", { name: "Check this dashboard" }).click();
  await page.getByRole("heading", { name: "What the check found" }).waitFor({ timeout: 60_000 });
  assert.match(await page.locator(".checked").innerText(), /Everything that was checked holds/);
  assert.deepEqual(faults, []);
  await context.close();
  const address = pathToFileURL(needed("SINGLE_FILE")).href;
  const single = await open(browser, address, { offline: true });
  await visit(single.page, address, "#data");
  await field(single.page, "Choose the folder").setInputFiles(village);
  await banner(single.page).waitFor();
  await ready(single.page);
  assert.deepEqual(single.faults, []);
  await single.context.close();
});
