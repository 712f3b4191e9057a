// A reviewer's notes: written on a chart, kept in the browser, taken out and brought in.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  browser,
  fitsAndHasNoViolation,
  needed,
  open,
  ready,
  screenshot,
  site,
  visit,
  withSite,
} from "./support.mjs";

withSite("BOROUGH_SITE");

const VIEW = "#coordination?area=N4&measure=care_plan&period=2026-06-30&breakdown=ethnic_group";
const on = (page, name = "by-neighbourhood") => {
  const chart = page.locator(`[data-exhibit='${name}']`);
  return {
    chart,
    opener: chart.locator(".tools > button", { hasText: /^Notes/ }),
    panel: chart.locator(".menu"),
    field: chart.getByRole("textbox", { name: "New note on this chart" }),
    add: chart.getByRole("button", { name: "Add note" }),
    texts: () => chart.locator(".notes__text").allInnerTexts(),
  };
};

async function write(page, text, name) {
  const there = on(page, name);
  if ((await there.opener.getAttribute("aria-expanded")) === "false") await there.opener.click();
  await there.field.fill(text);
  await there.add.click();
  await there.chart.locator(".notes__text", { hasText: text }).waitFor();
}

const texts = (page) => page.locator(".notes__text").allInnerTexts();
const allNotes = async (page) => {
  await page.evaluate(() => (location.hash = "#notes"));
  await page.locator("h1", { hasText: "Your notes" }).waitFor();
};

async function saved(page, label) {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: label }).click();
  const download = await waiting;
  return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
}

const bringIn = (page, text, name = "notes.json") =>
  page.locator("input[type='file']").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });

// The chart that a link leads to has the focus, near the top of the screen or as near as the page is long.
async function leadsTo(page, name) {
  const seen = await page.evaluate(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    const { scrollY, innerHeight } = window;
    const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
    return { name: document.activeElement.dataset.exhibit, top, bottom, innerHeight, isAtEnd };
  });
  assert.equal(seen.name, name);
  assert.ok((seen.top >= 0 && seen.top < 24) || (seen.isAtEnd && seen.bottom <= seen.innerHeight), JSON.stringify(seen));
}

test("a link to a chart far down leads to it, and stops leading once something is chosen", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, "#multimorbidity?chart=sets-of-conditions");
  await leadsTo(page, "sets-of-conditions");
  await fitsAndHasNoViolation(page);
  await page.selectOption("#choose-area", { index: 2 });
  await page.waitForFunction(() => /area=N/.test(location.hash));
  assert.doesNotMatch(page.url(), /chart=/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a note by keyboard: written, there after a reload, and its link opens its view", async () => {
  const { page, context, faults, requests } = await open(browser, site.address);
  await visit(page, site.address, VIEW);
  const { opener, chart, field } = on(page);
  await opener.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.innerText), "All your notes");
  await page.keyboard.press("Tab");
  assert.ok(await field.evaluate((element) => element === document.activeElement));
  const before = requests.length;
  await page.keyboard.type("Why is Walworth <lower>?\nAsk at the “next” meeting.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await chart.locator("[role='status']", { hasText: "Note added." }).waitFor();
  assert.match(await opener.innerText(), /^Notes \(1\)/);
  assert.equal(await field.inputValue(), "");
  assert.deepEqual(requests.slice(before).map((request) => request.url()), [], "nothing is sent");
  const headline = await chart.locator("h2").innerText();

  await page.reload();
  await ready(page);
  assert.match(await opener.innerText(), /^Notes \(1\)/);
  // With something else chosen the chart has no note, and says where one is.
  await page.selectOption("#choose-breakdown", { index: 1 });
  await page.waitForFunction(() => !location.hash.includes("ethnic_group"));
  await ready(page);
  assert.match(await opener.innerText(), /^Notes\s*(:|$)/);
  await opener.click();
  await chart.locator(".menu", { hasText: "1 note more on this chart" }).waitFor();

  await allNotes(page);
  assert.deepEqual(await texts(page), ["Why is Walworth <lower>?\nAsk at the “next” meeting."]);
  assert.equal(await page.locator(".notes__chart").innerText(), headline);
  assert.match(await page.locator(".notes__about").first().innerText(), /Measure: .*Snapshot: 30 June 2026\./);
  await page.locator("a", { hasText: "Open this view" }).click();
  await page.waitForFunction((view) => location.hash === view, `${VIEW}&chart=by-neighbourhood`);
  await ready(page);
  assert.equal(await chart.locator("h2").innerText(), headline);
  await leadsTo(page, "by-neighbourhood");
  assert.deepEqual(faults, []);
  await context.close();
});

