// Keeps the dashboard and its release on this device, so that both open without a network.
//
// SITE is put in by `outcomes site`: the release, and the SHA-256 of every file that is kept. A file
// with another digest is never answered with and never kept, so what a reader sees is always one
// release, and a broken copy is fetched anew. Another site means another worker: its files are
// fetched beside these and take their place when the reader says so, or at the next visit.
const SITE = null;

const SCRIPT = "service-worker.js";
const PAGE = "index.html";
const PATIENCE_MILLISECONDS = 500;
const scope = self.registration.scope;
const PREFIX = `outcomes ${scope} `;
const CACHE = PREFIX + SITE?.version;
const address = (name) => new URL(name, scope).href;

// Files whose digests were compared since this worker was started, by name.
const compared = new Map();

async function isListed(name, bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits === SITE.files[name];
}

// A file from the cache, if it is there and whole.
async function kept(name) {
  if (compared.has(name)) return compared.get(name);
  const stored = await caches.match(address(name), { cacheName: CACHE });
  if (!stored) return null;
  const bytes = await stored.arrayBuffer();
  if (!(await isListed(name, bytes))) return null;
  const file = { bytes, headers: stored.headers };
  compared.set(name, file);
  return file;
}

// A file from the host, if it is the one that this site has; it is kept from then on.
async function fetched(name) {
  const response = await fetch(address(name), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${name}: the server answered with status ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (!(await isListed(name, bytes))) throw new Error(`${name}: another release is published there`);
  // The bytes are no longer compressed.
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const cache = await caches.open(CACHE);
  await cache.put(address(name), new Response(bytes, { headers }));
  const file = { bytes, headers };
  compared.set(name, file);
  return file;
}

// What was asked for of a file: all of it, or the range that a cache would not cut.
function answer({ bytes, headers }, range) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (!asked) return new Response(bytes, { headers });
  const from = Number(asked[1]);
  const to = Math.min(asked[2] === "" ? Infinity : Number(asked[2]), bytes.byteLength - 1);
  if (from > to) {
    const all = { "content-range": `bytes */${bytes.byteLength}` };
    return new Response(null, { status: 416, headers: all });
  }
  const partial = new Headers(headers);
  partial.set("content-range", `bytes ${from}-${to}/${bytes.byteLength}`);
  return new Response(bytes.slice(from, to + 1), { status: 206, headers: partial });
}

// Leaves everything to the network from now on.
async function retire() {
  compared.clear();
  await caches.delete(CACHE);
  await self.registration.unregister();
}

async function page(event) {
  // A release that was taken off its host is not shown from here either. A slow host is not waited
  // for: whoever has opened the page is then sent on to what the host says.
  const gone = isTakenOff();
  const later = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
  if (await Promise.race([gone, later])) {
    await retire();
    return fetch(event.request);
  }
  event.waitUntil(gone.then((isGone) => isGone && sendOn(event.resultingClientId)));
  const file = (await kept(PAGE)) ?? (await fetched(PAGE).catch(() => null));
  if (file) return answer(file);
  // Nothing here is of use: the host has another release, and the copy of this one is broken.
  await retire();
  return fetch(event.request);
}

async function part(name, request) {
  const file = await kept(name);
  if (file) return answer(file, request.headers.get("range"));
  if (!(await caches.has(CACHE))) return fetch(request);
  try {
    return answer(await fetched(name), request.headers.get("range"));
  } catch (error) {
    self.registration.update().catch(() => {});
    return new Response(error.message, { status: 503 });
  }
}

async function isTakenOff() {
  const isGone = async (name) => {
    const response = await fetch(address(name), { method: "HEAD", cache: "no-store" }).catch(() => null);
    return response?.status === 404 || response?.status === 410;
  };
  const found = await Promise.all([SCRIPT, "data/manifest.json"].map(isGone));
  return found.includes(true);
}

// Lets a page that was answered from here be answered by its host.
async function sendOn(client) {
  compared.clear();
  await caches.delete(CACHE);
  const window = await self.clients.get(client);
  await window?.navigate(window.url).catch(() => {});
  await retire();
}

if (SITE) {
  self.addEventListener("install", (event) => {
    event.waitUntil(Promise.all(Object.keys(SITE.files).map(fetched)));
  });

  self.addEventListener("activate", (event) => {
    const clear = async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
    };
    event.waitUntil(clear());
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = request.url.split(/[?#]/)[0];
    if (request.method !== "GET" || !url.startsWith(scope)) return;
    const name = decodeURIComponent(url.slice(scope.length)) || PAGE;
    if (name === PAGE && request.mode === "navigate") {
      event.respondWith(page(event));
    } else if (Object.hasOwn(SITE.files, name)) {
      event.respondWith(part(name, request));
    }
  });

  self.addEventListener("message", (event) => {
    const { ask, program, release } = event.data;
    if (ask === "site") {
      event.ports[0].postMessage({ release: SITE.release, asOf: SITE.as_of });
    } else if (ask === "show") {
      self.skipWaiting();
    } else if (ask === "join" && release === SITE.release && Object.hasOwn(SITE.files, program)) {
      // A page that came from the host before there was a worker, and is of this very site.
      event.waitUntil(self.clients.claim());
    }
  });
}
