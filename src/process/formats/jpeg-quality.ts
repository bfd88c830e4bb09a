/**
 * The quality that a JPEG was saved with, from its quantisation tables (behaviour D7, D8). JPEG stores no quality:
 * libjpeg scales the two tables of the standard's annex K by it, and that is undone here.
 */

/** What a JPEG divides its coefficients by: 64 numbers in zigzag order, as stored. */
export type QuantTable = readonly number[];

// biome-ignore format: four rows of 16 can be compared with the standard's table by eye; the formatter would set 64 lines of one number
const STANDARD_LUMA: QuantTable = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
  26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
  56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
  95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

// biome-ignore format: four rows of 16 can be compared with the standard's table by eye; the formatter would set 64 lines of one number
const STANDARD_CHROMA: QuantTable = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/** The sums of libjpeg's tables for each quality. No two are equal, so that its own tables are recognised exactly. */
const SUMS = Array.from({ length: 100 }, (_, i) => ({
  quality: i + 1,
  luma: sum(scaled(STANDARD_LUMA, i + 1)),
  chroma: sum(scaled(STANDARD_CHROMA, i + 1)),
}));

/**
 * The quality, 1–100: exact for libjpeg's tables, for others that of the libjpeg tables with the nearest sum.
 * @param chroma absent for a picture with one table for all channels
 */
export function estimateQuality(luma: QuantTable, chroma?: QuantTable): number {
  const found = sum(luma) + sum(chroma ?? []);
  const distance = (scale: (typeof SUMS)[number]) =>
    Math.abs(found - scale.luma - (chroma === undefined ? 0 : scale.chroma));
  return SUMS.reduce((best, scale) => (distance(scale) <= distance(best) ? scale : best)).quality;
}

/** libjpeg's scaling, in its integer arithmetic, with baseline's limit of 255. */
function scaled(table: QuantTable, quality: number): QuantTable {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return table.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))));
}

function sum(table: QuantTable): number {
  return table.reduce((total, value) => total + value, 0);
}
