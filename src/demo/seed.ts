/** The first start shows something: an empty store gets a public bucket of sample pictures. */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { access, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Store } from '../store/records.js';
import { DEMO_BUCKET, DEMO_PICTURES, DEMO_STYLES } from './pictures.js';

export interface SeedOptions {
  readonly store: Store;
  /** Account id that will own the bucket. */
  readonly account: string;
  /** A directory of the server's own for the drawings on their way into the store: the data directory. */
  readonly directory: string;
}

/** Milliseconds; drawing takes less than one second where nothing is wrong. */
const DRAWING_TIMEOUT = 30_000;

/**
 * true when the bucket was made now; false when the store has buckets already. Throws when the pictures cannot be
 * drawn or stored: the server works without them.
 */
export async function seedDemo({ store, account, directory }: SeedOptions): Promise<boolean> {
  // The drawings' directory stays until the last picture is stored, so a start that was killed here is made good.
  const drawings = join(directory, 'demo-unfinished');
  const unfinished = await exists(drawings);
  if (!unfinished && !(await isEmpty(store, account))) return false;
  await mkdir(drawings, { recursive: true });
  await drawInto(drawings);
  await store.createBucket({ name: DEMO_BUCKET, owner: account, acl: 'public-read' });
  for (const [key, contentType] of Object.entries(DEMO_PICTURES)) {
    const file = join(drawings, key);
    const { size } = await stat(file);
    await store.put(DEMO_BUCKET, key, createReadStream(file), { headers: { 'content-type': contentType }, size });
  }
  const styles = Object.entries(DEMO_STYLES);
  for (const [name, content] of styles) {
    await store.styles.put(DEMO_BUCKET, { name, content, category: 'image', most: styles.length });
  }
  await rm(drawings, { recursive: true });
  return true;
}

async function isEmpty(store: Store, account: string): Promise<boolean> {
  const { buckets } = await store.buckets({ owner: account, limit: 1 });
  return buckets.length === 0;
}

async function drawInto(directory: string): Promise<void> {
  const script = fileURLToPath(new URL('./draw.js', import.meta.url));
  try {
    await promisify(execFile)(process.execPath, [script, directory], { timeout: DRAWING_TIMEOUT });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
