/** Small plots as SVG, for docs/performance.md: readable on white and on black, and in a diff. */

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

export interface BarPlot {
  readonly title: string;
  /** What the values are in: 'ms'. */
  readonly unit: string;
  readonly bars: readonly (readonly [name: string, value: number])[];
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 70;
const RIGHT = 20;
const TOP = 40;
const BOTTOM = 50;
/** Height of a name and its colour. */
const LEGEND = 18;
const COLOURS = ['#2f7ed8', '#e8743b', '#19a979', '#945ecf', '#ed4a7b'];
const INK = '#808080';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const at = (value: number) => value.toFixed(1);

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end' = 'middle'): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function page(title: string, height: number, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  return `${head} font-family="sans-serif" font-size="12" fill="${INK}">\n<title>${escaped(title)}</title>\n${parts.join('\n')}\n</svg>\n`;
}

/** Both axes logarithmic: a straight line with slope one is a cost that grows as its cause does. */
export function linePlot({ title, x, y, series }: LinePlot): string {
  const points = series.flatMap((each) => each.points);
  // Above the plot: inside of it a name could lie on a line.
  const top = TOP + LEGEND * series.length;
  const bottom = top + HEIGHT - TOP - BOTTOM;
  const across = scale(
    points.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const up = scale(
    points.map(([, value]) => value),
    bottom,
    top,
  );
  const grid = [
    ...across.ticks.flatMap((tick) => [
      `<path d="M${at(across.of(tick))} ${top}V${bottom}" stroke="${INK}" stroke-opacity=".25"/>`,
      text(across.of(tick), bottom + 16, short(tick)),
    ]),
    ...up.ticks.flatMap((tick) => [
      `<path d="M${LEFT} ${at(up.of(tick))}H${WIDTH - RIGHT}" stroke="${INK}" stroke-opacity=".25"/>`,
      text(LEFT - 6, up.of(tick) + 4, short(tick), 'end'),
    ]),
  ];
  const lines = series.flatMap(({ name, points: own }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const places = own.map(([px, py]) => [at(across.of(px)), at(up.of(py))] as const);
    const path = places.map(([px, py], place) => `${place ? 'L' : 'M'}${px} ${py}`).join('');
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...places.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`),
      `<rect x="${LEFT + 10}" y="${TOP - 12 + LEGEND * index}" width="10" height="10" fill="${colour}"/>`,
      text(LEFT + 26, TOP - 3 + LEGEND * index, name, 'start'),
    ];
  });
  const labels = [text(WIDTH / 2, 20, title), text(WIDTH / 2, bottom + 38, x), text(8, top - 10, y, 'start')];
  return page(title, bottom + BOTTOM, [...grid, ...lines, ...labels]);
}

export function barPlot({ title, unit, bars }: BarPlot): string {
  const names = 220;
  const most = Math.max(...bars.map(([, value]) => value));
  const rows = bars.flatMap(([name, value], index) => {
    const top = TOP + 26 * index;
    const width = ((WIDTH - names - 110) * value) / most;
    return [
      text(names - 8, top + 14, name, 'end'),
      `<rect x="${names}" y="${top}" width="${at(Math.max(1, width))}" height="18" fill="${COLOURS[0]}"/>`,
      text(names + width + 8, top + 14, `${short(value)} ${unit}`, 'start'),
    ];
  });
  return page(title, TOP + 26 * bars.length + 10, [text(WIDTH / 2, 20, title), ...rows]);
}

/** A decade at least, from the power of ten at or below the least to that at or above the most. */
function scale(values: readonly number[], from: number, to: number) {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const of = (value: number) => from + ((Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) * (to - from);
  return { of, ticks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)) };
}

function short(value: number): string {
  if (value >= 10_000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
