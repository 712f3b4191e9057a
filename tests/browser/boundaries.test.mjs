// A place that says where it lies: invented squares of land, from `boundaries.geojson` to the screen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import {
  browser, fitsAndHasNoViolation, needed, open, ready, screenshot, serve, visit, withBrowser,
} from "./support.mjs";

withBrowser();
const folder = mkdtempSync(path.join(os.tmpdir(), "boundaries-"));
const at = (name) => path.join(folder, name);
const outcomes = (...parts) => execFileSync(needed("OUTCOMES"), parts, { stdio: ["ignore", "ignore", "inherit"] });
let site;

// Each neighbourhood as a square where its tile is, with a notch in one side, so that it is no tile.
function land() {
  const [, ...rows] = readFileSync(at("extract/config/tiles.csv"), "utf8").trim().split(/\r?\n/);
  const features = rows.map((row) => {
    const [code, column, line] = row.split(",");
    const [west, north] = [-0.1 + 0.02 * Number(column), 51.5 - 0.0125 * Number(line)];
    const [east, south] = [west + 0.02, north - 0.0125];
    const ring = [[west, south], [east, south], [east, north], [west + 0.012, north], [west + 0.01, north - 0.004], [west + 0.008, north], [west, north], [west, south]];
    return { type: "Feature", properties: { NEIGHBOURHOOD_CODE: code }, geometry: { type: "Polygon", coordinates: [ring] } };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}

before(async () => {
  outcomes("synthesise", "--quiet", "--people=20000", "--seed=7", "--quarters=4", "--out", at("extract"));
  writeFileSync(at("extract/config/boundaries.geojson"), land());
  outcomes("build", "--quiet", "--quarters=1", "--previous=none", "--extract", at("extract"), "--out", at("data"));
  outcomes("site", "--quiet", "--data", at("data"), "--out", at("site"));
  site = await serve(at("site"));
});
after(() => {
  site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("every map is one of the ground, and a place is chosen on it", async () => {
  const { page, context, faults } = await open(browser, site.address);
  for (const name of ["overview", "multimorbidity", "inequalities", "neighbourhood"]) {
    await visit(page, site.address, `#${name}`);
    const map = page.locator(name === "overview" ? "[data-exhibit='map']" : ".places");
    assert.equal(await map.locator(".mark[data-area]").count(), 9, name);
    assert.doesNotMatch(await map.innerText(), /Tiles stand roughly/);
    // Land has corners; a tile is a rectangle.
    assert.equal(await map.locator(".mark[data-area] path").count() >= 9, true, name);
    await fitsAndHasNoViolation(page);
    await map.locator(".mark[data-area='N5']").click();
    await page.waitForFunction(() => location.hash.includes("area=N5"));
    await ready(page);
  }
  await visit(page, site.address, "#overview");
  await screenshot(page, "boundaries-1280");
  assert.deepEqual(faults, []);
  await context.close();
});

test("the same on a phone, and before the program has come", async () => {
  const { page, context, faults } = await open(browser, site.address, { width: 320, javaScriptEnabled: false });
  await page.goto(site.address);
  assert.equal(await page.locator(".first-chart--narrow .mark[data-area]").count(), 9);
  const over = page.locator(".first-chart--narrow svg");
  assert.ok((await over.boundingBox()).width <= 320);
  assert.deepEqual(faults, []);
  await context.close();
});
