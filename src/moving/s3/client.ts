/** The SDK's client for a bucket that is moved from or to. Loaded with the SDK, so only where S3 is asked for. */
import { S3Client } from '@aws-sdk/client-s3';
import { bareEtag, md5Of } from '../etags.js';
import type { OssKey } from '../oss/client.js';
import { type Digests, RemoteFailure } from '../place.js';

export interface S3Options {
  /** Absent: Amazon's of the region. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  /** Absent: found by the SDK's chain (variables, profile, role of the machine). */
  readonly key?: OssKey | undefined;
}

/** Milliseconds: to connect, and without a byte in either direction. */
const CONNECT_MS = 10_000;
const IDLE_MS = 60_000;

export function newS3Client({ endpoint, region, key }: S3Options): S3Client {
  return new S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // again() tries again, with the whole object.
    maxAttempts: 1,
    // Its newer checksums are unknown to many engines.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
    ...(key && {
      credentials: {
        accessKeyId: key.id,
        secretAccessKey: key.secret,
        ...(key.token !== undefined && { sessionToken: key.token }),
      },
    }),
  });
}

interface Answer {
  readonly ETag?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
}

/** Of an answer to PutObject or GetObject. With a key of KMS the ETag is no digest of the bytes. */
export function digestsOf({ ETag, ServerSideEncryption: encryption }: Answer): Digests {
  return encryption === undefined || encryption === 'AES256' ? md5Of(bareEtag(ETag)) : {};
}

interface SdkError extends NodeJS.ErrnoException {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Of a call of the SDK. @throws RemoteFailure */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { name, message, code, $metadata } = error as SdkError;
    if ($metadata === undefined && name === 'CredentialsProviderError') {
      throw new RemoteFailure(
        'no key for S3: set TINTYPE_REMOTE_ACCESS_KEY_ID and TINTYPE_REMOTE_ACCESS_KEY_SECRET, or what Amazon looks for',
        403,
      );
    }
    // Its name is only 'Error'.
    const kind = code === 'ECONNREFUSED' ? 'no server answers; say with --remote where it is' : name;
    const status = $metadata?.httpStatusCode ?? 0;
    throw new RemoteFailure(`S3: ${kind}: ${message}`, status, name, { cause: error });
  }
}
