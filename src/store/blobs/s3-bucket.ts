/** The bucket that keeps the blobs: whether it is there, and whose it is. */
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { StartupError } from '../startup-error.js';
import { authorityAdvice } from '../untrusted.js';
import { isMissing, statusOf } from './s3-client.js';
import type { S3Options } from './s3-options.js';

/** The identity of the metadata that know the bucket's blobs. To others they would all be unknown, and be swept. */
const OWNER = 'metadata.id';
/** Amazon's first region, which no bucket names. */
const NAMELESS_REGION = 'us-east-1';
/** Name of the SDK's error when its chain has come to its end. */
const NO_KEY = 'CredentialsProviderError';
const KEY_ADVICE =
  'Set TINTYPE_S3_ACCESS_KEY_ID and TINTYPE_S3_ACCESS_KEY_SECRET, or what the chain reads: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the machine.';

/** Throws StartupError, which names the setting. */
export async function openBucket(client: S3Client, options: S3Options, make: boolean): Promise<void> {
  const { bucket: Bucket } = options;
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (error) {
    if (statusOf(error) !== 404) throw refused(options, error);
    if (!make) throw new StartupError(`${Bucket} does not exist.`, { setting: 's3-bucket', cause: error });
    await create(client, options);
  }
}

async function create(client: S3Client, options: S3Options): Promise<void> {
  const { bucket: Bucket, region, endpoint } = options;
  // Other engines know regions of their own, and make a bucket where they are.
  const LocationConstraint = region as NonNullable<
    CreateBucketCommandInput['CreateBucketConfiguration']
  >['LocationConstraint'];
  const inRegion = endpoint === undefined && region !== NAMELESS_REGION;
  const placed = inRegion ? { CreateBucketConfiguration: { LocationConstraint } } : {};
  try {
    await client.send(new CreateBucketCommand({ Bucket, ...placed }));
  } catch (error) {
    // Another node was faster.
    if ((error as Error).name === 'BucketAlreadyOwnedByYou') return;
    const reason = statusOf(error) === undefined ? reasonOf(error) : (error as Error).name;
    const line = `${Bucket} does not exist, and could not be made (${reason}). Make it, or allow the key to.`;
    throw new StartupError(line, { setting: 's3-bucket', cause: error });
  }
}

/**
 * Marks the bucket as that of the metadata with this identity. Throws StartupError for another's, and for an empty one
 * where the metadata know of bytes (`isUsed`): they are somewhere else.
 */
export async function claimBucket(
  client: S3Client,
  Bucket: string,
  identity: string,
  isUsed: () => Promise<boolean>,
): Promise<void> {
  const at = { Bucket, Key: OWNER };
  const owner = await ownerOf(client, at);
  if (owner === identity) return;
  if (owner !== undefined) {
    throw new StartupError(
      `${Bucket} keeps the bytes of another metadata database. Name the one it began with, or choose another bucket.`,
      { setting: 's3-bucket' },
    );
  }
  if (await isUsed()) {
    throw new StartupError(
      `${Bucket} has none of the bytes that the metadata know of. Name the bucket that has them, or leave --blobs out if they are files.`,
      { setting: 's3-bucket' },
    );
  }
  await client.send(new PutObjectCommand({ ...at, Body: Buffer.from(`${identity}\n`) }));
}

async function ownerOf(client: S3Client, at: { Bucket: string; Key: string }): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(at));
    return (await Body?.transformToString())?.trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** To HEAD an engine answers without a reason. */
function refused(options: S3Options, error: unknown): StartupError {
  const { bucket, endpoint, accessKey } = options;
  const status = statusOf(error);
  const cause = { cause: error };
  if ((error as Error).name === NO_KEY) {
    const line = `is not set, and Amazon's chain found no key: ${reasonOf(error)}. ${KEY_ADVICE}`;
    return new StartupError(line, { setting: 's3-access-key-id', ...cause });
  }
  if (status === undefined) {
    const where = endpoint ?? `of Amazon in ${options.region}`;
    const line = `${where} cannot be reached: ${reasonOf(error)}.${authorityAdvice(error)}`;
    return new StartupError(line, { setting: 's3-endpoint', ...cause });
  }
  if (status === 403) {
    const key = accessKey ? '--s3-access-key-id' : "the key that Amazon's chain found";
    const line = `${bucket} is refused to the key: check ${key}, its secret and its rights.`;
    return new StartupError(line, { setting: 's3-bucket', ...cause });
  }
  const advice = 'check --s3-endpoint, --s3-region and --s3-path-style';
  const line = `${bucket} cannot be used: the engine answered with status ${status}; ${advice}.`;
  return new StartupError(line, { setting: 's3-bucket', ...cause });
}

/** Several addresses that refuse are an error without a message of its own. */
function reasonOf(error: unknown): string {
  const { message, name, code } = error as Error & { code?: string };
  return (message || code || name).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}
