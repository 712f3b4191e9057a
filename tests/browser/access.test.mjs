// The dashboard as other people use it: by keyboard alone, in forced colours, with wider text, by a
// screen reader, on paper, and without scripts.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  browser, fitsAndHasNoViolation, fitsAtEveryWidth, open, ready, site, visit, withSite,
} from "./support.mjs";

withSite("BOROUGH_SITE");

// Presses Tab until the focus is in `selector`.
async function tab_to(page, selector) {
  for (let press = 0; press < 90; press += 1) {
    await page.keyboard.press("Tab");
    const there = (wanted) => document.activeElement?.closest(wanted) !== null;
    if (await page.evaluate(there, selector)) return;
  }
  assert.fail(`the Tab key does not reach ${selector}`);
}

test("a whole journey by keyboard alone: page, measure, place, table, back", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#overview");
  await tab_to(page, ".pages__link[href^='#coordination']");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.startsWith("#coordination"));
  await ready(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), "maincontent");
  await tab_to(page, "#choose-measure");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => !location.hash.includes("measure=fully_coordinated"));
  await ready(page);
  await tab_to(page, ".places .mark");
  await page.keyboard.press("ArrowRight");
  const name = await page.evaluate(() => document.activeElement.dataset.label);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /area=N\d/.test(location.hash));
  await ready(page);
  assert.equal(await page.locator("#choose-area option:checked").innerText(), name);
  await tab_to(page, "[data-exhibit='by-neighbourhood'] .tool");
  await page.keyboard.press("Enter");
  await page.locator("[data-exhibit='by-neighbourhood'] table").waitFor();
  // The keys for "back" are the browser's own, which has none without a window.
  await page.goBack();
  await page.waitForFunction(() => !/area=N\d/.test(location.hash));
  assert.deepEqual(faults, []);
  await context.close();
});

for (const [what, options] of [
  ["forced colours", { forcedColors: "active" }],
  ["reduced motion", { reducedMotion: "reduce" }],
]) {
  test(`${what}: nothing is lost, nothing moves, no violation`, async () => {
    const { page, context, faults } = await open(browser, site.address, options);
    for (const name of ["overview", "inequalities"]) {
      await visit(page, site.address, `#${name}`);
      await fitsAndHasNoViolation(page);
      assert.ok((await page.locator("svg.chart .mark").count()) > 5);
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("text may be spaced as WCAG 1.4.12 asks without running over", async () => {
  const { page, context } = await open(browser, site.address, { width: 320, bypassCSP: true });
  for (const name of ["overview", "coordination", "neighbourhood?area=N5", "data"]) {
    await visit(page, site.address, `#${name}`);
    await page.addStyleTag({
      content: `*:not(svg, svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`,
    });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(over <= 0, `${name}: ${over} pixels wider than the screen`);
  }
  await context.close();
});

test("the accessibility tree has each chart by its finding and each mark by its value", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity");
  const chart = page.locator("[data-exhibit='by-neighbourhood']");
  const tree = await chart.ariaSnapshot();
  const finding = await chart.locator("h2").innerText();
  assert.ok(tree.includes(`article "${finding}"`), tree.slice(0, 300));
  assert.ok(tree.includes(`group "${finding}"`), tree.slice(0, 300));
  const marks = tree.match(/img "[^"]+: \d+\.\d%, [^"]+"/g) ?? [];
  assert.ok(marks.length >= 9, tree);
  await context.close();
});

test("a profile is complete on one printed sheet", async () => {
  const { page, context } = await open(browser, site.address);
  for (const area of ["N3", "N5"]) {
    await visit(page, site.address, `#neighbourhood?area=${area}`);
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g).length, 1, area);
    await page.emulateMedia({ media: "print" });
    const conditions = await page.locator(".on-paper li").count();
    assert.ok(conditions > 5, `${conditions} conditions on paper`);
    assert.ok(await page.locator(".on-paper li").first().isVisible());
    await page.emulateMedia({ media: null });
  }
  await context.close();
});

test("a map to choose a place on is on every page that is about one", async () => {
  const { page, context } = await open(browser, site.address);
  for (const name of ["overview", "multimorbidity", "coordination", "inequalities", "outcomes", "neighbourhood", "compare"]) {
    await visit(page, site.address, `#${name}`);
    const mark = page.locator(".places .mark[data-area='N4'], [data-exhibit='map'] .mark[data-area='N4']");
    await mark.first().click();
    await page.waitForFunction(() => location.hash.includes("area=N4"), null, { timeout: 5_000 });
  }
  await context.close();
});

test("nothing jumps while a page loads", async () => {
  const { page, context } = await open(browser, site.address);
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) window.moved += one.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const name of ["overview", "multimorbidity"]) {
    await page.goto("about:blank");
    await visit(page, site.address, `#${name}`);
    const moved = await page.evaluate(() => window.moved);
    // Good is below 0.1 by the usual measure; a tenth of that cannot be seen.
    assert.ok(moved < 0.02, `${name} moved by ${moved}`);
  }
  await context.close();
});

