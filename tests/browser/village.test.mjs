// From sixty people that a reader can count by hand to the numbers on the screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, open, site, visit, withSite } from "./support.mjs";

withSite("VILLAGE_SITE");

// The rows of the neighbourhood table of a measure, each as its cells' text.
async function rows(page, measure, table = "by-neighbourhood") {
  const view = `#multimorbidity?area=VILLAGE&measure=${measure}&period=2026-09-30&tables=${table}`;
  await visit(page, site.address, view);
  const found = await page
    .locator(`[data-exhibit="${table}"] tbody tr`)
    .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  return Object.fromEntries(found.map(([name, ...cells]) => [name, cells]));
}

test("thirty of sixty people with three or more conditions are on the screen", async () => {
  const { page, context, faults } = await open(browser, site.address);
  const table = await rows(page, "ltc_3_plus");
  const whole = table["The Village"];
  assert.ok(whole, `a row for the Village among ${Object.keys(table)}`);
  assert.ok(whole.includes("30") && whole.includes("60"), `30 of 60 in ${whole}`);
  assert.ok(whole.includes("50.0%"), `50.0% in ${whole}`);
  const opening = await page.locator("main").innerText();
  assert.match(opening, /50\.0%/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("seventeen of thirty in Brook is rounded to fifteen", async () => {
  const { page, context } = await open(browser, site.address);
  const { Brook } = await rows(page, "ltc_3_plus");
  assert.ok(Brook.includes("15") && Brook.includes("30"), `15 of 30 in ${Brook}`);
  assert.ok(!Brook.includes("17"), "the exact count is nowhere");
  await context.close();
});

test("four people with a stroke are withheld, and so is the nought that would give them away", async () => {
  const { page, context } = await open(browser, site.address);
  const table = await rows(page, "condition_stroke");
  for (const name of ["The Village", "Brook", "Hill"]) {
    assert.match(table[name].join(" "), /withheld/i, `${name}: ${table[name]}`);
    assert.ok(!table[name].includes("4") && !table[name].includes("0"), `${name}: ${table[name]}`);
  }
  await context.close();
});
