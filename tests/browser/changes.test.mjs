// One release against another: in words, in tables, as CSV; and what the manifest says by itself.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import {
  browser, fitsAndHasNoViolation, needed, open, ready, screenshot, serve, visit, withBrowser,
} from "./support.mjs";

withBrowser();
const folder = mkdtempSync(path.join(os.tmpdir(), "changes-"));
const at = (name) => path.join(folder, name);
const outcomes = (...parts) => execFileSync(needed("OUTCOMES"), parts, { stdio: ["ignore", "ignore", "inherit"] });
// The dashboard, and beside it the folder of an earlier one.
let site, address;
before(async () => {
  // A town in June, and the same town in September.
  outcomes("synthesise", "--quiet", "--people=40000", "--seed=5", "--quarters=4", "--format=parquet", "--out", at("extract"));
  const build = ["build", "--quiet", "--quarters=2", "--extract", at("extract")];
  outcomes(...build, "--previous=none", "--as-of=2026-06-30", "--out", at("june"));
  outcomes(...build, "--previous", at("june"), "--out", at("september"));
  outcomes("site", "--quiet", "--data", at("september"), "--out", at("sites/2026-q3"));
  cpSync(at("june"), at("sites/2026-q2/data"), { recursive: true });
  writeFileSync(at("sites/index.html"), "<!DOCTYPE html><title>Two dashboards</title>");
  site = await serve(at("sites"));
  address = `${site.address}2026-q3/`;
});
after(() => {
  site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const id = (name) => JSON.parse(readFileSync(path.join(at(name), "manifest.json"), "utf8")).release_id;
const found = (page) => page.getByRole("heading", { name: "What changed, in words" });

test("the manifest's own words, and both releases figure by figure", async () => {
  const { page, context, faults } = await open(browser, address);
  await visit(page, address, "#changes");
  assert.match(await page.locator("main").innerText(), new RegExp(`follows release ${id("june")}`));
  await fitsAndHasNoViolation(page);
  await page.getByLabel("Choose the folder").setInputFiles(at("june"));
  await found(page).waitFor({ timeout: 30_000 });
  const words = await page.locator(".changed").innerText();
  assert.match(words, new RegExp(`Release ${id("september")}.*against the earlier release ${id("june")}`, "s"));
  assert.match(words, /From 30 June 2026 to 30 September 2026, \d[\d,]* of \d[\d,]* figures moved by more than chance/);
  assert.match(words, /Of \d[\d,]* figures about snapshots that both releases have, 0 were corrected\./);
  assert.match(words, /Measures, areas and the rule for small numbers are as they were\./);
  const moved = page.locator('[data-change="moved"]');
  const rows = moved.locator("tbody tr");
  assert.equal(await rows.count(), 6);
  await fitsAndHasNoViolation(page);
  await screenshot(page, "changes-1280");
  const all = moved.getByRole("button", { name: /^Show (all|the first) / });
  assert.equal(await all.getAttribute("aria-expanded"), "false");
  await all.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll('[data-change="moved"] tbody tr').length > 6);
  const count = Number(words.match(/2026, (\d[\d,]*) of/)[1].replace(",", ""));
  assert.equal(await rows.count(), Math.min(count, 500));
  assert.match(await moved.getByRole("button", { expanded: true }).innerText(), /^Show the first 6\s*: What moved$/);
  const saved = page.waitForEvent("download");
  await moved.getByRole("button", { name: /CSV/ }).click();
  const download = await saved;
  assert.equal(download.suggestedFilename(), `changes-moved-${id("september")}.csv`);
  const csv = readFileSync(await download.path(), "utf8").replace(/^\uFEFF/, "").trim().split(/\r?\n/);
  assert.equal(csv.length, count + 1);
  assert.match(csv[0], /^Measure,Area,Group,30 June 2026,30 September 2026,Change/);
  await moved.getByRole("button", { expanded: true }).click();
  await page.setViewportSize({ width: 360, height: 800 });
  await fitsAndHasNoViolation(page);
  await screenshot(page, "changes-360");
  assert.deepEqual(faults, []);
  await context.close();
});

test("the earlier release on the screen is held against the published one, the same way round", async () => {
  const { page, context, faults } = await open(browser, address);
  await visit(page, address, "#data");
  await page.getByLabel("Choose the folder").setInputFiles(at("june"));
  await page.getByRole("complementary", { name: "Your own files" }).waitFor();
  await page.evaluate(() => (location.hash = "#changes"));
  await ready(page);
  await page.getByRole("button", { name: "Compare with the release that is published here" }).focus();
  await page.keyboard.press("Enter");
  await found(page).waitFor({ timeout: 30_000 });
  const words = await page.locator(".changed").innerText();
  assert.match(words, new RegExp(`Release ${id("september")}.*against the earlier release ${id("june")}`, "s"));
  assert.deepEqual(faults, []);
  await context.close();
});

test("the release of a folder beside the site is compared by address, and a broken name is told", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, address, "#changes?against=2026-q2");
  await found(page).waitFor({ timeout: 30_000 });
  const words = await page.locator(".changed").innerText();
  assert.match(words, new RegExp(`against the earlier release ${id("june")}`));
  assert.match(await page.evaluate(() => location.hash), /against=2026-q2/);
  assert.deepEqual(faults, []);
  await page.evaluate(() => (location.hash = "#changes?against=2026-q1"));
  await page.locator("[role='alert']", { hasText: "manifest.json: is not in the folder “../2026-q1/data”" }).waitFor();
  assert.equal(await found(page).count(), 0);
  await page.evaluate(() => (location.hash = "#changes?against=../2026-q2"));
  await page.locator("[role='status']", { hasText: "the folder “../2026-q2”" }).waitFor();
  await context.close();
});

