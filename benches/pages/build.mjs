// Makes a site of each peer in the folder given: one page, one script, one copy of the release.
import { build } from "esbuild";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const [, , release, into] = process.argv;
const page = (script) => `<!DOCTYPE html>
<html lang="en-GB">
  <head><meta charset="utf-8"><title>${script}</title>
    <link rel="preload" href="data/manifest.json" as="fetch" crossorigin="anonymous">
    <link rel="preload" href="data/overview.parquet" as="fetch" crossorigin="anonymous">
    <script type="module" src="${script}.js"></script></head>
  <body><main></main></body>
</html>
`;
const duckdb = path.join("node_modules", "@duckdb", "duckdb-wasm", "dist");
for (const peer of ["hyparquet", "duckdb"]) {
  const site = path.join(into, peer);
  mkdirSync(site, { recursive: true });
  await build({
    entryPoints: [`${peer}.js`],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outfile: path.join(site, `${peer}.js`),
    logLevel: "warning",
  });
  writeFileSync(path.join(site, "index.html"), page(peer));
  cpSync(release, path.join(site, "data"), { recursive: true });
}
cpSync(path.join(duckdb, "duckdb-eh.wasm"), path.join(into, "duckdb", "duckdb.wasm"));
cpSync(
  path.join(duckdb, "duckdb-browser-eh.worker.js"),
  path.join(into, "duckdb", "duckdb-worker.js"),
);
