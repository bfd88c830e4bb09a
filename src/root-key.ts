/** The root key pair: given by the operator, or made once and kept in the data directory. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './store/directories.js';
import { type KeyPair, newKeyPair } from './store/key-pair.js';

/** The account that the root key pair belongs to and that owns what it makes; the same for every root key pair. */
export const ROOT_ACCOUNT = '1000000000000001';

export type { KeyPair };

export interface RootKey extends KeyPair {
  /** 'given' by environment or file, 'kept' from an earlier start, 'made' now: only then is the secret shown. */
  readonly origin: 'given' | 'kept' | 'made';
  /** Where it is kept; absent when it was given. */
  readonly path?: string;
}

/** The file is there but cannot be read, or says nothing usable. The message is one line for the terminal. */
export class RootKeyError extends Error {
  override readonly name = 'RootKeyError';
}

/**
 * The pair to serve with. Call it while holding the store's lock, so that two starts do not both make one.
 * @throws RootKeyError when the kept file is damaged or not readable
 */
export async function rootKey(directory: string, given: KeyPair | undefined): Promise<RootKey> {
  if (given !== undefined) return { ...given, origin: 'given' };
  const kept = await keptRootKey(directory);
  return kept ?? makeRootKey(directory);
}

/** The pair of an earlier start, for commands beside the server; undefined: none was made there. */
export async function keptRootKey(directory: string): Promise<RootKey | undefined> {
  const path = keyFile(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new RootKeyError(
      `${path}: cannot be read (${code}); it holds the root key pair and belongs to the server's user. Or set TINTYPE_ACCESS_KEY_ID and TINTYPE_ACCESS_KEY_SECRET.`,
    );
  }
  const pair = pairOf(text);
  if (pair === undefined) {
    throw new RootKeyError(`${path}: not a key pair; restore it, or move it away and the next start makes a new pair.`);
  }
  return { ...pair, origin: 'kept', path };
}

function keyFile(directory: string): string {
  return join(directory, 'root-key.json');
}

function pairOf(text: string): KeyPair | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { accessKeyId, accessKeySecret } = Object(content) as Record<string, unknown>;
  if (typeof accessKeyId !== 'string' || typeof accessKeySecret !== 'string') return undefined;
  return accessKeyId === '' || accessKeySecret === '' ? undefined : { accessKeyId, accessKeySecret };
}

async function makeRootKey(directory: string): Promise<RootKey> {
  const pair = newKeyPair();
  const path = keyFile(directory);
  await mkdir(directory, { recursive: true });
  // Complete before it has its name, and at no moment readable by others.
  const unfinished = `${path}.new`;
  await writeFile(unfinished, `${JSON.stringify(pair, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, path);
  // Its secret is shown once: a power cut must not leave the next start to make another pair.
  await syncDirectory(directory);
  return { ...pair, origin: 'made', path };
}
