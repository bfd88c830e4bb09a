/** An S3 bucket as small as these tests need it: with headers, tags, ACLs and the sizes of parts. */
import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Kept {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the first part. */
  readonly part?: number;
}

export const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
const DESCRIBING =
  /^(?:content-type|cache-control|content-disposition|content-encoding|content-language|expires|x-amz-meta-.*)$/;

export class S3Bucket {
  readonly objects = new Map<string, Kept>();
  readonly #uploads = new Map<string, { headers: IncomingHttpHeaders; parts: Buffer[] }>();
  /** Of keys that all may read. */
  readonly open = new Set<string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(port = 0): Promise<S3Bucket> {
    const bucket = new S3Bucket();
    await new Promise<void>((listening) => bucket.#server.listen(port, '127.0.0.1', listening));
    return bucket;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  put(key: string, bytes: Buffer, headers: IncomingHttpHeaders = {}): void {
    this.objects.set(key, { bytes, etag: md5(bytes), headers });
  }

  putParts(key: string, parts: readonly Buffer[], headers: IncomingHttpHeaders = {}): void {
    const digests = parts.map((part) => createHash('md5').update(part).digest());
    const etag = `${md5(Buffer.concat(digests))}-${parts.length}`;
    this.objects.set(key, { bytes: Buffer.concat(parts), etag, headers, part: parts[0]?.length ?? 0 });
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://s3');
    const key = decodeURIComponent(pathname).split('/').slice(2).join('/');
    const body = await buffer(request);
    if (key === '') return void response.end(this.#listing(query));
    if (request.method === 'GET' || request.method === 'HEAD') return this.#get(key, query, request, response);
    if (query.has('uploads')) return void response.end(this.#begin(key, request.headers));
    const upload = this.#uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined) {
      const sent = request.headers['content-md5'];
      if (sent !== undefined && sent !== createHash('md5').update(body).digest('base64'))
        return void response.writeHead(400).end();
      this.put(key, body, request.headers);
    } else if (request.method === 'PUT') upload.parts[Number(query.get('partNumber')) - 1] = body;
    else {
      this.putParts(key, upload.parts, upload.headers);
      const { etag } = this.objects.get(key) as Kept;
      return void response.end(`<CompleteMultipartUploadResult><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`);
    }
    response.setHeader('etag', `"${md5(body)}"`).end();
  }

  #begin(key: string, headers: IncomingHttpHeaders): string {
    const id = `upload-${this.#uploads.size}`;
    this.#uploads.set(id, { headers, parts: [] });
    return `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
  }

  #get(key: string, query: URLSearchParams, { method, headers }: IncomingMessage, response: ServerResponse): void {
    const kept = this.objects.get(key);
    if (kept === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    if (query.has('acl')) return void response.end(this.#acl(key));
    const tags = [...new URLSearchParams(String(kept.headers['x-amz-tagging'] ?? ''))];
    if (query.has('tagging')) {
      const set = tags.map(([name, value]) => `<Tag><Key>${name}</Key><Value>${value}</Value></Tag>`);
      return void response.end(`<Tagging><TagSet>${set.join('')}</TagSet></Tagging>`);
    }
    const [, start = '0', end = String(kept.bytes.length - 1)] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
    let bytes = kept.bytes.subarray(Number(start), Number(end) + 1);
    for (const [name, value] of Object.entries(kept.headers))
      if (DESCRIBING.test(name)) response.setHeader(name, String(value));
    if (tags.length > 0) response.setHeader('x-amz-tagging-count', tags.length);
    if (query.has('partNumber') && kept.part !== undefined) {
      bytes = bytes.subarray(0, kept.part);
      response.setHeader('x-amz-mp-parts-count', Math.ceil(kept.bytes.length / kept.part));
    }
    response.setHeader('etag', `"${kept.etag}"`).setHeader('content-length', bytes.length);
    response.writeHead(headers.range ? 206 : 200).end(method === 'HEAD' ? '' : bytes);
  }

  #acl(key: string): string {
    const all = 'http://acs.amazonaws.com/groups/global/AllUsers';
    const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>${all}</URI></Grantee>`;
    const grant = this.open.has(key) ? `<Grant>${grantee}<Permission>READ</Permission></Grant>` : '';
    return `<AccessControlPolicy><AccessControlList>${grant}</AccessControlList></AccessControlPolicy>`;
  }

  #listing(query: URLSearchParams): string {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const entries = keys.map((key) => {
      const { bytes, etag } = this.objects.get(key) as Kept;
      const written = encodeURIComponent(key).replaceAll('%20', '+');
      return `<Contents><Key>${written}</Key><Size>${bytes.length}</Size><ETag>"${etag}"</ETag></Contents>`;
    });
    return `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${entries.join('')}</ListBucketResult>`;
  }
}
