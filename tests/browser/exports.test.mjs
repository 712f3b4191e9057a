// What a chart is taken along as: files, pictures and copies, and what each says of itself.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  browser,
  fitsAndHasNoViolation,
  needed,
  open,
  screenshot,
  site,
  visit,
  withSite,
} from "./support.mjs";
import { sheets } from "./zip.mjs";

withSite("BOROUGH_SITE");

const VIEW = "#coordination?measure=care_plan&period=2026-06-30";
// What a link to its chart has after it.
const CHART = "&chart=by-neighbourhood";
const NAME = /^[a-z0-9-]+-care-plan-by-neighbourhood-2026-q2$/;
const menu = (page, name = "by-neighbourhood") => {
  const chart = page.locator(`[data-exhibit='${name}']`);
  return {
    chart,
    opener: chart.locator("button", { hasText: "Save or copy" }),
    way: (label) => chart.locator(".menu").getByRole("button", { name: label, exact: true }),
    said: chart.locator(".said"),
  };
};

// Opens the view and the menu of its chart.
async function opened(options) {
  const all = await open(browser, options?.address ?? site.address, options);
  await visit(all.page, options?.address ?? site.address, VIEW);
  const there = menu(all.page);
  await there.opener.click();
  return { ...all, ...there };
}

// Presses a way to save, and gives the file's name and bytes.
async function saved({ page, way, said }, label) {
  const waiting = page.waitForEvent("download");
  await way(label).click();
  const download = await waiting;
  const name = download.suggestedFilename();
  await said.filter({ hasText: `Sent to your downloads: ${name}` }).waitFor();
  return [name, await readFile(await download.path())];
}

