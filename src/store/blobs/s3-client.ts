/** The SDK's client, set up for a store, and what its errors mean. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { OssError } from '../../errors.js';
import type { S3Options } from './s3-options.js';

const CONNECT_MS = 3_000;
/** From the first byte that is sent, of a part as well, to the first of the answer. */
const ANSWER_MS = 15_000;
/** Without a byte in either direction. */
const IDLE_MS = 15_000;
/** The first included; the SDK waits longer from one to the next, by chance. */
const ATTEMPTS = 3;
const SOCKETS = 256;

export function newClient({ endpoint, region, pathStyle, accessKey }: S3Options): S3Client {
  const agent = { keepAlive: true, maxSockets: SOCKETS };
  const config: S3ClientConfig = {
    region,
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: pathStyle,
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    // Its newer checksums are unknown to many engines; every body here has its MD5, which all of them compare.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      socketTimeout: IDLE_MS,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(accessKey && { credentials: { accessKeyId: accessKey.id, secretAccessKey: accessKey.secret } }),
  };
  return new S3Client(config);
}

/** There is no such blob. The code is that of a missing file, so that nobody need know which of both it is. */
export class MissingBlob extends Error {
  override readonly name = 'MissingBlob';
  readonly code = 'ENOENT';
}

export function isMissing(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'NoSuchKey' || name === 'NotFound';
}

/** The HTTP status of an engine's refusal; undefined: it did not answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/**
 * The client of this server can do nothing about any of it but try again: the engine is away, slow, full, or refuses
 * the key. What it said goes into the log, as the cause.
 */
export function engineFailure(error: unknown): unknown {
  if (error instanceof OssError || error instanceof MissingBlob) return error;
  return new OssError(
    'ServiceUnavailable',
    'The storage engine does not answer as it should. Please try again later.',
    {
      cause: new EngineError(error),
    },
  );
}

/** What the log is told. The SDK's error has the connection in it, with all headers: pages long, and signed. */
class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(error: unknown) {
    const { name, message, code } = error as Error & { code?: string };
    const status = statusOf(error);
    const facts = [code, status !== undefined && `status ${status}`].filter(Boolean).join(', ');
    super(`${name}: ${message}${facts === '' ? '' : ` (${facts})`}`);
  }
}
