// "Check this dashboard": the release recomputed in a reader's browser, as `outcomes verify` does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  browser, fitsAndHasNoViolation, fitsAtEveryWidth, needed, open, screenshot, serve, site, visit, withSite,
} from "./support.mjs";

withSite("VILLAGE_SITE");

const button = (page) => page.getByRole("button", { name: "Check this dashboard" });
const found = (page) => page.getByRole("heading", { name: "What the check found" });

async function checked(page) {
  await button(page).click();
  await found(page).waitFor({ timeout: 120_000 });
  return page.locator(".checked").innerText();
}

test("a release that holds: the report is the program's own, word for word", async () => {
  const { page, context, faults, requests } = await open(browser, site.address);
  await visit(page, site.address, "#data");
  assert.ok(!requests.some((request) => /review-/.test(request.url())), "not fetched before it is needed");
  const words = await checked(page);
  assert.match(words, /Everything that was checked holds\./);
  assert.match(words, /values and limits in downloads, recomputed/i);
  assert.match(await page.locator(".checked__stage").innerText(), /everything that was checked holds/);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the report" }).click();
  const download = await saved;
  assert.match(download.suggestedFilename(), /^outcomes-check-[0-9a-f]+\.txt$/);
  const lines = readFileSync(await download.path(), "utf8").split("\n");
  const data = path.join(needed("VILLAGE_SITE"), "data");
  const verified = execFileSync(needed("OUTCOMES"), ["verify", "--quiet", "--data", data], { encoding: "utf8" });
  assert.ok(lines[0].startsWith(`${site.address}: release `), lines[0]);
  assert.deepEqual(lines.slice(1), verified.split("\n").slice(1));
  await fitsAtEveryWidth(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await screenshot(page, "check-1280", ".checked");
  await page.setViewportSize({ width: 360, height: 800 });
  await fitsAndHasNoViolation(page);
  await screenshot(page, "check-360", ".checked");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what does not hold is named with its file, its row, what is there and what should be", async () => {
  const { page, context } = await open(browser, site.address);
  await page.route("**/downloads/coordination.csv", async (route) => {
    const answer = await route.fetch();
    const rows = (await answer.text()).split("\n");
    const columns = rows[0].replace(/^\uFEFF/, "").trim().split(",");
    const value = columns.indexOf("value_status");
    const cells = rows[1].split(",");
    cells[value] = "invented";
    rows[1] = cells.join(",");
    await route.fulfill({ response: answer, body: rows.join("\n") });
  });
  await page.route("**/trends.parquet", (route) => route.fulfill({ status: 404, body: "" }));
  await visit(page, site.address, "#data");
  const words = await checked(page);
  assert.match(words, /\d+ differences\./);
  assert.match(words, /downloads\/coordination\.csv: its SHA-256 is|downloads\/coordination\.csv: has \d+ bytes/);
  assert.match(words, /downloads\/coordination\.csv: \w+, \d{4}-\d\d-\d\d, \w+, [^:]+: `value_status` is `invented`, it should be `\w+`/);
  assert.match(words, /trends\.parquet: is not in the folder/);
  assert.match(words, /withheld counts were not audited/);
  await fitsAtEveryWidth(page);
  await context.close();
});

test("a check can be started and stopped with the keyboard, and the page stays quick meanwhile", async (t) => {
  const borough = await serve(needed("BOROUGH_SITE"));
  t.after(() => borough.stop());
  const { page, context, faults } = await open(browser, borough.address);
  await visit(page, borough.address, "#data");
  await button(page).focus();
  await page.keyboard.press("Enter");
  await page.locator(".checked__stage", { hasText: "Working out every figure again" }).waitFor({ timeout: 60_000 });
  const slowest = await page.evaluate(async () => {
    let [last, slowest] = [performance.now(), 0];
    for (let frame = 0; frame < 60; frame += 1) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      slowest = Math.max(slowest, now - last);
      last = now;
    }
    return slowest;
  });
  assert.ok(slowest < 250, `a frame took ${slowest} ms`);
  await page.keyboard.press("Enter");
  await button(page).waitFor();
  assert.equal(await page.locator(".checked__stage").innerText(), "");
  while (page.workers().length > 0) await page.workers()[0].waitForEvent("close");
  assert.deepEqual(faults, []);
  await context.close();
});

test("a page from the disk says where to check instead", async () => {
  const address = pathToFileURL(needed("SINGLE_FILE")).href;
  const { page, context, faults } = await open(browser, address, { offline: true });
  await visit(page, address, "#data");
  await page.getByText("This page is one file, and has no room for the check").waitFor();
  assert.equal(await button(page).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});
