/** A bucket of the OSS API, made ready to be moved from or to. */
import { OssClient, type OssKey } from '../../moving/oss/client.js';
import { RemoteFailure } from '../../moving/place.js';
import { authorityAdvice } from '../../store/untrusted.js';
import { type Server, WHERE_OURS } from '../endpoint.js';
import { Failure } from '../terminal.js';

export interface BucketOptions {
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: OssKey | undefined;
  readonly region?: string | undefined;
  /** 'make': where there is none. 'look': it may be missing. 'need': it must be there. */
  readonly missing: 'make' | 'look' | 'need';
  /** What to do when nothing answers there. */
  readonly unreachable: string;
}

export interface ReadyBucket {
  readonly client: OssClient;
  readonly isThere: boolean;
}

/** Milliseconds for a request without a body. */
const PATIENCE = 60_000;

/** Learns the region, so that requests are signed with V4, which can sign any key. @throws Failure */
export async function readyBucket(options: BucketOptions): Promise<ReadyBucket> {
  const { endpoint, bucket, key } = options;
  const region = options.region ?? regionIn(endpoint);
  const client = new OssClient({ endpoint, bucket, key, region });
  try {
    const isThere = (await learnRegion(client)) || (await made(client, options));
    return { client, isThere };
  } catch (error) {
    client.close();
    if (error instanceof RemoteFailure) {
      throw new Failure(`${bucket}: ${error.message}${adviceOn(error, options)}`);
    }
    throw error;
  }
}

function adviceOn({ status, cause }: RemoteFailure, { unreachable }: BucketOptions): string {
  if (status !== 0) return '';
  const authority = cause instanceof Error ? authorityAdvice(cause) : '';
  return authority === '' ? `; ${unreachable}` : `.${authority}`;
}

/** A bucket of the server that the command asks. @throws Failure */
export function ownBucket(
  { base, pair }: Server,
  bucket: string,
  missing: BucketOptions['missing'],
): Promise<ReadyBucket> {
  const key = { id: pair.accessKeyId, secret: pair.accessKeySecret };
  return readyBucket({ endpoint: base, bucket, key, missing, unreachable: WHERE_OURS });
}

/** 'oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou-internal.aliyuncs.com'. */
function regionIn(endpoint: string): string | undefined {
  return /^oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/i.exec(new URL(endpoint).hostname)?.[1];
}

/** @returns whether there is such a bucket */
async function learnRegion(client: OssClient): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const root = await client.xml({ method: 'GET', query: [['location', '']], signal });
    const region = /^oss-([a-z0-9-]+)$/.exec(root.text)?.[1];
    if (region !== undefined && client.region === undefined) client.useRegion(region);
    return true;
  } catch (error) {
    if (!(error instanceof RemoteFailure)) throw error;
    if (error.code === 'NoSuchBucket') return false;
    // Unsigned, or a key that may only read objects: V1 goes on without the region, and a wrong key is told at the listing.
    if (error.status === 403) return true;
    throw error;
  }
}

async function made(client: OssClient, { missing, bucket, endpoint }: BucketOptions): Promise<boolean> {
  if (missing === 'look') return false;
  if (missing === 'need') throw new Failure(`${bucket}: there is no such bucket at ${endpoint}.`);
  await client.head({ method: 'PUT', signal: AbortSignal.timeout(PATIENCE) });
  return learnRegion(client);
}
