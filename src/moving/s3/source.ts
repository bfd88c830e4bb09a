/** An S3 bucket as a source. */
import type { Readable } from 'node:stream';
import {
  GetObjectAclCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { META } from '../../oss/object/object-headers.js';
import { percentEncode } from '../../oss/percent.js';
import type { Description, Digests, Listed, Opened, Piece, Source } from '../place.js';
import { RemoteFailure } from '../place.js';
import { asked, digestsOf } from './client.js';
import { listS3 } from './listing.js';

export interface S3SourceOptions {
  readonly bucket: string;
  /** Only keys that begin with it; they keep it. */
  readonly prefix: string;
  /** Objects' own ACLs are read, a request for each. */
  readonly acls: boolean;
}

const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';

export class S3Source implements Source {
  readonly #client: S3Client;
  readonly #options: S3SourceOptions;

  constructor(client: S3Client, options: S3SourceOptions) {
    this.#client = client;
    this.#options = options;
  }

  list(signal: AbortSignal): AsyncIterable<Listed> {
    const { bucket, prefix } = this.#options;
    return listS3({ client: this.#client, bucket, prefix, strip: 0, signal });
  }

  async digests({ md5 }: Listed): Promise<Digests> {
    return md5 === undefined ? {} : { md5 };
  }

  async open(object: Listed, piece: Piece | undefined, signal: AbortSignal): Promise<Opened> {
    const wanted = piece === undefined || piece.start === 0;
    const acl = wanted && this.#options.acls ? await this.#aclOf(object.key, signal) : undefined;
    const Range = piece && `bytes=${piece.start}-${piece.end}`;
    const command = new GetObjectCommand({ ...this.#named(object.key), ...(Range && { Range }) });
    const answer = await asked(this.#client.send(command, { abortSignal: signal }));
    const body = answer.Body as Readable;
    try {
      const tags = wanted && answer.TagCount ? await this.#tagsOf(object.key, signal) : undefined;
      const description: Description = { headers: headersOf(answer), ...(acl && { acl }), ...(tags && { tags }) };
      return {
        body,
        ...(answer.ContentLength !== undefined && { size: answer.ContentLength }),
        digests: digestsOf(answer),
        description,
      };
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  async partSize({ key, etag }: Listed, signal: AbortSignal): Promise<number | undefined> {
    if (!etag?.includes('-')) return undefined;
    const command = new HeadObjectCommand({ ...this.#named(key), PartNumber: 1 });
    // Not every engine knows parts; then the copy is put together of other ones.
    const answer = await asked(this.#client.send(command, { abortSignal: signal })).catch(() => undefined);
    return answer?.PartsCount === undefined ? undefined : answer.ContentLength;
  }

  #named(key: string) {
    return { Bucket: this.#options.bucket, Key: key };
  }

  async #aclOf(key: string, signal: AbortSignal): Promise<string | undefined> {
    const command = new GetObjectAclCommand(this.#named(key));
    try {
      const { Grants = [] } = await asked(this.#client.send(command, { abortSignal: signal }));
      const all = Grants.filter(({ Grantee }) => Grantee?.URI === EVERYBODY).map(({ Permission }) => Permission);
      return all.includes('READ') || all.includes('FULL_CONTROL') ? 'public-read' : undefined;
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error;
      throw new RemoteFailure(`${error.message}; --no-acls does without ACLs`, error.status, error.code);
    }
  }

  async #tagsOf(key: string, signal: AbortSignal): Promise<string> {
    const command = new GetObjectTaggingCommand(this.#named(key));
    const { TagSet = [] } = await asked(this.#client.send(command, { abortSignal: signal }));
    return TagSet.map(({ Key = '', Value = '' }) => `${percentEncode(Key)}=${percentEncode(Value)}`).join('&');
  }
}

function headersOf(answer: GetObjectCommandOutput): Record<string, string> {
  const pairs: [string, string | undefined][] = [
    ['content-type', answer.ContentType],
    ['cache-control', answer.CacheControl],
    ['content-disposition', answer.ContentDisposition],
    ['content-encoding', withoutChunks(answer.ContentEncoding)],
    ['content-language', answer.ContentLanguage],
    ['expires', answer.ExpiresString],
    ...Object.entries(answer.Metadata ?? {}).map(([name, value]): [string, string] => [META + name, value]),
  ];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''));
}

/** Some engines keep this word of how the upload was sent; of the bytes it is not true. */
function withoutChunks(encoding: string | undefined): string | undefined {
  return encoding
    ?.split(',')
    .filter((each) => each.trim() !== 'aws-chunked')
    .join(',');
}
