// What both peers draw: every neighbourhood's share with its interval, and the whole's as a line.
import * as Plot from "@observablehq/plot";

// 0.975 of the standard normal distribution.
const Z = 1.959963984540054;

function wilson({ numerator, denominator }) {
  const share = numerator / denominator;
  const middle = (numerator + (Z * Z) / 2) / (denominator + Z * Z);
  const half =
    (Z / (1 + (Z * Z) / denominator)) *
    Math.sqrt((share * (1 - share)) / denominator + (Z * Z) / (4 * denominator * denominator));
  return { value: share, lower: middle - half, upper: middle + half };
}

// The measure and the day that the dashboard opens Multimorbidity with.
export async function wanted() {
  const manifest = await (await fetch("data/manifest.json")).json();
  const { whole, neighbourhoods } = manifest.catalogue;
  return {
    measure: "ltc_3_plus",
    day: manifest.coverage.last_snapshot,
    whole: whole.code,
    names: new Map(neighbourhoods.map(({ code, name }) => [code, name])),
  };
}

export function draw(rows, { whole, names }) {
  const shown = rows
    .filter(({ status }) => status === "shown")
    .map((row) => ({ ...row, numerator: Number(row.numerator), denominator: Number(row.denominator) }));
  const areas = shown
    .filter(({ area }) => area !== whole)
    .map((row) => ({ name: names.get(row.area), ...wilson(row) }));
  const of_whole = shown.filter(({ area }) => area === whole).map((row) => wilson(row).value);
  document.querySelector("main").append(
    Plot.plot({
      marginLeft: 190,
      width: 526,
      x: { percent: true, zero: true, grid: true, label: "Percent" },
      y: { label: null },
      marks: [
        Plot.ruleX(of_whole),
        Plot.ruleY(areas, { x1: "lower", x2: "upper", y: "name" }),
        Plot.dot(areas, { x: "value", y: "name", fill: "black", r: 5 }),
        Plot.text(areas, { x: "upper", y: "name", dx: 24, text: (row) => `${(100 * row.value).toFixed(1)}%` }),
      ],
    }),
  );
}
