/** The quantisation tables of the standard's annex K, and what libjpeg makes of them for a quality. */

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

/** Of a quality of 1–100, for luma and for chroma. */
export function tablesAt(quality: number): { readonly luma: QuantTable; readonly chroma: QuantTable } {
  return { luma: scaled(STANDARD_LUMA, quality), chroma: scaled(STANDARD_CHROMA, quality) };
}

/** libjpeg's scaling, in its integer arithmetic, with baseline's limit of 255. */
function scaled(table: QuantTable, quality: number): QuantTable {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return table.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))));
}