test("a release that is dropped on the page of changes is compared, and elsewhere it is opened", async () => {
  const { page, context, faults } = await open(browser, address);
  await visit(page, address, "#changes");
  const session = await context.newCDPSession(page);
  const data = { items: [], files: [at("june")], dragOperationsMask: 1 };
  const drop = async () => {
    for (const type of ["dragEnter", "dragOver", "drop"]) {
      await session.send("Input.dispatchDragEvent", { type, x: 600, y: 500, data });
      if (type === "dragOver") await page.waitForSelector("[data-dropping]");
    }
  };
  await drop();
  await found(page).waitFor({ timeout: 30_000 });
  const banner = page.getByRole("complementary", { name: "Your own files" });
  assert.equal(await banner.count(), 0);
  await page.evaluate(() => (location.hash = "#overview"));
  await ready(page);
  await drop();
  await banner.waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("a release against itself, and what is no release, are told in a sentence", async () => {
  const { page, context, faults } = await open(browser, address);
  await visit(page, address, "#changes");
  const alert = page.locator("[role='alert']", { hasText: "could not be compared" });
  await page.getByLabel("Choose the folder").setInputFiles(at("september"));
  await alert.waitFor();
  assert.match(await alert.innerText(), /Both are release .* nothing to compare/);
  await page.getByLabel("Or choose its files").setInputFiles(path.join(at("extract"), "person.parquet"));
  await page.locator("[role='alert']", { hasText: "person.parquet: is not a release" }).waitFor();
  await fitsAndHasNoViolation(page);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a first release says so, and the dashboard in one file says where to compare", async () => {
  const address = pathToFileURL(needed("SINGLE_FILE")).href;
  const { page, context, faults } = await open(browser, address, { offline: true });
  await visit(page, address, "#changes");
  const words = await page.locator("main").innerText();
  assert.match(words, /does not say that it follows another one/);
  assert.match(words, /has no room for the comparison/);
  assert.deepEqual(faults, []);
  await context.close();
});
