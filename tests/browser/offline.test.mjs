// What is kept on a reader's device: opens without a host, is always one release, heals, and goes.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import {
  browser, fitsAndHasNoViolation, needed, open, ready, screenshot, serve, visit, withBrowser,
} from "./support.mjs";

withBrowser();
const folder = mkdtempSync(path.join(os.tmpdir(), "offline-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const kept = (page) => page.locator("#kept", { hasText: "is kept on this device" });

// A copy of a site in a folder of its own, below the top of the host.
async function hosted(t, site, name) {
  const root = path.join(folder, name);
  cpSync(site, path.join(root, "neighbourhoods"), { recursive: true });
  // The program serves sites only, and this is one with another inside.
  cpSync(path.join(site, "index.html"), path.join(root, "index.html"));
  const server = await serve(root);
  t.after(() => server.stop());
  return { server, site: path.join(root, "neighbourhoods"), address: `${server.address}neighbourhoods/` };
}

async function firstVisit(address) {
  const opened = await open(browser, address, { serviceWorkers: "allow" });
  await visit(opened.page, address);
  await kept(opened.page).waitFor({ timeout: 30_000 });
  return opened;
}

const release = async (page) => (await page.locator(".foot").innerText()).match(/Release (\w+)/)[1];

test("after one visit everything opens without the host, in any folder of it", async (t) => {
  const { server, address } = await hosted(t, needed("BOROUGH_SITE"), "stopped");
  const { page, context, faults } = await firstVisit(address);
  await fitsAndHasNoViolation(page);
  await screenshot(page, "kept-1280");
  server.stop();
  // Without a reload first: the page that was there is served as well.
  await page.evaluate(() => (location.hash = "#coordination?measure=mdt_review"));
  await ready(page);
  assert.ok((await page.locator("main svg.chart").count()) > 0);
  await page.reload();
  await ready(page);
  for (const hash of ["multimorbidity", "inequalities", "outcomes?measure=ae_attendances", "compare", "data"]) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await page.waitForFunction(() => !document.querySelector("[aria-busy='true']"));
    assert.doesNotMatch(await page.locator("main").innerText(), /cannot be reached|could not be loaded/, hash);
  }
  await page.evaluate(() => (location.hash = "#overview"));
  await page.locator("main svg.chart [data-area]").first().click();
  await page.waitForFunction(() => /area=/.test(location.hash) && !document.querySelector("[aria-busy='true']"));
  assert.ok((await page.locator("main svg.chart").count()) > 0);
  const whole = await page.evaluate(async () => (await (await fetch("data/estimates.parquet")).arrayBuffer()).byteLength);
  const parts = await page.evaluate(async () => {
    const get = async (range) => {
      const answer = await fetch("data/estimates.parquet", { headers: { range } });
      return [answer.status, (await answer.arrayBuffer()).byteLength];
    };
    return [await get("bytes=0-3"), await get("bytes=10-"), await get("bytes=99999999-")];
  });
  assert.deepEqual(parts, [[206, 4], [206, whole - 10], [416, 0]]);
  const unwanted = faults.filter((fault) => !/Failed to load resource|ERR_/.test(fault));
  assert.deepEqual(unwanted, []);
  await context.close();
});

test("another release is offered, taken when the reader says so, and nothing of the old one stays", async (t) => {
  const { site, address } = await hosted(t, needed("BOROUGH_SITE"), "replaced");
  const { page, context, faults } = await firstVisit(address);
  const before = await release(page);
  rmSync(site, { recursive: true });
  cpSync(needed("VILLAGE_SITE"), site, { recursive: true });
  await page.reload();
  await ready(page);
  assert.equal(await release(page), before, "still the release that is kept, all of it");
  const offer = page.locator("#newer", { hasText: "A newer release is here" });
  await offer.waitFor({ timeout: 30_000 });
  await fitsAndHasNoViolation(page);
  await screenshot(page, "newer-1280");
  await page.setViewportSize({ width: 360, height: 800 });
  await fitsAndHasNoViolation(page);
  await screenshot(page, "newer-360");
  await offer.getByRole("button", { name: "Show it" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => {
    const foot = document.querySelector(".foot");
    return foot && !foot.innerText.includes(before);
  }, before);
  await ready(page);
  await kept(page).waitFor();
  const caches = await page.evaluate(() => window.caches.keys());
  assert.equal(caches.length, 1, `${caches}`);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a broken or missing copy is fetched anew, and a foreign file is never answered with", async (t) => {
  const { site, address } = await hosted(t, needed("VILLAGE_SITE"), "broken");
  const { page, context } = await firstVisit(address);
  const spoil = (name, body) =>
    page.evaluate(
      async ([name, body]) => {
        const cache = await caches.open((await caches.keys())[0]);
        const url = new URL(name, document.baseURI).href;
        if (body === null) await cache.delete(url);
        else await cache.put(url, new Response(body));
        // A worker that has just been started has compared nothing yet.
      },
      [name, body],
    );
  const restart = async () => {
    const session = await context.newCDPSession(page);
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await session.detach();
  };
  await spoil("data/overview.parquet", "not Parquet");
  await spoil("data/manifest.json", null);
  await spoil("index.html", "<p>not the page</p>");
  await restart();
  await page.reload();
  await ready(page);
  assert.equal(await page.locator("[role='alert']").count(), 0);
  assert.ok((await page.locator("main svg.chart").count()) > 0);
  // The host now has another manifest, and the copy of ours is gone.
  await spoil("data/estimates.parquet", null);
  renameSync(path.join(site, "data/overview.parquet"), path.join(site, "data/estimates.parquet"));
  await restart();
  await page.goto(`${address}#multimorbidity?measure=ltc_5_plus`);
  await page.reload();
  const alert = page.locator("[role='alert']", { hasText: "estimates.parquet" });
  await alert.first().waitFor();
  await context.close();
});

test("a release that was taken off its host is deleted here as well, and what the host says is shown", async (t) => {
  const { site, address } = await hosted(t, needed("VILLAGE_SITE"), "withdrawn");
  const { page, context } = await firstVisit(address);
  rmSync(site, { recursive: true });
  await assert.rejects(page.reload(), /net::ERR_/);
  const beside = await context.newPage();
  await beside.goto(new URL("/", address).href);
  assert.deepEqual(await beside.evaluate(() => caches.keys()), []);
  await context.close();
});

test("a site in the middle of being replaced keeps the release that was there before", async (t) => {
  const { site, address } = await hosted(t, needed("BOROUGH_SITE"), "halfway");
  const { page, context } = await firstVisit(address);
  const before = await release(page);
  // The script of the next site has arrived, its files have not.
  cpSync(path.join(needed("VILLAGE_SITE"), "service-worker.js"), path.join(site, "service-worker.js"));
  for (const ending of [".br", ".gz"]) rmSync(path.join(site, `service-worker.js${ending}`), { force: true });
  await page.reload();
  await ready(page);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => {}));
  await page.waitForTimeout(1_000);
  assert.equal(await release(page), before);
  assert.equal(await page.locator("#newer.told").count(), 0, "nothing is offered that is not whole");
  await context.close();
});
