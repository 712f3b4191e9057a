// The dashboard on paper: what Chromium prints, read back sheet by sheet.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { extractText, getDocumentProxy } from "unpdf";
import { browser, open, site, visit, withSite } from "./support.mjs";

withSite("BOROUGH_SITE");

const flat = (text) => text.replace(/\s+/g, "");

// A view as printed: the text of each sheet without its spaces, which printing sets as it likes.
async function printed(page, name, options = {}) {
  const pdf = await page.pdf({ format: "A4", ...options });
  if (process.env.SCREENSHOTS) {
    mkdirSync(process.env.SCREENSHOTS, { recursive: true });
    writeFileSync(path.join(process.env.SCREENSHOTS, `print-${name}.pdf`), pdf);
  }
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text.map(flat);
}

// The words of everything that can be pressed: of the navigation all together, because a page's
// name may be said elsewhere.
const controls = (page) =>
  page.evaluate(() => {
    const navigation = [...document.querySelectorAll(".pages__link")].map((one) => one.innerText.trim());
    const others = [...document.querySelectorAll("button, .nhsuk-skip-link, .reading summary")].map((one) => one.innerText.trim());
    const headings = [...document.querySelectorAll("h1, h2, h3")].map((one) => one.innerText.trim());
    const pressed = others.filter((words) => words.length > 5 && !headings.includes(words));
    return [navigation.slice(0, 4).join(""), ...new Set(pressed)];
  });

const VIEWS = [
  ["overview", "#overview?measure=care_plan", /Measure:Careplan.*Area:.*Snapshot:30September2026\.Figures:ascounted/],
  ["coordination", "#coordination?area=N4&measure=care_plan&period=2026-06-30&figures=standardised", /Snapshot:30June2026\.Figures:adjustedforageandsex/],
  ["inequalities", "#inequalities?breakdown=sex&fifths=imd_quintile", /Groupsby:sex\.Slopeover:deprivation\(fifthsofEngland\)/],
  ["outcomes", "#outcomes?area=N2", /Measure:.*Area:.*Snapshot:30September2026/],
  ["neighbourhood", "#neighbourhood?area=N5", /Area:.*Snapshot:30September2026/],
  ["compare", "#compare?area=N1&with=N4", /Firstarea:.*Secondarea:.*Snapshot:30September2026/],
  ["data", "#data", /./],
  ["accessibility", "#accessibility", /./],
  ["notes", "#notes", /./],
];

for (const [name, hash, filters] of VIEWS) {
  test(`${name} on paper: what is chosen, whole charts, no controls, link and release at the end`, async () => {
    const { page, context, faults } = await open(browser, site.address);
    await visit(page, site.address, hash);
    const pressed = await controls(page);
    assert.ok(pressed.every((words) => words.length > 5), `${pressed}`);
    // With a menu open, as somebody may leave it.
    const opener = page.locator("button", { hasText: "Save or copy" }).first();
    if (await opener.count()) await opener.click();
    const charts = await page.locator("[data-exhibit]:not(.page:has(.profile) *)").evaluateAll((all) =>
      all.map((one) => [one.querySelector("h2").innerText, one.querySelector(".exhibit__foot > p:last-of-type").innerText]),
    );
    const sheets = await printed(page, name);
    const all = sheets.join("");
    assert.match(all, filters);
    for (const words of [...pressed, "Save or copy", "Picture (PNG)"]) {
      assert.ok(!all.includes(flat(words)), `${words} is on paper`);
    }
    for (const [headline, source] of charts) {
      const whole = sheets.some((sheet) => sheet.includes(flat(headline)) && sheet.includes(flat(source)));
      assert.ok(whole, `${headline} is not on one sheet with its source`);
    }
    const last = sheets.at(-1);
    const release = (await page.locator("footer").innerText()).match(/Release ([0-9a-f]+)/)[1];
    assert.ok(last.includes(`Release${release}`), last.slice(-400));
    const address = await page.evaluate(() => location.href);
    assert.ok(last.includes(`Link:${flat(address)}`), last.slice(-400));
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a table that goes on over sheets has the heading of its columns on each", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#coordination?measure=care_plan&tables=over-time-by-neighbourhood");
  const chart = page.locator("[data-exhibit='over-time-by-neighbourhood']");
  const heading = flat((await chart.locator("thead th").allInnerTexts()).join(""));
  const rows = await chart.locator("tbody tr").evaluateAll((all) => all.map((row) => row.innerText));
  assert.ok(rows.length > 100, `${rows.length} rows`);
  const sheets = await printed(page, "table");
  const sheetOf = (row) => sheets.findIndex((sheet) => sheet.includes(flat(row)));
  const places = rows.map(sheetOf);
  // Every row is whole, and on one of several sheets.
  assert.ok(places.every((place) => place >= 0), rows[places.indexOf(-1)]);
  const headline = flat(await chart.locator("h2").innerText());
  assert.ok(sheets[places[0]].includes(headline), "the table begins under its headline");
  const used = [...new Set(places)];
  assert.ok(used.length > 1, `${used}`);
  for (const place of used) assert.ok(sheets[place].includes(heading), `sheet ${place + 1} has no heading`);
  await context.close();
});

test("what can be unfolded on the screen is on paper", async () => {
  const { page, context } = await open(browser, site.address);
  await visit(page, site.address, "#data");
  const folded = await page.locator("details:not([open]) p").first().textContent();
  const all = (await printed(page, "unfolded")).join("");
  assert.ok(all.includes(flat(folded).slice(0, 60)), folded);
  await context.close();
});
