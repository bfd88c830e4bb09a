/** The bytes of a store: files in its data directory, or objects of an S3 engine. */
import { join } from 'node:path';
import type { BlobStore } from './blobs/blobs.js';
import { FsBlobStore } from './blobs/fs.js';
import type { S3Options } from './blobs/s3-options.js';

/** Of the data directory: where the files are. */
export const BLOBS = 'blobs';

export interface BlobOptions {
  readonly directory: string;
  readonly s3?: S3Options;
  readonly reserve?: number;
  /** false: an engine's bucket that is absent is not made. */
  readonly make?: boolean;
}

/** Throws StartupError for an engine that cannot be used. */
export async function openBlobs({ directory, s3, reserve, make = true }: BlobOptions): Promise<BlobStore> {
  if (s3 === undefined) return FsBlobStore.open(join(directory, BLOBS), reserve === undefined ? {} : { reserve });
  // It would tell every start on Node 20 that later versions of it, which are not the one used here, want a newer Node.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // Loaded when it is wanted: the SDK takes a while.
  const { S3BlobStore } = await import('./blobs/s3.js');
  return S3BlobStore.open(s3, { make });
}