test("every chart's table has every mark's value", async () => {
  const { page, context } = await open(browser, site.address);
  for (const name of ["overview", "multimorbidity", "outcomes"]) {
    await visit(page, site.address, `#${name}`);
    for (const chart of await page.locator("[data-exhibit]").all()) {
      const exhibit = await chart.getAttribute("data-exhibit");
      const values = await chart
        .locator(".mark")
        .evaluateAll((marks) => marks.map((mark) => mark.dataset.value.match(/[\d,.]+%|^\d[\d,]*\b/)?.[0]));
      await chart.locator(".tool", { hasText: "Table" }).click();
      const text = await chart.locator("tbody").innerText();
      for (const value of values.filter(Boolean)) {
        assert.ok(text.includes(value), `${name}, ${exhibit}: ${value}`);
      }
    }
  }
  await context.close();
});

test("without scripts the headline figures and the files can be had", async () => {
  const { page, context } = await open(browser, site.address, { javaScriptEnabled: false });
  await page.goto(site.address);
  const links = page.locator("main a[href^='data/downloads/']");
  assert.ok((await links.count()) > 3);
  const file = await links.first().getAttribute("href");
  assert.equal((await fetch(site.address + file)).status, 200);
  // So can the first chart, with its finding.
  const chart = page.locator(".first-charts article");
  assert.ok((await chart.locator("h2").innerText()).length > 10);
  assert.equal(await chart.locator("svg:visible .mark").count(), 9);
  // What must be known first is there, and nothing is said to be on its way.
  assert.match(await page.locator(".banner").innerText(), /^Synthetic data\. Nobody in these numbers exists\./);
  assert.doesNotMatch(await page.locator("body").innerText(), /on their way/);
  assert.equal(await page.locator("[aria-busy='true']").count(), 0);
  await context.close();
});

test("before the program comes the page has the place, the pages and the warnings that stay", async () => {
  const { page, context } = await open(browser, site.address);
  let arrive;
  const held = new Promise((resolve) => (arrive = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(site.address);
  const waiting = page.getByText("All charts and tables are on their way.");
  await waiting.waitFor();
  const top = () => page.locator(".masthead, .banner").allInnerTexts();
  const before = await top();
  await fitsAtEveryWidth(page, async () => {});
  arrive();
  await waiting.waitFor({ state: "detached" });
  await ready(page);
  assert.deepEqual(await top(), before);
  await context.close();
});

test("at 400% zoom a page is as on a screen 320 pixels wide", async () => {
  // What a browser does when somebody zooms: a quarter of the CSS pixels, each four device pixels wide.
  const zoomed = { width: 320, height: 225, deviceScaleFactor: 4 };
  const { page, context, faults } = await open(browser, site.address, zoomed);
  for (const name of ["overview", "multimorbidity", "neighbourhood?area=N5", "compare", "data", "changes"]) {
    await visit(page, site.address, `#${name}`);
    await fitsAndHasNoViolation(page);
  }
  // The focus is never out of sight.
  await visit(page, site.address, "#overview");
  for (let press = 0; press < 25; press += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const { top, bottom, left, right } = document.activeElement.getBoundingClientRect();
      return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    });
    assert.ok(seen, `after ${press + 1} presses`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

// States that a reader can be in, besides pages as they open: one page load each, then three widths.
const STATES = [
  ["a table open", "#overview?tables=map,at-a-glance", async () => {}],
  ["what can be taken along", "#coordination", (page) => page.getByRole("button", { name: /^Save or copy/ }).first().click()],
  ["a note begun", "#inequalities", (page) => page.getByRole("button", { name: /^Notes/ }).first().click()],
  ["how to read it", "#multimorbidity", async (page) => {
    for (const one of await page.locator(".reading summary").all()) await one.click();
  }],
  ["a mark in focus", "#outcomes", (page) => page.locator("[data-exhibit='by-neighbourhood'] .mark").first().focus()],
  ["a neighbourhood chosen, adjusted", "#coordination?area=N5&figures=standardised", async () => {}],
  ["two groups compared", "#compare?breakdown=ethnic_group", async () => {}],
  ["definitions open", "#data", async (page) => {
    for (const one of await page.locator(".definition summary").all()) await one.click();
  }],
  ["a link that is broken", "#coordination?area=ATLANTIS", async () => {}],
  ["nothing to compare with", "#changes?against=nowhere", (page) => page.locator("[role='alert']").waitFor()],
];

for (const [what, hash, act] of STATES) {
  test(`${what}: no violation and nothing wider than the screen at 1280, 768 and 320`, async () => {
    const { page, context } = await open(browser, site.address);
    await visit(page, site.address, hash);
    await act(page);
    await fitsAtEveryWidth(page);
    await context.close();
  });
}

test("figures that cannot be fetched: no violation, and the chart in the page stays", async () => {
  const { page, context } = await open(browser, site.address, { width: 320 });
  await page.route("**/data/manifest.json", (route) => route.fulfill({ status: 404 }));
  await page.goto(site.address);
  await page.locator("[role='alert']").waitFor();
  await fitsAndHasNoViolation(page);
  assert.ok(await page.locator(".first-chart--narrow svg").isVisible());
  await context.close();
});
