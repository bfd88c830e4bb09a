/** An S3 bucket as a target. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { META } from '../../oss/object/object-headers.js';
import { ListingFinder } from '../order.js';
import type { Content, Description, Digests, Finder, Parts, PutOptions, Target } from '../place.js';
import { asked, digestsOf } from './client.js';
import { listS3 } from './listing.js';

export interface S3TargetOptions {
  readonly bucket: string;
  /** Goes in front of every key. */
  readonly prefix: string;
  /** What all keys begin with: only those are listed. */
  readonly searched: string;
}

type Facts = Pick<
  PutObjectCommandInput,
  | 'ContentType'
  | 'CacheControl'
  | 'ContentDisposition'
  | 'ContentEncoding'
  | 'ContentLanguage'
  | 'Metadata'
  | 'Tagging'
  | 'ACL'
>;

export class S3Target implements Target {
  readonly largestPut = 5 * 1024 ** 3;
  readonly #client: S3Client;
  readonly #options: S3TargetOptions;

  constructor(client: S3Client, options: S3TargetOptions) {
    this.#client = client;
    this.#options = options;
  }

  finder(signal: AbortSignal): Finder {
    const { bucket, prefix, searched } = this.#options;
    return new ListingFinder(
      listS3({ client: this.#client, bucket, prefix: prefix + searched, strip: prefix.length, signal }),
    );
  }

  /** Nothing beyond what the listing says. */
  async digests(): Promise<Digests> {
    return {};
  }

  async put(key: string, content: Content, description: Description, { keep, signal }: PutOptions): Promise<Digests> {
    const command = new PutObjectCommand({
      ...this.#named(key),
      ...factsOf(description),
      ...bodyOf(content),
      ...(keep && { IfNoneMatch: '*' }),
    });
    return digestsOf(await asked(this.#client.send(command, { abortSignal: signal })));
  }

  async parts(key: string, description: Description, { keep, signal }: PutOptions): Promise<Parts> {
    const client = this.#client;
    const named = this.#named(key);
    const begun = await asked(
      client.send(new CreateMultipartUploadCommand({ ...named, ...factsOf(description) }), { abortSignal: signal }),
    );
    const upload = { ...named, UploadId: begun.UploadId };
    return {
      async put(PartNumber, content, given) {
        const command = new UploadPartCommand({ ...upload, PartNumber, ...bodyOf(content) });
        return (await asked(client.send(command, { abortSignal: given }))).ETag ?? '';
      },
      async complete(etags, given) {
        const MultipartUpload = { Parts: etags.map((ETag, n) => ({ ETag, PartNumber: n + 1 })) };
        const command = new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload,
          ...(keep && { IfNoneMatch: '*' }),
        });
        await asked(client.send(command, { abortSignal: given }));
        return {};
      },
      async abort() {
        const over = AbortSignal.timeout(10_000);
        await client.send(new AbortMultipartUploadCommand(upload), { abortSignal: over }).catch(() => {});
      },
    };
  }

  #named(key: string) {
    return { Bucket: this.#options.bucket, Key: this.#options.prefix + key };
  }
}

function bodyOf({ body, size, md5 }: Content) {
  const ContentMD5 = md5 === undefined ? undefined : Buffer.from(md5, 'hex').toString('base64');
  return { Body: body, ContentLength: size, ...(ContentMD5 !== undefined && { ContentMD5 }) };
}

/** An object without an ACL of its own gets none: many buckets refuse them. */
function factsOf({ headers, acl, tags }: Description): Facts {
  const meta = Object.entries(headers).filter(([name]) => name.startsWith(META));
  const named = {
    ContentType: headers['content-type'],
    CacheControl: headers['cache-control'],
    ContentDisposition: headers['content-disposition'],
    ContentEncoding: headers['content-encoding'],
    ContentLanguage: headers['content-language'],
    Tagging: tags,
    ACL: acl as Facts['ACL'],
  };
  const known = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  return {
    ...known,
    Metadata: Object.fromEntries(meta.map(([name, value]) => [name.slice(META.length), value])),
  };
}