// The size of a PNG.
function size(png) {
  assert.equal(png.toString("latin1", 1, 4), "PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

// How two PNGs differ: the share of pixels that are not white, and of those that clearly differ.
async function difference(one, other) {
  const page = await browser.newPage();
  const pictures = [one, other].map((png) => `data:image/png;base64,${png.toString("base64")}`);
  const found = await page.evaluate(async (pictures) => {
    const read = async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [one, other] = await Promise.all(pictures.map(read));
    if (one.width !== other.width || one.height !== other.height) return { sizes: [one, other].map((p) => [p.width, p.height]) };
    const [a, b] = [one.data, other.data];
    let [inked, differs] = [0, 0];
    for (let at = 0; at < a.length; at += 4) {
      if (a[at] + a[at + 1] + a[at + 2] < 3 * 250) inked += 1;
      if (Math.max(...[0, 1, 2].map((channel) => Math.abs(a[at + channel] - b[at + channel]))) > 64) differs += 1;
    }
    const all = a.length / 4;
    return { inked: inked / all, differs: differs / all };
  }, pictures);
  await page.close();
  return found;
}

// An SVG as Chromium shows it by itself.
async function shown(svg, [width, height]) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<body style="margin:0">${svg.replace(/width="\d+" height="\d+"/, `width="${width}" height="${height}"`)}</body>`);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

test("by keyboard: the menu opens, its choices come after the buttons, Escape goes back", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, VIEW);
  const { opener, chart } = menu(page);
  await opener.focus();
  assert.equal(await opener.getAttribute("aria-expanded"), "false");
  assert.equal(await chart.locator(".menu").isVisible(), false);
  await page.keyboard.press("Enter");
  assert.equal(await opener.getAttribute("aria-expanded"), "true");
  for (let stop = 0; stop < 2; stop += 1) await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.innerText);
  assert.equal(await focused(), "Picture (PNG)");
  for (let stop = 1; stop < 9; stop += 1) await page.keyboard.press("Tab");
  assert.equal(await focused(), "Copy as text");
  await page.keyboard.press("Escape");
  assert.equal(await chart.locator(".menu").isVisible(), false);
  assert.match(await focused(), /^Save or copy/);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const width of [1280, 320]) {
  test(`the open menu at ${width}: no violation, nothing wider than the screen, every target large enough`, async () => {
    const { page, context, faults, chart } = await opened({ width });
    const boxes = await chart.locator(".menu button").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
    assert.equal(boxes.length, 9);
    for (const box of boxes) assert.ok(box.width >= 24 && box.height >= 24, JSON.stringify(box));
    await fitsAndHasNoViolation(page);
    await screenshot(page, `menu-${width}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("pictures: the sizes they say, the layout of the SVG, and all that has to be said", async () => {
  const at = await opened();
  const [svgName, svgBytes] = await saved(at, "Drawing for print (SVG)");
  const svg = svgBytes.toString("utf8");
  assert.match(svgName.replace(/\.svg$/, ""), NAME);
  const natural = svg.match(/viewBox="0 0 (\d+) (\d+)"/).slice(1).map(Number);
  assert.equal(natural[0], 960);

  const words = svg.replace(/<\/text><text[^>]*>/g, " ").replaceAll("&amp;", "&");
  const release = (await at.page.locator("footer").innerText()).match(/Release ([0-9a-f]+)/)[1];
  const rule = await at.page.evaluate(async () => (await (await fetch("data/manifest.json")).json()).disclosure.words);
  const inWords = (text) => assert.ok(words.includes(text), `${text} in ${words.slice(-2000)}`);
  inWords(await at.chart.locator("h2").innerText());
  inWords("Snapshot: 30 June 2026.");
  inWords(`Release ${release}`);
  inWords("Data as of");
  inWords(rule.split(" ").slice(0, 6).join(" "));
  // The address is cut where its line ends.
  assert.ok(words.replaceAll(" ", "").includes(await at.page.evaluate(() => location.href)));

  const [name, png] = await saved(at, "Picture (PNG)");
  assert.equal(name, svgName.replace("svg", "png"));
  assert.deepEqual(size(png), natural);
  const once = await difference(png, await shown(svg, natural));
  assert.ok(once.inked > 0.02 && once.inked < 0.5, `${once.inked} is drawn on`);
  assert.ok(once.differs < 0.0001, `${once.differs} differs from the SVG`);

  const [doubleName, double] = await saved(at, "Large picture (PNG, double size)");
  assert.match(doubleName, /-2026-q2-double\.png$/);
  const doubled = natural.map((side) => 2 * side);
  assert.deepEqual(size(double), doubled);
  const twice = await difference(double, await shown(svg, doubled));
  assert.ok(twice.inked > 0.02 && twice.differs < 0.0001, JSON.stringify(twice));

  const [slideName, slide] = await saved(at, "Slide (PNG, 1920 × 1080)");
  assert.match(slideName, /-2026-q2-slide\.png$/);
  assert.deepEqual(size(slide), [1920, 1080]);
  const inked = await difference(slide, slide);
  assert.ok(inked.inked > 0.02 && inked.inked < 0.5, JSON.stringify(inked));
  // And a picture that is another differs.
  const other = await difference(double, await shown(svg.replace(/<rect /g, '<rect transform="translate(9)" '), doubled));
  assert.ok(other.differs > 0.0005, JSON.stringify(other));
  assert.deepEqual(at.faults, []);
  await at.context.close();
});

test("numbers: CSV and workbook hold the table, and say where it is from", async () => {
  const at = await opened();
  const [, csvBytes] = await saved(at, "Numbers (CSV)");
  const csv = csvBytes.toString("utf8");
  const requested = () => at.requests.map((request) => request.url()).filter((url) => url.includes("/sheets-"));
  assert.deepEqual(requested(), [], "what writes workbooks is not fetched before it is needed");
  const [name, bytes] = await saved(at, "Numbers with notes (Excel, XLSX)");
  assert.match(name.replace(/\.xlsx$/, ""), NAME);
  const book = sheets(bytes);
  assert.deepEqual(Object.keys(book), ["Numbers", "Notes"]);

  const [heading, ...rows] = book.Numbers;
  assert.ok(csv.startsWith(`\ufeff${heading.map((one) => (/,/.test(one) ? `"${one}"` : one)).join(",")},Title,`), csv.slice(0, 200));
  await at.chart.locator("button", { hasText: "Table" }).click();
  const table = await at.chart
    .locator("tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  assert.equal(rows.length, table.length);
  const read = (cell) => (typeof cell === "number" ? cell : cell.replace(/^[▨∅–] /, ""));
  for (const [place, row] of rows.entries()) {
    assert.equal(row[0], table[place][0]);
    const numbers = row.filter((cell) => typeof cell === "number");
    assert.ok(numbers.length >= 4 || row.includes("withheld"), `${row}`);
    for (const [cell, value] of row.entries()) {
      const onPage = table[place][cell];
      if (typeof value === "number") {
        const said = Number(onPage.replace(/[,%]/g, ""));
        assert.ok(Math.abs(said - value) < 0.06, `${onPage} and ${value}`);
      } else {
        assert.equal(read(value), read(onPage));
      }
    }
    const line = csv.split("\r\n")[place + 1];
    for (const number of numbers) assert.ok(line.includes(`,${number}`), `${number} in ${line}`);
  }
  const notes = Object.fromEntries(book.Notes.slice(1).map(([name, words]) => [name, words]));
  const release = (await at.page.locator("footer").innerText()).match(/Release ([0-9a-f]+)/)[1];
  assert.equal(notes.Release, release);
  assert.equal(book.Notes[0][0], await at.chart.locator("h2").innerText());
  assert.match(notes.Filters, /Area: .* Measure: .* Snapshot: 30 June 2026\. Figures: as counted/);
  assert.equal(notes.Link, site.address + VIEW + CHART);
  for (const row of ["About", "Keep in mind", "What it shows", "How to read it", "Source", "Data as of", "Small numbers", "Licence"]) {
    assert.ok(notes[row]?.length > 5, `${row}: ${notes[row]}`);
  }
  assert.ok(requested().length > 0, "it is fetched when it is needed");
  assert.deepEqual(at.faults, []);
  await at.context.close();
});

test("a workbook that cannot be written is said, and another try works", async () => {
  const at = await opened();
  await at.page.route("**/sheets-*.js", (route) => route.abort());
  await at.way("Numbers with notes (Excel, XLSX)").click();
  await at.said.filter({ hasText: "The workbook could not be written: its program could not be started." }).waitFor();
  await at.page.unroute("**/sheets-*.js");
  const [, bytes] = await saved(at, "Numbers with notes (Excel, XLSX)");
  assert.ok(sheets(bytes).Numbers.length > 2);
  await at.context.close();
});

test("copies: picture, link and text are on the clipboard, and each is announced", async () => {
  const at = await opened({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page, way, said, chart } = at;
  assert.equal(await said.getAttribute("role"), "status");
  await way("Copy picture").click();
  await said.filter({ hasText: "Picture copied" }).waitFor();
  const png = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
    return [...bytes];
  });
  assert.equal(size(Buffer.from(png))[0], 1920);
  const pasted = () => page.evaluate(() => navigator.clipboard.readText());
  await way("Copy link").click();
  await said.filter({ hasText: "Link copied" }).waitFor();
  const address = (await page.evaluate(() => location.href)) + CHART;
  assert.equal(await pasted(), address);
  await way("Copy as text").click();
  await said.filter({ hasText: "Text copied" }).waitFor();
  const text = (await pasted()).replaceAll("\r\n", "\n");
  assert.ok(text.startsWith(`${await chart.locator("h2").innerText()}\n`), text);
  assert.ok(text.includes(`\nLink: ${address}\n`), text);
  await chart.locator("button", { hasText: "Table" }).click();
  const rows = await chart.locator("tbody tr").evaluateAll((all) => all.map((row) => row.cells[0].innerText));
  for (const row of rows) assert.ok(text.includes(`\n${row}\t`), `${row} in ${text}`);
  assert.deepEqual(at.faults, []);
  await at.context.close();
});

test("where the browser refuses to copy, the page says so and what to do instead", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined }));
  await visit(page, site.address, VIEW);
  const { opener, way, said, chart } = menu(page);
  await opener.click();
  await way("Copy picture").click();
  await said.filter({ hasText: "does not let this page copy pictures. Save the picture instead" }).waitFor();
  await way("Copy link").click();
  await said.filter({ hasText: "Copy the text below" }).waitFor();
  const byHand = chart.getByRole("textbox", { name: "Text to copy" });
  assert.equal(await byHand.inputValue(), (await page.evaluate(() => location.href)) + CHART);
  const selected = await byHand.evaluate((area) => [document.activeElement === area, area.selectionStart, area.selectionEnd === area.value.length]);
  assert.deepEqual(selected, [true, 0, true]);
  await fitsAndHasNoViolation(page);
  assert.deepEqual(faults, []);
  await context.close();
});

test("in the single file, from the disk with the network off: pictures and numbers, and no workbook, for which it has no room", async () => {
  const address = pathToFileURL(needed("SINGLE_FILE")).href;
  const at = await opened({ address, offline: true });
  assert.deepEqual(size((await saved(at, "Slide (PNG, 1920 × 1080)"))[1]), [1920, 1080]);
  const [, svg] = await saved(at, "Drawing for print (SVG)");
  const [, png] = await saved(at, "Picture (PNG)");
  const same = await difference(png, await shown(svg.toString("utf8"), size(png)));
  assert.ok(same.inked > 0.02 && same.differs < 0.0001, JSON.stringify(same));
  assert.equal(await at.way("Numbers with notes (Excel, XLSX)").count(), 0);
  const [, csv] = await saved(at, "Numbers (CSV)");
  // The folders of this device are nobody else's.
  assert.match(csv.toString("utf8").split("\r\n")[1], /,single\.html#coordination\?[^/]*$/);
  assert.deepEqual(at.faults, []);
  await at.context.close();
});