for (const width of [1280, 320]) {
  test(`a note open on a chart, and all notes, at ${width}: no violation, nothing wider than the screen`, async () => {
    const { page, context, faults } = await open(browser, site.address, { width });
    await visit(page, site.address, VIEW);
    await write(page, `A note with a long word: ${"x".repeat(120)}`);
    await fitsAndHasNoViolation(page);
    await screenshot(page, `notes-chart-${width}`);
    await on(page).panel.getByRole("button", { name: "Change" }).click();
    await fitsAndHasNoViolation(page);
    await allNotes(page);
    await fitsAndHasNoViolation(page);
    await screenshot(page, `notes-${width}`);
    for (const box of await page.locator("main button, main label").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))) {
      assert.ok(box.width >= 24 && box.height >= 24, JSON.stringify(box));
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a note is changed, left as it was, deleted and put back", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, VIEW);
  await write(page, "First");
  await write(page, "Second");
  const { panel, add, chart } = on(page);
  await add.click();
  await panel.locator("[role='alert']", { hasText: "Write something first." }).waitFor();
  const first = panel.locator(".notes__one").first();
  await first.getByRole("button", { name: "Change the note: First" }).click();
  const editing = panel.getByRole("textbox", { name: "Change the note" });
  assert.equal(await editing.inputValue(), "First");
  assert.ok(await editing.evaluate((element) => element === document.activeElement));
  await editing.fill("First, changed");
  await panel.getByRole("button", { name: "Leave it as it was" }).click();
  assert.deepEqual(await texts(page), ["First", "Second"]);
  await first.getByRole("button", { name: "Change the note: First" }).click();
  await editing.fill("First, changed");
  await panel.getByRole("button", { name: "Keep the change" }).click();
  await chart.locator(".notes__text", { hasText: "First, changed" }).waitFor();
  await first.getByRole("button", { name: "Delete the note: First" }).click();
  await panel.locator("[role='status']", { hasText: "Note deleted." }).waitFor();
  assert.deepEqual(await texts(page), ["Second"]);
  assert.equal(await page.evaluate(() => document.activeElement.innerText), "Undo");
  await page.keyboard.press("Enter");
  await chart.locator(".notes__text", { hasText: "First, changed" }).waitFor();
  await page.reload();
  await ready(page);
  await allNotes(page);
  assert.deepEqual(await texts(page), ["First, changed", "Second"]);
  assert.deepEqual(faults, []);
  await context.close();
});

