/** What a store is made of, opened in the order in which each needs the other. */
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from './blobs/blobs.js';
import { Crc64 } from './blobs/crc64.js';
import { makeDirectory } from './directories.js';
import { Expirer } from './expiry.js';
import { DirectoryLock } from './lock.js';
import type { MetadataStore } from './metadata/metadata.js';
import { openBlobs } from './open-blobs.js';
import { openMetadata } from './open-metadata.js';
import { SOURCES, Sources } from './sources.js';
import { StartupError } from './startup-error.js';
import type { StoreOptions } from './store-options.js';
import { Sweeper } from './sweep.js';

const HOUR_MS = 3_600_000;

export interface StoreParts {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly lock: DirectoryLock;
  readonly sweeper: Sweeper;
  readonly expirer: Expirer;
  readonly crc64: Crc64;
  readonly clock: () => number;
  readonly verifyReads: boolean;
  /** Only where blobs are no files of this machine. */
  readonly sources?: Sources;
}

/** Throws StartupError with one line that names the directory, the database or the engine. */
export async function openParts(options: StoreOptions): Promise<StoreParts> {
  const { directory, retentionMs = HOUR_MS, clock = Date.now, onSweepError = warn, onExpired } = options;
  const { verifyReads = false } = options;
  const opened: { close?(): Promise<void> }[] = [];
  try {
    await makeDirectory(directory);
    // SQLite would only say that it is unable to open a file.
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    const lock = DirectoryLock.take(directory);
    opened.push({ close: async () => lock.release() });
    const blobs = await openBlobs(options);
    opened.push(blobs);
    const metadata = await openMetadata(options);
    opened.push(metadata);
    await blobs.claim?.(await metadata.identity(), async () => (await metadata.liveBlobs('', 1)).length > 0);
    const crc64 = await Crc64.load();
    const sources = openSources(options, crc64);
    const sweeper = new Sweeper({ metadata, blobs, retentionMs, clock });
    sweeper.start(onSweepError);
    const expirer = new Expirer({ metadata, clock, ...(onExpired && { onExpired }) });
    expirer.start(onSweepError);
    return { metadata, blobs, lock, sweeper, expirer, crc64, clock, verifyReads, ...(sources && { sources }) };
  } catch (error) {
    for (const part of opened.reverse()) await part.close?.().catch(() => {});
    if (error instanceof StartupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`The data directory ${directory} cannot be used: ${reason}.`, { cause: error });
  }
}

function openSources({ directory, s3, sourceCache = 0, reserve = 0 }: StoreOptions, crc64: Crc64): Sources | undefined {
  if (s3 === undefined) return undefined;
  return Sources.open({ directory: join(directory, SOURCES), capacity: sourceCache, reserve, crc64 });
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
