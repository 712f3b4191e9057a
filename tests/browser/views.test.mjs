// What can be chosen on each page, and what the page then shows: standardised figures, two areas or
// groups side by side, limits of chance, slopes, gaps and sets of conditions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, fitsAndHasNoViolation, open, ready, site, visit, withSite } from "./support.mjs";

withSite("BOROUGH_SITE");

const exhibit = (page, name) => page.locator(`[data-exhibit="${name}"]`);

async function choose(page, id, option) {
  await page.selectOption(`#choose-${id}`, option);
  await ready(page);
}

const STATES = [
  ["standardised figures", "#multimorbidity?figures=standardised"],
  ["standardised figures of a neighbourhood", "#coordination?area=N2&figures=standardised"],
  ["quarterly activity with limits", "#coordination?measure=mdt_review_quarter"],
  ["a slope over England's fifths", "#inequalities?fifths=imd_quintile"],
  ["gaps inside a neighbourhood", "#inequalities?area=N3"],
  ["a rate of events by deprivation", "#inequalities?measure=emergency_admissions"],
  ["what people say", "#outcomes?measure=feels_safe_at_home"],
  ["a profile of a neighbourhood", "#neighbourhood?area=N5"],
  ["two areas", "#compare?area=N1&with=N4"],
  ["a neighbourhood and the whole", "#compare?area=N1&with=E09000028"],
  ["two groups", "#compare?breakdown=ethnic_group&groups=Black,White"],
  ["two groups in a neighbourhood", "#compare?area=N2&breakdown=sex&groups=female,male"],
  ["tables of everything", "#inequalities?tables=slope,gap-by-area,by-group,gap-over-time"],
];

for (const [what, hash] of STATES) {
  for (const width of [1280, 768, 320]) {
    test(`${what} at ${width}: no fault, no violation, nothing wider than the screen`, async () => {
      const { page, context, faults } = await open(browser, site.address, { width });
      await visit(page, site.address, hash);
      await fitsAndHasNoViolation(page);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test("the switch to standardised figures is in the address, changes the charts and says what it means", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity?tables=by-neighbourhood");
  const chart = exhibit(page, "by-neighbourhood");
  const crude = await chart.locator("tbody").innerText();
  await choose(page, "figures", { label: "Adjusted for age and sex (standardised)" });
  await page.waitForFunction(() => location.hash.includes("figures=standardised"));
  await chart.locator("th", { hasText: "Standardised percent" }).waitFor();
  assert.notEqual(await chart.locator("tbody").innerText(), crude);
  assert.match(await page.locator("#figures-meaning").innerText(), /European Standard Population/);
  assert.match(await chart.locator(".exhibit__subtitle").innerText(), /adjusted for age and sex/);
  // By age there is nothing to adjust for, and the chart says so.
  assert.match(await exhibit(page, "by-group").innerText(), /cannot be adjusted/);
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes("figures="));
  await ready(page);
  assert.equal(await chart.locator("tbody").innerText(), crude);
  assert.deepEqual(faults, []);
  await context.close();
});

test("two areas: the difference in words, picture and table is one, and a link reopens it", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#compare?measure=care_plan");
  await choose(page, "area", "2");
  await choose(page, "with", "6");
  await page.waitForFunction(() => /area=N3.*with=N7/.test(location.hash));
  const hash = await page.evaluate(() => location.hash);
  const chart = exhibit(page, "side-by-side");
  const headline = await chart.locator("h2").innerText();
  await chart.locator("button", { hasText: "Table" }).click();
  const cells = await chart
    .locator("tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  const number = (cell) => Number(cell.replace("\u2212", "-").replace(/[^\d.-]/g, ""));
  const [first, second, difference] = cells.map((row) => number(row[1]));
  // Each is rounded to one decimal by itself.
  assert.ok(Math.abs(first - second - difference) < 0.11, `${first} - ${second} = ${difference}`);
  const [lower, upper] = cells[2].slice(2, 4).map(number);
  const clear = lower > 0 || upper < 0;
  assert.equal(/no clear difference/i.test(headline), !clear, headline);
  await visit(page, site.address, "#data");
  await visit(page, site.address, hash);
  assert.equal(await chart.locator("h2").innerText(), headline);
  assert.deepEqual(faults, []);
  await context.close();
});

test("two groups change sides when one is chosen for the other's place", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#compare?breakdown=ethnic_group&groups=Black,White");
  const chosen = (id) => page.locator(`#choose-${id} option:checked`).innerText();
  assert.deepEqual([await chosen("first"), await chosen("second")], ["Black", "White"]);
  await choose(page, "first", { label: "White" });
  await page.waitForFunction(() => location.hash.includes("groups=White,Black"));
  assert.deepEqual([await chosen("first"), await chosen("second")], ["White", "Black"]);
  await choose(page, "kind", { label: "Two areas" });
  await page.waitForFunction(() => location.hash.includes("with="));
  await context.close();
});

test("limits of chance are drawn for single quarters only, and the chart says why", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#coordination?measure=mdt_review_quarter");
  const quarterly = exhibit(page, "quarter-by-quarter");
  await quarterly.waitFor();
  assert.match(await quarterly.innerText(), /counts its own (quarter|months) and no other/);
  assert.equal(await exhibit(page, "over-time").count(), 0);
  await visit(page, site.address, "#coordination?measure=care_plan");
  const yearly = exhibit(page, "over-time");
  await yearly.waitFor();
  assert.match(await yearly.innerText(), /no control limits/i);
  assert.equal(await exhibit(page, "quarter-by-quarter").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the funnel has every neighbourhood within reach of the keyboard", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#coordination");
  const marks = exhibit(page, "funnel").locator(".mark[data-area]");
  const count = await marks.count();
  assert.ok(count >= 9, `${count} neighbourhoods`);
  await marks.first().focus();
  const said = exhibit(page, "funnel").locator("[aria-live]");
  await page.keyboard.press("End");
  const last = await marks.last().getAttribute("data-label");
  await page.waitForFunction(
    ([name]) =>
      document.querySelector("[data-exhibit='funnel'] [aria-live]").innerText.includes(name),
    [last],
  );
  assert.match(await said.innerText(), /%|withheld/);
  await context.close();
});

