/** A bucket as a source: of OSS, or of a Tintype. */
import { childOf, childrenOf, textOf } from '../../http/xml-document.js';
import { percentDecode, percentEncode } from '../../oss/percent.js';
import type { Description, Digests, Listed, Opened, Piece, Source } from '../place.js';
import { RemoteFailure } from '../place.js';
import type { OssClient } from './client.js';
import { listBucket } from './listing.js';
import { describingHeaders, digestsOf } from './object-answer.js';

export interface OssSourceOptions {
  /** Only keys that begin with it; they keep it. */
  readonly prefix: string;
  /** Objects' own ACLs are read, a request for each. */
  readonly acls: boolean;
}

export class OssSource implements Source {
  readonly #client: OssClient;
  readonly #options: OssSourceOptions;

  constructor(client: OssClient, options: OssSourceOptions) {
    this.#client = client;
    this.#options = options;
  }

  list(signal: AbortSignal): AsyncIterable<Listed> {
    return listBucket(this.#client, { prefix: this.#options.prefix, strip: 0, signal });
  }

  async digests({ key }: Listed, signal: AbortSignal): Promise<Digests> {
    return digestsOf(await this.#client.head({ method: 'HEAD', object: key, signal }));
  }

  async open({ key }: Listed, piece: Piece | undefined, signal: AbortSignal): Promise<Opened> {
    const wanted = piece === undefined || piece.start === 0;
    const acl = wanted && this.#options.acls ? await this.#aclOf(key, signal) : undefined;
    const range = piece && { range: `bytes=${piece.start}-${piece.end}` };
    const answer = await this.#client.send({ method: 'GET', object: key, ...(range && { headers: range }), signal });
    const { headers, statusCode } = answer;
    if (range && statusCode !== 206) {
      answer.destroy();
      throw new RemoteFailure('the source sends all where a part was asked for', 416);
    }
    // Also where the count is a lie: what there is will be seen.
    const tagged = wanted && headers['x-oss-tagging-count'] !== undefined && headers['x-oss-tagging-count'] !== '0';
    const length = /^\d{1,15}$/.test(headers['content-length'] ?? '') ? Number(headers['content-length']) : undefined;
    try {
      const tags = tagged ? await this.#tagsOf(key, signal) : undefined;
      const description: Description = {
        headers: describingHeaders(headers),
        ...(acl && { acl }),
        ...(tags && { tags }),
      };
      return { body: answer, ...(length !== undefined && { size: length }), digests: digestsOf(headers), description };
    } catch (error) {
      answer.destroy();
      throw error;
    }
  }

  async linkTarget({ key }: Listed, signal: AbortSignal): Promise<string> {
    const headers = await this.#client.head({ method: 'GET', object: key, query: [['symlink', '']], signal });
    const target = percentDecode(String(headers['x-oss-symlink-target'] ?? ''));
    if (!target) throw new RemoteFailure('the symlink does not say where it leads', 400);
    return target;
  }

  /** Private objects in a bucket that all may read must not become public because nobody asked. */
  async #aclOf(key: string, signal: AbortSignal): Promise<string | undefined> {
    const root = await this.#client.xml({ method: 'GET', object: key, query: [['acl', '']], signal });
    const list = childOf(root, 'AccessControlList');
    const grant = list === undefined ? undefined : textOf(list, 'Grant');
    if (grant === undefined) throw new RemoteFailure('the ACL of the object is not said; --no-acls does without', 400);
    return grant === 'default' ? undefined : grant;
  }

  async #tagsOf(key: string, signal: AbortSignal): Promise<string> {
    const root = await this.#client.xml({ method: 'GET', object: key, query: [['tagging', '']], signal });
    const set = childOf(root, 'TagSet');
    const tags = set === undefined ? [] : childrenOf(set, 'Tag');
    const part = (text = '') => percentEncode(text);
    return tags.map((tag) => `${part(textOf(tag, 'Key'))}=${part(textOf(tag, 'Value'))}`).join('&');
  }
}
