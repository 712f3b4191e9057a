// Keeps the dashboard and its release on this device (service-worker.js does), says so at the end of
// the page, and offers another release when the host has one. Does nothing where no worker may run:
// in a page opened from a disk, over plain HTTP, and for readers who save data.
const place = (id, words) => {
  const element = document.getElementById(id);
  element.querySelector("p").textContent = words;
  element.classList.add("told");
  return element;
};

// What a worker keeps.
const site = (worker) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage({ ask: "site" }, [port2]);
  });

const onScreen = document.querySelector("meta[name='release']")?.content;

async function say(worker) {
  const { release, asOf } = await site(worker);
  place("kept", `Release ${release}, data as of ${asOf}, is kept on this device and opens without a network.`);
}

async function offer(worker) {
  const { release, asOf } = await site(worker);
  const words =
    release === onScreen
      ? "A newer version of this dashboard is here."
      : `A newer release is here: data as of ${asOf}, release ${release}.`;
  const button = place("newer", words).querySelector("button");
  button.hidden = false;
  button.onclick = () => worker.postMessage({ ask: "show" });
}

async function keep() {
  const workers = navigator.serviceWorker;
  let isKept = Boolean(workers.controller);
  workers.addEventListener("controllerchange", () => {
    // The first worker serves what is on the screen; another one has another site. A release that
    // was opened from the reader's own files stays until the reader leaves it.
    if (isKept && !document.documentElement.hasAttribute("data-opened")) location.reload();
    isKept = true;
  });
  const registration = await workers.register("./service-worker.js", { updateViaCache: "none" });
  const arrived = (worker) => {
    if (worker.state === "installed" && registration.active) offer(worker);
    if (worker.state !== "activated") return;
    const program = document.querySelector("script[data-module]").dataset.module.replace("./", "");
    worker.postMessage({ ask: "join", program, release: onScreen });
    say(worker);
  };
  const watch = (worker) => {
    if (!worker) return;
    arrived(worker);
    worker.addEventListener("statechange", () => arrived(worker));
  };
  registration.addEventListener("updatefound", () => watch(registration.installing));
  [registration.active, registration.waiting, registration.installing].forEach(watch);
  // A page that stays open hears of a new release when somebody comes back to it.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

// Nothing is fetched to be kept while something is on its way to the screen.
async function quiet() {
  do {
    await new Promise((resolve) => setTimeout(resolve, 500));
  } while (document.querySelector("[aria-busy='true']"));
}

if ("serviceWorker" in navigator && onScreen && !navigator.connection?.saveData) {
  quiet().then(keep).catch((error) => console.warn(`Nothing is kept on this device: ${error.message}`));
}
