// Lets the dashboard start out of this very file: no server, no network.
//
// The published files stand in this page as gzip in base64. What the dashboard would fetch is
// answered from them, whole or in part; anything else is refused, because there is no one to ask.
{
  document.documentElement.setAttribute("data-single-file", "");
  const opened = new Map();

  const unpacked = async (name) => {
    const block = document.querySelector(`script[data-file="${CSS.escape(name)}"]`);
    if (!block) return null;
    const letters = atob(block.textContent);
    const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const file = (name) => {
    if (!opened.has(name)) opened.set(name, unpacked(name));
    return opened.get(name);
  };

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const folder = new URL("data/", document.baseURI).href;
    const name = request.url.startsWith(folder) ? request.url.slice(folder.length) : "";
    const bytes = await file(decodeURIComponent(name));
    if (!bytes) return new Response(null, { status: 404 });
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "");
    if (!range) return new Response(bytes, { status: 200 });
    const [from, to] = [Number(range[1]), Math.min(Number(range[2]), bytes.length - 1)];
    if (from > to) return new Response(null, { status: 416 });
    return new Response(bytes.slice(from, to + 1), { status: 206 });
  };

  // Links to published files: what is in here is saved, of what is not the page says so.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.('a[href^="data/"]');
    if (!link) return;
    event.preventDefault();
    const name = link.getAttribute("href").slice("data/".length);
    const bytes = await file(name);
    if (bytes) {
      const saved = document.createElement("a");
      saved.href = URL.createObjectURL(new Blob([bytes]));
      saved.download = name.split("/").pop();
      saved.click();
      setTimeout(() => URL.revokeObjectURL(saved.href), 10000);
    } else if (!link.nextElementSibling) {
      const note = document.createElement("span");
      note.setAttribute("role", "status");
      note.textContent = " is not in this file; it is in the published folder";
      link.after(note);
    }
  });

  window.startDashboard = async () => START({ module_or_path: await unpacked("dashboard.wasm") });
}
