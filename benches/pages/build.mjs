// Makes a site of each peer in the folder given: one page, one script, one copy of the release.
import { build } from "esbuild";
import { parquetReadObjects } from "hyparquet";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [, , release, into] = process.argv;
const page = (script) => `<!DOCTYPE html>
<html lang="en-GB">
  <head><meta charset="utf-8"><title>${script}</title>
    <link rel="preload" href="data/manifest.json" as="fetch" crossorigin="anonymous">
    <link rel="preload" href="data/overview.${script === "duckdb" ? "csv" : "parquet"}" as="fetch" crossorigin="anonymous">
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

// The same table for a reader that has no Parquet of its own.
const file = new Uint8Array(readFileSync(path.join(release, "overview.parquet"))).buffer;
const columns = ["measure", "period_end", "area", "numerator", "denominator", "status"];
const cell = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : (value ?? ""));
const lines = (await parquetReadObjects({ file, columns })).map((row) =>
  columns.map((name) => cell(row[name])).join(","),
);
writeFileSync(
  path.join(into, "duckdb", "data", "overview.csv"),
  [columns.join(","), ...lines, ""].join("\n"),
);
