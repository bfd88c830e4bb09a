/** Keys in words. */
import type { KeyLimits, ListedKey } from '../../store/key-records.js';

/** 'reads and writes in photos, thumbs'. */
export function rightsOf({ readOnly, buckets }: KeyLimits): string {
  return `${readOnly ? 'reads' : 'reads and writes'} ${buckets === undefined ? 'everywhere' : `in ${buckets.join(', ')}`}`;
}

/** 'enabled', 'until 2026-11-25 14:02', 'expired', 'disabled'. */
export function stateOf({ enabled, temporary }: ListedKey, now: number): string {
  if (temporary !== undefined && temporary.expiresAt <= now) return 'expired';
  if (!enabled) return 'disabled';
  return temporary === undefined ? 'enabled' : `until ${minuteOf(temporary.expiresAt)}`;
}

/** '2026-11-25 14:02', in UTC. */
export function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/** Columns as wide as their widest cell, two spaces apart. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
