// The dashboard on a synthetic borough: every page, wide and narrow, by mouse and by keyboard.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import {
  browser,
  fitsAndHasNoViolation,
  open,
  ready,
  screenshot,
  site,
  visit,
  withSite,
} from "./support.mjs";

const CHARTED = [
  "overview",
  "multimorbidity",
  "coordination",
  "inequalities",
  "outcomes",
  "neighbourhood",
  "compare",
];
const PAGES = [...CHARTED, "data", "accessibility", "notes"];
const WIDTHS = [1280, 768, 360, 320];

withSite("BOROUGH_SITE");

for (const name of PAGES) {
  for (const width of WIDTHS) {
    test(`${name} at ${width}: no fault, no violation, nothing wider than the screen`, async () => {
      const { page, context, faults } = await open(browser, site.address, { width });
      await visit(page, site.address, `#${name}`);
      assert.equal(await page.locator("main h1").count(), 1);
      await fitsAndHasNoViolation(page);
      if (width === 1280 || width === 360) await screenshot(page, `${name}-${width}`);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test("every chart has a finding as its heading, a source and a text for those who cannot see it", async () => {
  const { page, context } = await open(browser, site.address);
  for (const name of CHARTED) {
    await visit(page, site.address, `#${name}`);
    const charts = page.locator("[data-exhibit]");
    assert.ok((await charts.count()) > 0, `${name} has charts`);
    for (const chart of await charts.all()) {
      assert.ok((await chart.locator("h2").innerText()).length > 10);
      assert.match(await chart.innerText(), /Source: .*Release [0-9a-f]+/s);
      // A picture whose marks can be reached is a group: as an image it would hide them.
      const picture = chart.locator("svg.chart").first();
      assert.match(await picture.getAttribute("role"), /^(group|img)$/);
      assert.ok((await picture.locator("> title").textContent()).length > 5);
      assert.ok((await picture.locator("> desc").textContent()).length > 20);
    }
  }
  await context.close();
});

test("a chosen neighbourhood is in the address, and back and forward work", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity");
  await page.selectOption("#choose-area", { index: 3 });
  await page.waitForFunction(() => location.hash.includes("area=N"));
  await ready(page);
  const chosen = await page.evaluate(() => location.hash);
  const heading = await page.locator("main h1").innerText();
  await page.click("nav >> text=Coordination");
  await page.waitForFunction(() => location.hash.startsWith("#coordination"));
  assert.ok((await page.evaluate(() => location.hash)).includes("area=N"), "the place is kept");
  await page.goBack();
  await page.waitForFunction((hash) => location.hash === hash, chosen);
  await ready(page);
  assert.equal(await page.locator("main h1").innerText(), heading);
  await page.goForward();
  await page.waitForFunction(() => location.hash.startsWith("#coordination"));
  assert.deepEqual(faults, []);
  await context.close();
});

test("a link reopens the same view, and a broken one says so", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#coordination?area=N4&measure=care_plan&period=2026-06-30");
  const measure = await page.locator("#choose-measure option:checked").innerText();
  assert.match(measure, /care plan/i);
  const text = await page.locator("main").innerText();
  assert.match(text, /30 June 2026/);
  await visit(page, site.address, "#coordination?area=ATLANTIS&measure=care_plan");
  const notice = await page.locator("[role='status']").allInnerTexts();
  assert.match(notice.join(" "), /ATLANTIS/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("by keyboard alone: to a mark, along the marks, to a choice", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity");
  let reached = false;
  for (let press = 0; press < 60 && !reached; press += 1) {
    await page.keyboard.press("Tab");
    reached = await page.evaluate(
      () => document.activeElement?.closest("[data-exhibit='by-neighbourhood'] .mark") !== null,
    );
  }
  assert.ok(reached, "the Tab key reaches the marks of the chart");
  const said = () => page.locator("[data-exhibit='by-neighbourhood'] [aria-live]").innerText();
  const first = await said();
  assert.match(first, /\d/);
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(
    (before) =>
      document.querySelector("[data-exhibit='by-neighbourhood'] [aria-live]").innerText !== before,
    first,
  );
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /area=N\d/.test(location.hash));
  await context.close();
});

test("what is focused can be seen", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#overview");
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press("Tab");
    const visible = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
      return { tag: element.outerHTML.slice(0, 80), ok: marked && box.width > 0 && box.height > 0 };
    });
    assert.ok(visible.ok, visible.tag);
  }
  await context.close();
});

test("one measure at a time comes by byte range", async () => {
  const { page, context, requests } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity?measure=ltc_5_plus");
  const estimates = requests.filter((request) => request.url().endsWith("estimates.parquet"));
  assert.ok(estimates.length > 0, "the page asks for estimates.parquet");
  const answers = await Promise.all(estimates.map((request) => request.response()));
  assert.ok(answers.every((answer) => answer.status() === 206), "in parts");
  const sizes = await Promise.all(answers.map((answer) => answer.body().then((b) => b.length)));
  const whole = Number((await answers[0].headerValue("content-range")).split("/")[1]);
  assert.ok(sizes.reduce((a, b) => a + b, 0) < whole / 2, `${sizes} of ${whole} bytes`);
  await context.close();
});

test("the table, the CSV and the picture say the same", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity?measure=ltc_3_plus");
  const chart = page.locator("[data-exhibit='by-neighbourhood']");
  const marks = await chart
    .locator(".mark[data-area]")
    .evaluateAll((all) => all.map((mark) => [mark.dataset.label, mark.dataset.value]));
  assert.ok(marks.length >= 9);
  await chart.locator("button", { hasText: "Save or copy" }).click();
  const save = async (label) => {
    const waiting = page.waitForEvent("download");
    await chart.locator(".menu button", { hasText: label }).click();
    const download = await waiting;
    return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
  };
  const [csvName, csv] = await save("(CSV)");
  const [svgName, svg] = await save("(SVG)");
  assert.match(csvName, /ltc-3-plus.*\.csv$/);
  assert.match(svgName, /ltc-3-plus.*\.svg$/);
  const release = (await page.locator("footer").innerText()).match(/Release ([0-9a-f]+)/)[1];
  for (const text of [csv, svg]) assert.ok(text.includes(release), "the release is named");
  assert.match(svg, /<svg[^>]*xmlns/);
  await chart.locator("button", { hasText: "Table" }).click();
  const cells = await chart
    .locator("tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  for (const [label, value] of marks) {
    const row = cells.find(([name]) => name === label);
    assert.ok(row, `${label} is in the table`);
    const shown = value.match(/[\d.]+%/)?.[0];
    if (shown) assert.ok(row.some((cell) => cell.includes(shown)), `${label}: ${shown} in ${row}`);
    assert.ok(csv.includes(label), `${label} is in the CSV`);
  }
  await context.close();
});
