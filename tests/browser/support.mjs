// What the browser tests share: a served site, and a real Chromium that reports every fault.
//
// Set by `cargo xtask test`: CHROMIUM, OUTCOMES (the program), VILLAGE_SITE, BOROUGH_SITE,
// SINGLE_FILE, SCREENSHOTS.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

// axe-core as an expression to evaluate in a page: a script tag would need a weaker policy.
const axe = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

export function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with \`cargo xtask test\``);
  return value;
}

// What the tests of a file use: both are there while they run.
export let site, browser;

// Starts a browser for all tests of the file that calls this.
export function withBrowser() {
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
}

// The same, and serves the site that an environment variable names.
export function withSite(name) {
  before(async () => {
    site = await serve(needed(name));
  });
  withBrowser();
  after(() => site?.stop());
}

// Serves a site on a free port of this machine, until `stop` is called.
export async function serve(folder) {
  const server = spawn(needed("OUTCOMES"), ["serve", "--port", "0", "--site", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const address = await new Promise((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (part) => {
      text += part;
      const found = text.match(/http:\/\/\S+\//);
      if (found) resolve(found[0]);
    });
    server.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${text}`)));
  });
  return { address, stop: () => server.kill() };
}

export async function launch() {
  return chromium.launch({
    executablePath: needed("CHROMIUM"),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

// A page whose every console error, uncaught error and foreign request is kept in `faults`.
export async function open(browser, address, { width = 1280, height = 900, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    acceptDownloads: true,
    // What is kept on a device would answer in place of what a test puts in the way.
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    requests.push(request);
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith("blob:") && !url.startsWith("data:")) {
      faults.push(`foreign request: ${url}`);
    }
  });
  return { page, context, faults, requests };
}

// Opens a view by what stands after `#` and waits until its charts are drawn.
export async function visit(page, address, hash = "") {
  await page.goto(address + hash);
  await ready(page);
}

export async function ready(page) {
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => !document.querySelector("[aria-busy='true']"));
}

// The whole page, or one part of it.
export async function screenshot(page, name, part) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const file = { path: path.join(folder, `${name}.png`) };
  await (part ? page.locator(part).screenshot(file) : page.screenshot({ ...file, fullPage: true }));
}

// Nothing is wider than the screen, and axe-core finds nothing.
export async function fitsAndHasNoViolation(page) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${overflow} pixels wider than the screen`);
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map(
      (one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target)}`,
    );
  });
  assert.deepEqual(violations, []);
}

// The same on a computer, a tablet and a small phone; `settled` waits until the page is as it stays.
export async function fitsAtEveryWidth(page, settled = ready) {
  for (const width of [1280, 768, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    await fitsAndHasNoViolation(page);
  }
}
