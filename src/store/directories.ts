/** Directories that are still there after a power cut. */
import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes what is missing of a path, for its owner only. Names that were there are flushed as well: whoever made them
 * may have died before it came to that.
 */
export async function makeDirectory(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  const top = dirname(resolve(made ?? path));
  for (let parent = dirname(resolve(path)); ; parent = dirname(parent)) {
    await syncDirectory(parent).catch(unlessForbidden);
    if (parent === top) return;
  }
}

/** A name in a directory is durable when the directory is: its file's own flush is of the bytes alone. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** A directory that holds the data directory may be one that we can enter and not read. */
function unlessForbidden(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}
