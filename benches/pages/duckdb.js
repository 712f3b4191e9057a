// DuckDB-WASM reads the table by SQL, Observable Plot draws. As CSV: its reader of Parquet is an
// extension that it fetches from another host, which a page like ours may not do.
import * as duckdb from "@duckdb/duckdb-wasm";
import { draw, wanted } from "./figure.js";

const about = wanted();
const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker("duckdb-worker.js"));
await database.instantiate(new URL("duckdb.wasm", document.baseURI).href);
const file = new Uint8Array(await (await fetch("data/overview.csv")).arrayBuffer());
await database.registerFileBuffer("overview.csv", file);
const connection = await database.connect();
const { measure, day } = await about;
const table = await connection.query(`
  SELECT area, numerator, denominator, status
  FROM read_csv('overview.csv')
  WHERE measure = '${measure}' AND period_end = DATE '${day}'
  ORDER BY area`);
draw(
  table.toArray().map((row) => row.toJSON()),
  await about,
);