test("notes go out as a file and a document, and come in merged by id; a bad file changes nothing", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, VIEW);
  await write(page, "Ours & only <b>text</b>");
  await write(page, "Shared");
  await allNotes(page);
  const [name, file] = await saved(page, "Save as a file to hand on (JSON)");
  assert.match(name, /^southwark-notes-\d{4}-\d\d-\d\d\.json$/);
  const [documentName, html] = await saved(page, "Save as a document (HTML)");
  assert.match(documentName, /\.html$/);
  const reader = await browser.newPage();
  await reader.setContent(html);
  const words = await reader.locator("body").innerText();
  assert.match(words, /Notes on the dashboard of Southwark/);
  assert.match(words, /Ours & only <b>text<\/b>/);
  assert.equal(await reader.locator("b").count(), 0);
  assert.equal(
    await reader.locator("a").first().getAttribute("href"),
    `${site.address}${VIEW}&chart=by-neighbourhood`,
  );
  await reader.close();

  const said = page.locator(".said");
  const value = JSON.parse(file);
  const bad = [
    ["not JSON at all", "It is not whole"],
    [file.slice(0, file.length / 2), "It is not whole"],
    [JSON.stringify({ hello: 1 }), "It is not a file of notes"],
    [JSON.stringify({ ...value, place: "E1" }), "about another place (E1)"],
    [JSON.stringify({ ...value, notes: [...value.notes, { ...value.notes[0], text: "" }] }), "Note 3 in it has no text."],
  ];
  for (const [text, expected] of bad) {
    await bringIn(page, text, "broken.json");
    await said.filter({ hasText: expected }).waitFor();
    assert.match(await said.innerText(), /^broken\.json could not be brought in\..*Your notes are as they were\.$/s);
    assert.equal((await texts(page)).length, 2);
  }
  const theirs = value.notes.map((note) =>
    note.text === "Shared" ? { ...note, text: "Shared, changed by them", changed: "2100-01-01T00:00:00.000Z" } : note,
  );
  theirs.push({ ...value.notes[0], id: "fedcba9876543210", text: "Theirs", written: "2020-01-01T00:00:00.000Z" });
  await bringIn(page, JSON.stringify({ ...value, notes: theirs }));
  await said.filter({ hasText: "Brought in: 1 note new, 1 changed since, 1 that you had already." }).waitFor();
  const merged = ["Theirs", "Ours & only <b>text</b>", "Shared, changed by them"];
  assert.deepEqual(await texts(page), merged);
  await page.reload();
  await ready(page);
  assert.deepEqual(await texts(page), merged);

  // In another browser the file alone brings everything.
  const other = await open(browser, site.address);
  await visit(other.page, site.address, "#notes");
  assert.equal(await other.page.getByRole("button", { name: "Save as a document (HTML)" }).isDisabled(), true);
  await bringIn(other.page, file);
  await other.page.locator(".notes__text").nth(1).waitFor();
  assert.deepEqual(await texts(other.page), ["Ours & only <b>text</b>", "Shared"]);
  assert.deepEqual([...faults, ...other.faults], []);
  await other.context.close();
  await context.close();
});

test("two tabs do not undo each other, and each shows what the other did", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, VIEW);
  const second = await context.newPage();
  await visit(second, site.address, VIEW);
  await write(page, "From the first tab");
  await second.locator(".tools > button", { hasText: "Notes (1)" }).first().waitFor();
  await write(second, "From the second tab");
  await page.locator(".notes__text", { hasText: "From the second tab" }).waitFor();
  assert.deepEqual(await texts(page), ["From the first tab", "From the second tab"]);
  assert.deepEqual(faults, []);
  await context.close();
});

test("where the browser keeps nothing, notes work and the page says how long they last", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("refused", "QuotaExceededError");
    };
  });
  await visit(page, site.address, VIEW);
  await write(page, "One");
  await write(page, "Two");
  const warning = page.locator(".notes__warning", { hasText: "This browser keeps no notes" });
  assert.ok(await warning.first().isVisible());
  await allNotes(page);
  assert.ok(await warning.isVisible());
  assert.deepEqual(await texts(page), ["One", "Two"]);
  const [, file] = await saved(page, "Save as a file to hand on (JSON)");
  assert.equal(JSON.parse(file).notes.length, 2);
  assert.deepEqual(faults, []);
  await context.close();
});

test("notes that cannot be read are left as they are, and said", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await visit(page, site.address, VIEW);
  await write(page, "Readable");
  const key = await page.evaluate(() => Object.keys(localStorage).find((key) => key.includes(".notes.")));
  await page.evaluate((key) => localStorage.setItem(key, "{ broken"), key);
  await page.reload();
  await ready(page);
  await write(page, "Later");
  const warning = page.locator(".notes__warning", { hasText: "cannot be read. It is not whole" });
  assert.ok(await warning.first().isVisible());
  assert.equal(await page.evaluate((key) => localStorage.getItem(key), key), "{ broken");
  assert.deepEqual(faults, []);
  await context.close();
});

test("in the single file notes are there when it is opened again", async () => {
  const address = pathToFileURL(needed("SINGLE_FILE")).href;
  const { page, context, faults } = await open(browser, address, { offline: true });
  await visit(page, address, VIEW);
  await write(page, "On a laptop without a network");
  await page.reload();
  await ready(page);
  assert.match(await on(page).opener.innerText(), /^Notes \(1\)/);
  assert.deepEqual(faults, []);
  await context.close();
});
