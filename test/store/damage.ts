/** What years do to a disk, at once. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function blobPath(directory: string, id: string): string {
  return join(directory, 'blobs', id.slice(0, 2), id);
}

export function blobIds(directory: string): string[] {
  const all = readdirSync(join(directory, 'blobs'), { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** One bit of one byte. */
export function flip(path: string, at: number, bit = 0): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(path, bytes);
}
