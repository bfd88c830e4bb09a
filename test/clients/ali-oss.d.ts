/** As much of ali-oss as the tests use: it comes without types. */
declare module 'ali-oss' {
  import type { Agent } from 'node:http';
  import type { Agent as HttpsAgent } from 'node:https';
  import type { Readable, Writable } from 'node:stream';

  interface Reply {
    readonly res: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  }
  interface Listed {
    readonly name: string;
    readonly size: number;
    readonly etag: string;
    readonly type: string;
  }
  interface Listing extends Reply {
    readonly objects?: readonly Listed[];
    readonly prefixes: readonly string[] | null;
    readonly isTruncated: boolean;
    readonly nextMarker: string | null;
    readonly nextContinuationToken?: string;
  }
  type Headers = Readonly<Record<string, string>>;
  type Options = Readonly<Record<string, unknown>>;

  class ImageClient {
    constructor(options: Options);
    get(name: string): Promise<Reply & { content: Buffer }>;
    getInfo(name: string): Promise<Reply & { data: unknown }>;
    getExif(name: string): Promise<Reply & { data: unknown }>;
  }

  export default class OSS {
    static readonly ImageClient: typeof ImageClient;
    constructor(options: {
      endpoint: string;
      accessKeyId: string;
      accessKeySecret: string;
      stsToken?: string;
      bucket?: string;
      region?: string;
      sldEnable?: boolean;
      authorizationV4?: boolean;
      cname?: boolean;
      agent?: Agent;
      secure?: boolean;
      httpsAgent?: HttpsAgent;
    });
    putBucket(name: string, options?: Options): Promise<Reply>;
    deleteBucket(name: string): Promise<Reply>;
    getBucketWebsite(name: string): Promise<Reply>;
    deleteBucketWebsite(name: string): Promise<Reply>;
    putBucketTags(name: string, tags: Headers): Promise<Reply & { status: number }>;
    getBucketTags(name: string): Promise<Reply & { tag: Headers }>;
    deleteBucketTags(name: string): Promise<Reply & { status: number }>;
    putObjectTagging(name: string, tags: Headers): Promise<Reply & { status: number }>;
    getObjectTagging(name: string): Promise<Reply & { tag: Headers }>;
    deleteObjectTagging(name: string): Promise<Reply & { status: number }>;
    listBuckets(query: Options): Promise<Reply & { buckets: readonly { name: string }[] | null }>;
    getBucketInfo(name: string): Promise<Reply & { bucket: { Name: string; Location: string } }>;
    getBucketLocation(name: string): Promise<Reply & { location: string }>;
    getBucketStat(name: string): Promise<Reply & { stat: Headers }>;
    putBucketACL(name: string, acl: string): Promise<Reply>;
    getBucketACL(name: string): Promise<Reply & { acl: string }>;
    putBucketLifecycle(name: string, rules: readonly Options[]): Promise<Reply>;
    getBucketLifecycle(name: string): Promise<Reply & { rules: readonly Options[] | null }>;
    deleteBucketLifecycle(name: string): Promise<Reply>;
    putBucketCORS(name: string, rules: readonly Options[]): Promise<Reply>;
    getBucketCORS(name: string): Promise<Reply & { rules: readonly Options[] }>;
    deleteBucketCORS(name: string): Promise<Reply>;
    putBucketReferer(name: string, allowEmpty: boolean, referers: readonly string[] | null): Promise<Reply>;
    getBucketReferer(name: string): Promise<Reply & { allowEmpty: boolean; referers: readonly string[] | null }>;
    deleteBucketReferer(name: string): Promise<Reply>;
    /** Fields of a form. `policy`: a document, or its text. */
    calculatePostSignature(policy: object | string): { OSSAccessKeyId: string; Signature: string; policy: string };
    signPostObjectPolicyV4(policy: object | string, date: Date): string;
    put(name: string, file: string | Buffer | Readable, options?: Options): Promise<Reply & { name: string }>;
    putStream(name: string, stream: Readable, options?: Options): Promise<Reply>;
    get(name: string, options?: Options): Promise<Reply & { content: Buffer }>;
    get(name: string, file: string | Writable, options?: Options): Promise<Reply>;
    getStream(name: string, options?: Options): Promise<Reply & { stream: Readable }>;
    head(name: string, options?: Options): Promise<Reply & { status: number; meta: Headers | null }>;
    getObjectMeta(name: string): Promise<Reply & { status: number }>;
    copy(name: string, source: string, options?: Options): Promise<Reply & { data: { etag: string } }>;
    delete(name: string): Promise<Reply>;
    deleteMulti(names: readonly string[], options?: Options): Promise<Reply & { deleted: readonly { Key: string }[] }>;
    list(query: Options, options?: Options): Promise<Listing>;
    listV2(query: Options, options?: Options): Promise<Listing>;
    putACL(name: string, acl: string): Promise<Reply>;
    getACL(name: string): Promise<Reply & { acl: string }>;
    signatureUrl(name: string, options?: Options): string;
    signatureUrlV4(
      method: string,
      seconds: number,
      request: { headers?: Headers; queries?: Readonly<Record<string, string>> } | undefined,
      name: string,
      additionalHeaders?: readonly string[],
    ): Promise<string>;
    putSymlink(name: string, target: string, options?: Options): Promise<Reply>;
    getSymlink(name: string): Promise<Reply & { targetName: string }>;
    append(name: string, file: Buffer, options?: Options): Promise<Reply & { nextAppendPosition: string }>;
    multipartUpload(name: string, file: string, options?: Options): Promise<Reply & { etag: string }>;
    multipartUploadCopy(
      name: string,
      source: { sourceKey: string; sourceBucketName: string },
      options?: Options,
    ): Promise<Reply & { etag: string }>;
    initMultipartUpload(name: string): Promise<Reply & { uploadId: string }>;
    listParts(name: string, uploadId: string): Promise<Reply & { parts: readonly unknown[] | unknown }>;
    listUploads(query: Options): Promise<Reply & { uploads: readonly { name: string; uploadId: string }[] }>;
    processObjectSave(
      source: string,
      target: string,
      process: string,
      bucket?: string,
    ): Promise<Reply & { readonly status: number }>;
    /** What the client has no method for. `subres`: signed parameters. */
    request(
      params: Options & { method: string; bucket: string; subres: Options; content?: string },
    ): Promise<Reply & { readonly status: number; readonly data: Buffer }>;
    abortMultipartUpload(name: string, uploadId: string): Promise<Reply>;
  }
}
