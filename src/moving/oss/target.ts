/** A bucket as a target: of this server, of another Tintype, or of OSS. */
import { writeXml } from '../../http/xml.js';
import { textOf } from '../../http/xml-document.js';
import { MAX_BODY_BYTES } from '../../oss/object/upload.js';
import { percentEncode } from '../../oss/percent.js';
import { ListingFinder } from '../order.js';
import type { Content, Description, Digests, Finder, Parts, PutOptions, Target } from '../place.js';
import { RemoteFailure } from '../place.js';
import type { OssClient } from './client.js';
import { listBucket } from './listing.js';
import { digestsOf } from './object-answer.js';

export interface OssTargetOptions {
  /** What all keys begin with: only those are listed. */
  readonly searched?: string;
  /** There is no bucket yet. */
  readonly empty?: boolean;
}

export class OssTarget implements Target {
  readonly largestPut = MAX_BODY_BYTES;
  readonly #client: OssClient;
  readonly #prefix: string;
  readonly #searched: string;

  readonly #empty: boolean;

  /** `prefix`: goes in front of every key. */
  constructor(client: OssClient, prefix: string, { searched = '', empty = false }: OssTargetOptions = {}) {
    this.#client = client;
    this.#prefix = prefix;
    this.#searched = searched;
    this.#empty = empty;
  }

  finder(signal: AbortSignal): Finder {
    if (this.#empty) return { find: async () => undefined };
    const prefix = this.#prefix + this.#searched;
    return new ListingFinder(listBucket(this.#client, { prefix, strip: this.#prefix.length, signal }));
  }

  async digests(key: string, signal: AbortSignal): Promise<Digests> {
    return digestsOf(await this.#client.head({ method: 'HEAD', object: this.#prefix + key, signal }));
  }

  async put(key: string, content: Content, description: Description, { keep, signal }: PutOptions): Promise<Digests> {
    const { body, size, md5 } = content;
    const headers = {
      ...headersOf(description, keep),
      'content-length': String(size),
      ...(md5 !== undefined && { 'content-md5': Buffer.from(md5, 'hex').toString('base64') }),
    };
    const answer = await this.#client.head({ method: 'PUT', object: this.#prefix + key, headers, body, signal });
    return digestsOf(answer);
  }

  async link(key: string, target: string, { keep, signal }: PutOptions): Promise<void> {
    const headers = {
      ...headersOf({ headers: {} }, keep),
      'x-oss-symlink-target': percentEncode(this.#prefix + target, '/'),
    };
    await this.#client.head({ method: 'PUT', object: this.#prefix + key, query: [['symlink', '']], headers, signal });
  }

  async parts(key: string, description: Description, { keep, signal }: PutOptions): Promise<Parts> {
    const client = this.#client;
    const object = this.#prefix + key;
    const { acl, ...rest } = description;
    const begun = await client.xml({
      method: 'POST',
      object,
      query: [['uploads', '']],
      headers: headersOf(rest, keep),
      signal,
    });
    const id = textOf(begun, 'UploadId') ?? '';
    if (id === '') throw new RemoteFailure('the target began an upload and does not say which', 0);
    const uploadId = ['uploadId', id] as const;
    return {
      async put(number, { body, size }, given) {
        const query = [['partNumber', String(number)], uploadId] as const;
        const headers = { 'content-length': String(size) };
        const answer = await client.head({ method: 'PUT', object, query, headers, body, signal: given });
        return String(answer.etag ?? '');
      },
      async complete(etags, given) {
        const Part = etags.map((ETag, n) => ({ PartNumber: n + 1, ETag }));
        const body = Buffer.from(writeXml('CompleteMultipartUpload', { Part }));
        const headers = { 'content-type': 'application/xml', ...headersOf({ headers: {}, ...(acl && { acl }) }, keep) };
        const answer = await client.document({
          method: 'POST',
          object,
          query: [uploadId],
          headers,
          body,
          signal: given,
        });
        return digestsOf(answer.headers);
      },
      async abort() {
        // Not with the signal that may have ended it.
        const over = AbortSignal.timeout(10_000);
        await client.head({ method: 'DELETE', object, query: [uploadId], signal: over }).catch(() => {});
      },
    };
  }
}

function headersOf({ headers, acl, tags }: Description, keep: boolean): Record<string, string> {
  return {
    ...headers,
    ...(acl !== undefined && { 'x-oss-object-acl': acl }),
    ...(tags !== undefined && { 'x-oss-tagging': tags }),
    ...(keep && { 'x-oss-forbid-overwrite': 'true' }),
  };
}
