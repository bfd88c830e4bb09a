/** The other side of a move, opened. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DirectorySource } from '../../moving/directory/source.js';
import { DirectoryTarget } from '../../moving/directory/target.js';
import type { OssKey } from '../../moving/oss/client.js';
import { OssSource } from '../../moving/oss/source.js';
import { OssTarget } from '../../moving/oss/target.js';
import type { Source, Target } from '../../moving/place.js';
import { moveSettings } from '../../moving/settings.js';
import { Crc64 } from '../../store/blobs/crc64.js';
import { Failure, type Session } from '../terminal.js';
import { type ReadyBucket, readyBucket } from './bucket.js';
import { type MovingOptions, type OtherPlace, remoteKey } from './options.js';
import type { Moving } from './run.js';

interface Opened {
  /** Where the place has settings. */
  readonly bucket?: ReadyBucket;
  close(): void;
}

/** Amazon's name of it; other engines mostly take any. */
const S3_REGION = 'us-east-1';

/** @throws Failure */
export async function openSource(
  place: OtherPlace,
  options: MovingOptions,
  session: Session,
): Promise<Opened & { readonly source: Source }> {
  const { prefix } = options;
  if (place.scheme === 'directory') {
    const source = new DirectorySource(checkedDirectory(place.path), prefix, await Crc64.load());
    return { source, close: () => {} };
  }
  const key = remoteKey(session);
  const { bucket } = place;
  if (place.scheme === 's3') {
    const client = await s3Client(options, key);
    const { S3Source } = await import('../../moving/s3/source.js');
    return { source: new S3Source(client, { bucket, prefix, acls: options.acls }), close: () => client.destroy() };
  }
  const ready = await ossBucket(place.bucket, options, session, 'need');
  // Unsigned, nobody is told an ACL.
  const source = new OssSource(ready.client, { prefix, acls: options.acls && key !== undefined });
  return { source, bucket: ready, close: () => ready.client.close() };
}

/** @throws Failure */
export async function openTarget(
  place: OtherPlace,
  options: MovingOptions,
  session: Session,
): Promise<Opened & { readonly target: Target }> {
  const searched = options.prefix;
  if (place.scheme === 'directory') {
    return { target: new DirectoryTarget(resolve(place.path), await Crc64.load()), close: () => {} };
  }
  const { bucket, prefix } = place;
  if (place.scheme === 's3') {
    const client = await s3Client(options, remoteKey(session));
    const { S3Target } = await import('../../moving/s3/target.js');
    return { target: new S3Target(client, { bucket, prefix, searched }), close: () => client.destroy() };
  }
  const ready = await ossBucket(bucket, options, session, options.dryRun ? 'look' : 'make');
  const target = new OssTarget(ready.client, prefix, { searched, empty: !ready.isThere });
  return { target, bucket: ready, close: () => ready.client.close() };
}

/** The SDK takes a while to load, and most moves need none. */
async function s3Client({ remote, remoteRegion }: MovingOptions, key: OssKey | undefined) {
  // Which versions of Node go on being served is not for whoever moves objects to see.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { newS3Client } = await import('../../moving/s3/client.js');
  return newS3Client({ endpoint: remote, region: remoteRegion ?? S3_REGION, key });
}

async function ossBucket(
  bucket: string,
  { remote, remoteRegion }: MovingOptions,
  session: Session,
  missing: 'make' | 'look' | 'need',
): Promise<ReadyBucket> {
  if (remote === undefined) {
    throw new Failure(`oss://${bucket}: --remote says where it is, such as https://oss-cn-hangzhou.aliyuncs.com.`, 2);
  }
  const unreachable = 'say with --remote where it is';
  return readyBucket({ endpoint: remote, bucket, key: remoteKey(session), region: remoteRegion, missing, unreachable });
}

/** A bucket that is moved into itself would never end. @throws Failure */
export function refuseSame(place: OtherPlace, { remote }: MovingOptions, own: { base: string; bucket: string }): void {
  if (place.scheme !== 'oss' || remote !== own.base || place.bucket !== own.bucket) return;
  throw new Failure(`oss://${place.bucket} at ${remote} and ${own.bucket} are the same bucket.`, 2);
}

/** Milliseconds for all settings of a bucket, which are some dozen requests. */
const SETTINGS_MS = 300_000;

/** What moves the settings; nothing where one of both places has none, or only a part of the objects is moved. */
export function settingsOf(
  from: ReadyBucket | undefined,
  to: ReadyBucket | undefined,
  options: MovingOptions,
): Pick<Moving, 'settings'> {
  if (from === undefined || to === undefined || !options.settings) return {};
  const signal = AbortSignal.timeout(SETTINGS_MS);
  const common = { dryRun: options.dryRun === true, bucketIsThere: to.isThere, signal };
  return { settings: (tell) => moveSettings(from.client, to.client, { ...common, ...tell }) };
}

function checkedDirectory(path: string): string {
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
  throw new Failure(`${path}: is no directory; a bucket is written oss://BUCKET or s3://BUCKET.`, 2);
}
