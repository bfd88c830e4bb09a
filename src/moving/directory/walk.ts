/** The files under a directory, in the order of keys. */
import { isUtf8 } from 'node:buffer';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listed, Unreadable } from '../place.js';

interface Entry {
  /** As part of a key; a directory's ends in '/', by which it has to be sorted. */
  readonly name: Buffer;
  readonly directory: boolean;
  readonly file: boolean;
}

/**
 * Names of one directory at a time are in memory. Symlinks are never followed: one may lead out of the directory, or
 * round in a circle. `prefix`: only keys that begin with it.
 */
export async function* walk(root: string, prefix: string): AsyncGenerator<Listed | Unreadable> {
  yield* under(root, '', prefix);
}

async function* under(root: string, above: string, prefix: string): AsyncGenerator<Listed | Unreadable> {
  const entries = await entriesOf(pathOf(root, above)).catch((error: NodeJS.ErrnoException) => error);
  if (entries instanceof Error) {
    yield { key: above, fault: `the directory cannot be read (${entries.code ?? entries.message})` };
    return;
  }
  for (const { name, directory, file } of entries) {
    const key = above + name.toString();
    if (!key.startsWith(prefix) && !(directory && prefix.startsWith(key))) continue;
    if (!isUtf8(name)) yield { key, fault: 'its name is not UTF-8' };
    else if (directory) yield* under(root, key, prefix);
    else if (file) yield await fileAt(root, key);
    else yield { key, fault: 'it is no file; symlinks are not followed' };
  }
}

async function entriesOf(path: string): Promise<Entry[]> {
  const found = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  const entries = found.map((entry): Entry => {
    const directory = entry.isDirectory();
    return {
      name: directory ? Buffer.concat([entry.name, Buffer.from('/')]) : entry.name,
      directory,
      file: entry.isFile(),
    };
  });
  return entries.sort((a, b) => Buffer.compare(a.name, b.name));
}

async function fileAt(root: string, key: string): Promise<Listed | Unreadable> {
  try {
    const { size } = await lstat(pathOf(root, key));
    return { key, size };
  } catch (error) {
    return { key, fault: `it cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}

/** Of a key of walk(), which has no '..' in it. */
export function pathOf(root: string, key: string): string {
  return join(root, ...key.split('/').filter((part) => part !== ''));
}
