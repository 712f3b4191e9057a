// Starts the dashboard's program. In a file of its own, because the content security policy forbids
// scripts in the page. When the program cannot start, the page says so in words.
//
// The page as one file has this as well; there `startDashboard` is the way to start.
{
  const published = document.querySelector("script[data-module]");
  const line = document.getElementById("loading");
  const main = document.getElementById("maincontent");

  const startPublished = async () => {
    const base = document.baseURI;
    const script = await import(new URL(published.dataset.script, base).href);
    await script.default({ module_or_path: new URL(published.dataset.module, base).href });
    // Once there is something to see, what is on the screen is kept for when there is no network.
    import(new URL("offline.js", base).href).catch(() => {});
  };
  const fail = (error) => {
    const why = error && error.message ? error.message : error;
    const files = published ? ", and the tables downloaded from the folder “data/downloads” beside this page" : "";
    line.textContent =
      `The charts cannot be shown: this browser could not start them (${why}). ` +
      `The figures above can still be read${files}.`;
    line.setAttribute("role", "alert");
    main.removeAttribute("aria-busy");
  };

  // The chart in the page is of what the plain address opens; a link to another view is not kept
  // waiting with it.
  if (!/^#?(overview|maincontent)?$/.test(location.hash)) document.querySelector(".first-charts")?.remove();
  // Said from here, because without scripts nothing is on its way.
  line.textContent = "All charts and tables are on their way.";
  line.hidden = false;
  main.setAttribute("aria-busy", "true");

  try {
    await (published ? startPublished : window.startDashboard)();
  } catch (error) {
    fail(error);
  }
}
