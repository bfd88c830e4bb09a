/** SigV4 by the signer of Amazon's SDK. Loaded where an origin is of S3. */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

export interface S3Signer {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
}

/** Of a GET of `url`, which has no query: what goes with it, without Host. */
export async function s3Headers(url: URL, { id, secret, region }: S3Signer): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: { accessKeyId: id, secretAccessKey: secret },
    sha256: Sha256,
    // S3 signs the path as it is sent.
    uriEscapePath: false,
  });
  const { protocol, hostname, pathname, host } = url;
  const request = { method: 'GET', protocol, hostname, path: pathname, query: {}, headers: { host } };
  const { host: _, ...headers } = (await signer.sign(request)).headers;
  return headers;
}

/** In the shape that the signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(chunk: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (chunk instanceof ArrayBuffer) return Buffer.from(chunk);
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
