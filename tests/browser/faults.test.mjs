// What a reader sees when something is missing, broken, slow to arrive or switched off.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { launch, needed, open, ready, serve, visit } from "./support.mjs";

let site, browser;
before(async () => {
  site = await serve(needed("BOROUGH_SITE"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.stop();
});

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
    const uncaught = faults.filter((fault) => fault.startsWith("uncaught"));
    assert.deepEqual(uncaught, []);
    await context.close();
  });
}

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
