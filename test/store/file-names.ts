/** The names of all files in a directory and below. */
import { readdir } from 'node:fs/promises';

export async function fileNames(directory: string): Promise<string[]> {
  const all = await readdir(directory, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}
