/**
 * The quality that a JPEG was saved with, from its quantisation tables (behaviour D7, D8). JPEG stores no quality:
 * libjpeg scales the two tables of the standard's annex K by it, and that is undone here.
 */

import { type QuantTable, tablesAt } from './jpeg-tables.js';

/** The sums of libjpeg's tables for each quality. No two are equal, so that its own tables are recognised exactly. */
const SUMS = Array.from({ length: 100 }, (_, i) => {
  const { luma, chroma } = tablesAt(i + 1);
  return { quality: i + 1, luma: sum(luma), chroma: sum(chroma) };
});

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

function sum(table: QuantTable): number {
  return table.reduce((total, value) => total + value, 0);
}
