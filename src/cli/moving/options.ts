/** What `tintype import` and `tintype export` share: the other side, and how much at once. */
import { type Command, InvalidArgumentError } from 'commander';
import type { OssKey } from '../../moving/oss/client.js';
import { checkBucketName } from '../../oss/names.js';
import { endpoint, SERVER_SETTINGS } from '../endpoint.js';
import { addSettings } from '../options.js';
import { Failure, type Session } from '../terminal.js';

export interface MovingOptions {
  readonly remote?: string;
  readonly remoteRegion?: string;
  readonly prefix: string;
  readonly parallel: number;
  readonly dryRun?: true;
  readonly keep?: true;
  readonly settings: boolean;
  readonly acls: boolean;
  readonly endpoint?: string;
}

export const MOST_PARALLEL = 64;

export function addMovingOptions(command: Command): Command {
  command
    .option('--remote <url>', 'scheme, host and port of the other side', endpoint)
    .option('--remote-region <region>', 'its region, where its host does not say it')
    .option('--prefix <text>', 'only objects whose keys begin with it; they keep their keys', '')
    .option('--parallel <n>', `objects at once, 1 to ${MOST_PARALLEL}`, parallel, 8)
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--keep', 'never replace what the target has under the same key')
    .option('--no-settings', "leave the bucket's ACL, styles and access settings as they are")
    .option('--no-acls', "objects get no ACL of their own, and the source's are not asked for")
    .option('--endpoint <url>', 'scheme, host and port of this server', endpoint);
  return addSettings(command, SERVER_SETTINGS);
}

/** What both helps say of the other side. */
export const REMOTE_HELP = `
The other side's key pair is taken from TINTYPE_REMOTE_ACCESS_KEY_ID and TINTYPE_REMOTE_ACCESS_KEY_SECRET, and
TINTYPE_REMOTE_TOKEN for temporary ones: other users can read command lines. Without them an OSS bucket is asked
unsigned. The running server of this side is found like that of 'tintype url'.`;

export function parallel(text: string): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST_PARALLEL) return value;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_PARALLEL}.`);
}

export interface BucketPlace {
  readonly scheme: 'oss' | 's3';
  readonly bucket: string;
  /** '' or ending in whatever the user wrote. */
  readonly prefix: string;
}

export type OtherPlace = BucketPlace | { readonly scheme: 'directory'; readonly path: string };

/** 'oss://BUCKET/PREFIX', 's3://BUCKET/PREFIX' or a path. @throws Failure */
export function otherPlace(text: string): OtherPlace {
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)\/?(.*)$/is.exec(text);
  if (found === null) return { scheme: 'directory', path: text };
  const [, scheme = '', bucket = '', prefix = ''] = found;
  if (scheme !== 'oss' && scheme !== 's3') {
    throw new Failure(`${text}: write oss://BUCKET or s3://BUCKET, and the host as --remote ${scheme}://HOST.`, 2);
  }
  if (scheme === 'oss') checkedBucket(bucket, text);
  else if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}$/.test(bucket)) throw new Failure(`${text}: no name of a bucket.`, 2);
  return { scheme, bucket, prefix };
}

/** 'BUCKET' or 'BUCKET/PREFIX' of this server. @throws Failure */
export function ownPlace(text: string): { readonly bucket: string; readonly prefix: string } {
  const slash = text.indexOf('/');
  const [bucket, prefix] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
  checkedBucket(bucket, text);
  return { bucket, prefix };
}

function checkedBucket(bucket: string, text: string): void {
  try {
    checkBucketName(bucket);
  } catch (error) {
    throw new Failure(`${text}: ${(error as Error).message}`, 2);
  }
}

/** @throws Failure for half of a pair */
export function remoteKey({ terminal: { env } }: Session): OssKey | undefined {
  const [id, secret, token] = ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'TOKEN'].map(
    (name) => env[`TINTYPE_REMOTE_${name}`],
  );
  if (id && secret) return { id, secret, ...(token && { token }) };
  if (!id && !secret) return undefined;
  throw new Failure('TINTYPE_REMOTE_ACCESS_KEY_ID and TINTYPE_REMOTE_ACCESS_KEY_SECRET: give both, or neither.', 2);
}
