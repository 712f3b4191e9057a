// Starts the dashboard's module. In a file of its own, because the content security policy
// forbids scripts in the page. When the module cannot start, the page says so in words.
const start = document.querySelector("script[data-module]");

function fail(error) {
  const line = document.getElementById("loading");
  if (!line) return;
  line.textContent =
    "The charts cannot be shown: this browser could not start them (" +
    (error && error.message ? error.message : error) +
    "). The files under Data and methods can still be downloaded from the folder “data” beside this page.";
  line.setAttribute("role", "alert");
}

// The chart in the page is of what the plain address opens; a link to another view is not kept waiting
// with it.
if (!/^#?(overview|maincontent)?$/.test(location.hash)) document.querySelector(".first-charts")?.remove();

try {
  const base = document.baseURI;
  const script = await import(new URL(start.dataset.script, base).href);
  await script.default({ module_or_path: new URL(start.dataset.module, base).href });
  // Once there is something to see, what is on the screen is kept for when there is no network.
  import(new URL("offline.js", base).href).catch(() => {});
} catch (error) {
  fail(error);
}
