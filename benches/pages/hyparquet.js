// hyparquet reads the Parquet file, Observable Plot draws.
import { parquetReadObjects } from "hyparquet";
import { draw, wanted } from "./figure.js";

const [about, file] = await Promise.all([
  wanted(),
  fetch("data/overview.parquet").then((answer) => answer.arrayBuffer()),
]);
const columns = ["measure", "period_end", "area", "numerator", "denominator", "status"];
const rows = await parquetReadObjects({ file, columns });
const day = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
draw(
  rows.filter((row) => row.measure === about.measure && day(row.period_end) === about.day),
  about,
);