test("a slope over England's fifths is for the whole only", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#inequalities");
  assert.match(await exhibit(page, "slope").innerText(), /slope/i);
  await choose(page, "fifths", { index: 1 });
  await page.waitForFunction(() => location.hash.includes("fifths=imd_quintile"));
  await choose(page, "area", "2");
  await page.waitForFunction(() => !location.hash.includes("fifths="));
  assert.equal(await page.locator("#choose-fifths").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("every page counts the figures it withholds", async () => {
  const { page, context } = await open(browser, site.address);
  for (const name of ["multimorbidity", "coordination", "inequalities", "outcomes", "compare"]) {
    await visit(page, site.address, `#${name}?area=N4`);
    const tally = await page.locator(".tally").innerText();
    assert.match(tally, /figures? on this page/, name);
    const withheld = Number(tally.match(/^(\d[\d,]*) of/)?.[1]?.replace(",", "") ?? 0);
    const buttons = page.locator("[data-exhibit] button", { hasText: "Table" });
    for (const button of await buttons.all()) await button.click();
    const rows = page.locator(".page tbody tr", { has: page.locator(".absent--withheld") });
    assert.equal(await rows.count(), withheld, name);
  }
  await context.close();
});

test("a page prints without controls", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#neighbourhood?area=N5");
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".pages", ".choices", ".tools"]) {
    for (const element of await page.locator(hidden).all()) {
      assert.equal(await element.isVisible(), false, hidden);
    }
  }
  assert.ok(await page.locator(".profile").isVisible());
  await context.close();
});

// Makes choices one right after the other, and gives what is on the screen before anything else is done.
const chosenAtOnce = (page, choices) =>
  page.evaluate(async (choices) => {
    for (const [id, index] of choices) {
      const element = document.querySelector(`#choose-${id}`);
      element.selectedIndex = index;
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
    await new Promise((resolve) => setTimeout(resolve));
    const chart = document.querySelector("[data-exhibit='by-neighbourhood']");
    return {
      chart: chart.querySelector(".exhibit__subtitle").innerText,
      isBusy: chart.getAttribute("aria-busy"),
      page: document.querySelector(".asof").innerText,
    };
  }, choices);

test("a choice shows at once in the chart in sight, and the page and its address follow", async () => {
  const { page, context, faults } = await open(browser, site.address, { height: 1400 });
  await visit(page, site.address, "#multimorbidity");
  const first = await chosenAtOnce(page, [["period", 3]]);
  assert.match(first.chart, /31 December 2025/);
  assert.equal(first.isBusy, "true");
  assert.match(first.page, /30 September 2026/);
  await ready(page);
  assert.match(await page.locator(".asof").innerText(), /31 December 2025/);
  await page.waitForFunction(() => location.hash.includes("period=2025-12-31"));
  // What was drawn ahead is what the address opens.
  const pictures = () => page.locator("[data-exhibit] svg.chart").evaluateAll((all) => all.map((one) => one.outerHTML));
  const ahead = await pictures();
  await page.reload();
  await ready(page);
  assert.deepEqual(await pictures(), ahead);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a choice on top of another that the page has yet to follow loses neither", async () => {
  const { page, context, faults } = await open(browser, site.address, { height: 1400 });
  await visit(page, site.address, "#multimorbidity");
  await chosenAtOnce(page, [["period", 3], ["area", 4], ["figures", 1]]);
  await ready(page);
  await page.waitForFunction(() => /area=N4.*period=2025-12-31.*figures=standardised/.test(location.hash));
  // And one that is taken back leaves nothing waiting.
  await chosenAtOnce(page, [["area", 2], ["area", 4]]);
  await ready(page);
  assert.match(await page.evaluate(() => location.hash), /area=N4/);
  // A link that is followed at once prevails over what was to be written.
  await chosenAtOnce(page, [["area", 2]]);
  await page.evaluate(() => (location.hash = "#coordination?area=N7"));
  await page.waitForTimeout(150);
  await ready(page);
  assert.match(await page.evaluate(() => location.hash), /^#coordination\?area=N7/);
  assert.match(await page.locator("main h1").innerText(), /joined up/);
  assert.deepEqual(faults, []);
  await context.close();
});
