// What a reader sees when something is missing, broken, slow to arrive or switched off.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { browser, fitsAtEveryWidth, needed, open, ready, site, visit, withSite } from "./support.mjs";

withSite("BOROUGH_SITE");

test("headline figures are there before WASM, and without scripts", async () => {
  const { page, context } = await open(browser, site.address, { javaScriptEnabled: false });
  await page.goto(site.address);
  const text = await page.locator("main").innerText();
  assert.match(text, /\d+\.\d% \(\d+\.\d% to \d+\.\d%\)/);
  assert.match(text, /30 September 2026/);
  await context.close();
});

const BROKEN = [
  ["a missing manifest", "manifest.json", (route) => route.fulfill({ status: 404, body: "" })],
  ["a manifest that is not JSON", "manifest.json", (route) => route.fulfill({ body: "<html>" })],
  ["a foreign overview", "overview.parquet", (route) => route.fulfill({ body: "not Parquet" })],
  ["missing estimates", "estimates.parquet", (route) => route.fulfill({ status: 404, body: "" })],
  ["a broken connection", "estimates.parquet", (route) => route.abort("connectionreset")],
  ["foreign gaps", "gaps.parquet", (route) => route.fulfill({ body: "PAR1 and no more" })],
];

for (const [what, file, answer] of BROKEN) {
  test(`${what}: a message that names ${file}, and never a blank page`, async () => {
    const { page, context, faults } = await open(browser, site.address);
    await page.route(`**/${file}`, answer);
    await page.goto(`${site.address}#inequalities`);
    const alert = page.locator("[role='alert']", { hasText: file });
    await alert.first().waitFor();
    assert.ok((await page.locator("main").innerText()).length > 40);
    await fitsAtEveryWidth(page);
    const uncaught = faults.filter((fault) => fault.startsWith("uncaught"));
    assert.deepEqual(uncaught, []);
    await context.close();
  });
}

// What the server would send, changed on its way.
const changed = (change) => async (route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, body: change(await answer.body()) });
};
const manifest = (change) =>
  changed((body) => {
    const value = JSON.parse(body.toString("utf8"));
    change(value);
    return JSON.stringify(value);
  });
const flipped = (share) =>
  changed((body) => {
    const bytes = Buffer.from(body);
    bytes[Math.floor(share * (bytes.length - 1))] ^= 1;
    return bytes;
  });

const CHANGED = [
  ["another schema version", "manifest.json", manifest((value) => (value.schema_version = 99)), /schema version 99/],
  ["a manifest without files", "manifest.json", manifest((value) => (value.files = [])), /does not list/],
  ["a manifest that lost a part", "manifest.json", manifest((value) => delete value.catalogue), /catalogue/],
  ["a truncated overview", "overview.parquet", changed((body) => body.subarray(0, 900)), /expected \d+ bytes, found 900/],
  ...[0, 0.2, 0.5, 0.8, 0.99, 1].map((share) => [
    `an overview with a bit flipped at ${share}`,
    "overview.parquet",
    flipped(share),
    /overview\.parquet/,
  ]),
  ["a part of estimates with a bit flipped", "estimates.parquet", flipped(0.5), /estimates\.parquet/],
];

for (const [what, file, answer, expected] of CHANGED) {
  test(`${what}: said with its file, and the rest can be used`, async () => {
    const { page, context, faults } = await open(browser, site.address);
    await page.route(`**/${file}`, answer);
    await page.goto(`${site.address}#multimorbidity`);
    const alert = page.locator("[role='alert']", { hasText: expected }).first();
    await alert.waitFor();
    assert.match(await alert.innerText(), new RegExp(file.replace(".", "\\.")));
    assert.ok((await page.locator("main").innerText()).length > 40);
    await page.evaluate(() => (location.hash = "#accessibility"));
    if (file !== "manifest.json" || /does not list/.test(expected.source)) {
      await page.locator("h1", { hasText: "Accessibility statement" }).waitFor();
    }
    assert.deepEqual(
      faults.filter((fault) => fault.startsWith("uncaught")),
      [],
    );
    await context.close();
  });
}

test("on a slow connection the headline stays until there is more, and then all of it comes", async () => {
  const { page, context, faults } = await open(browser, site.address);
  await page.route("**/*.parquet", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await page.goto(`${site.address}#multimorbidity`);
  await page.locator("main .headline-figures").waitFor();
  await page.locator("[data-exhibit]").first().waitFor();
  await ready(page);
  assert.ok((await page.locator("[data-exhibit] svg.chart").count()) >= 5);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a host without byte ranges serves the whole dashboard", async () => {
  const folder = needed("BOROUGH_SITE");
  const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };
  const plain = createServer(async (request, response) => {
    const name = new URL(request.url, "http://host").pathname;
    try {
      const body = await readFile(path.join(folder, name === "/" ? "index.html" : name));
      response.setHeader("content-type", types[path.extname(name)] ?? (name === "/" ? "text/html" : "application/octet-stream"));
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${plain.address().port}/`;
  const { page, context, faults } = await open(browser, address);
  await visit(page, address, "#multimorbidity?measure=ltc_5_plus");
  await ready(page);
  assert.ok((await page.locator("[data-exhibit] svg").count()) >= 3);
  assert.deepEqual(faults, []);
  await context.close();
  plain.close();
});

test("the server sends the right headers, ranges of Parquet and compressed everything else", async () => {
  const get = (name, headers = {}) => fetch(site.address + name, { headers });
  const page = await get("");
  assert.equal(page.headers.get("content-type"), "text/html");
  const policy = page.headers.get("content-security-policy");
  assert.ok(policy.includes("default-src 'none'") && policy.includes("'wasm-unsafe-eval'"));
  assert.ok(!policy.includes("unsafe-inline"));
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  const part = await get("data/estimates.parquet", { range: "bytes=0-3" });
  assert.equal(part.status, 206);
  assert.equal(await part.text(), "PAR1");
  assert.equal(part.headers.get("content-encoding"), null);
  const html = await page.text();
  const wasm = html.match(/[\w.-]+_bg\.wasm/)?.[0] ?? (await (await get("boot.js")).text()).match(/[\w.-]+\.wasm/)?.[0];
  const program = await get(wasm, { "accept-encoding": "br" });
  assert.equal(program.headers.get("content-type"), "application/wasm");
  assert.equal(program.headers.get("content-encoding"), "br");
  assert.equal((await get("../../etc/passwd")).status, 404);
  assert.equal((await get("no-such-file")).status, 404);
});
