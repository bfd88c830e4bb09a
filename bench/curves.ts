/**
 * `npm run bench:curves`: how the cost grows with the megapixels of the source, the length of the chain, the connections,
 * the pictures kept and the keys of a bucket. A table, a plot and a sentence on each go into docs/performance.md as soon
 * as they are there. `npm run bench:curves -- keys kept` measures those alone.
 */

import { connections } from './curves/connections.js';
import { keptPictures, keys } from './curves/contents.js';
import { chains, megapixels } from './curves/pictures.js';
import { machine, markdownTable, picture, writeSection } from './performance-page.js';
import { linePlot } from './svg.js';

/** What one curve hands over. */
export interface Curve {
  /** File name of its plot, without ending. */
  readonly file: string;
  readonly title: string;
  /** What grows, and what is measured: the first column and the others. */
  readonly x: string;
  readonly y: string;
  readonly names: readonly string[];
  /** The first number of a row grows. */
  readonly rows: readonly (readonly [number, ...number[]])[];
  /** About what was measured. */
  readonly about: string;
}

const CURVES: Readonly<Record<string, () => Promise<Curve>>> = {
  megapixels,
  chains,
  connections,
  kept: keptPictures,
  keys,
};

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(CURVES)) {
  const on = machine();
  const curve = await CURVES[name]?.();
  if (curve === undefined) throw new Error(`No curve is called ${name}. There are ${Object.keys(CURVES).join(', ')}.`);
  const text = `\`npm run bench:curves -- ${name}\`. ${on}\n\n${sectionOf(curve)}`;
  console.log(text);
  const plots = { [`curve-${curve.file}`]: plotOf(curve) };
  writeSection({ name: `curve ${name}`, title: `How the cost grows: ${curve.title}`, text, plots });
}

function tableOf({ x, names, rows }: Curve): string {
  return markdownTable(
    [x, ...names],
    rows.map((row) => row.map((value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : ''))),
  );
}

function sectionOf(curve: Curve): string {
  const { title, about, file } = curve;
  return [`${about} ${growth(curve)}`, picture(`curve-${file}`, title), tableOf(curve)].join('\n\n');
}

function plotOf({ title, x, y, names, rows }: Curve): string {
  const series = names.map((name, column) => ({
    name,
    points: rows.flatMap(([at, ...values]) => {
      const value = values[column];
      return value !== undefined && Number.isFinite(value) ? [[at, value] as const] : [];
    }),
  }));
  return linePlot({ title, x, y, series });
}

/** From the first row to the last, of each column. */
function growth({ x, names, rows }: Curve): string {
  const parts = names.map((name, column) => {
    const measured = rows.filter((row) => Number.isFinite(row[column + 1] ?? Number.NaN));
    const [first, last] = [measured[0], measured.at(-1)];
    const [from = 0, to = 0] = [first?.[column + 1], last?.[column + 1]];
    const times = (last?.[0] ?? 0) / (first?.[0] ?? 1);
    return `${name}: x ${Number((to / from).toPrecision(2))} for x ${Number(times.toPrecision(3))}`;
  });
  return `From the least to the most ${x}, ${parts.join('; ')}.`;
}
