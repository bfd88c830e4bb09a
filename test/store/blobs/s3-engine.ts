/** An S3 engine as small as the tests of ours need it, which fails when it is told to. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Options } from '#src/store/blobs/s3-options.js';

/** Answers instead of the engine; false: it leaves that to the engine. */
export type Fault = (asked: Asked, response: ServerResponse) => boolean;

export interface Asked {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export class S3Engine {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  readonly asked: string[] = [];
  fault: Fault = () => false;
  bucketExists = false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<S3Engine> {
    const engine = new S3Engine();
    await new Promise<void>((resolve) => engine.#server.listen(0, '127.0.0.1', resolve));
    return engine;
  }

  options(): S3Options {
    const { port } = this.#server.address() as AddressInfo;
    const accessKey = { id: 'KEY', secret: 'SECRET' };
    return { endpoint: `http://127.0.0.1:${port}`, bucket: 'bytes', region: 'us-east-1', pathStyle: true, accessKey };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://engine');
    const key = decodeURIComponent(pathname).split('/').slice(2).join('/');
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    const asked = { method, key, query, headers, body };
    this.asked.push(`${method} ${key.replace(/[0-9a-f]{32}/, 'ID')}`);
    if (this.fault(asked, response)) return;
    if (key === '') this.#ofBucket(asked, response);
    else this.#ofObject(asked, response);
  }

  #ofBucket({ method, query }: Asked, response: ServerResponse): void {
    if (method === 'PUT') this.bucketExists = true;
    if (!this.bucketExists) return void response.writeHead(404).end();
    if (query.has('uploads')) return void response.end(this.#uploadList());
    if (method !== 'GET') return void response.end();
    const keys = [...this.objects.keys()].sort().filter((key) => key.startsWith(query.get('prefix') ?? ''));
    const from = Number(query.get('continuation-token') ?? 0);
    const to = from + Number(query.get('max-keys'));
    const contents = keys.slice(from, to).map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const more = to < keys.length ? `<NextContinuationToken>${to}</NextContinuationToken>` : '';
    const state = `<IsTruncated>${more !== ''}</IsTruncated>${more}`;
    response.end(`<ListBucketResult>${state}${contents.join('')}</ListBucketResult>`);
  }

  #uploadList(): string {
    const begun = [...this.uploads.keys()].map((id) => {
      const [key] = id.split('?');
      const when = '2020-01-01T00:00:00.000Z';
      return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${when}</Initiated></Upload>`;
    });
    return `<ListMultipartUploadsResult>${begun.join('')}</ListMultipartUploadsResult>`;
  }

  #ofObject(asked: Asked, response: ServerResponse): void {
    const { method, query } = asked;
    const upload = query.get('uploadId');
    if (method === 'POST') this.#complete(asked, upload, response);
    else if (method === 'PUT') this.#put(asked, upload, response);
    else if (method === 'DELETE') {
      if (upload === null) this.objects.delete(asked.key);
      else this.uploads.delete(upload);
      response.writeHead(204).end();
    } else this.#get(asked, response);
  }

  #put({ key, query, headers, body }: Asked, upload: string | null, response: ServerResponse): void {
    const digest = createHash('md5').update(body).digest();
    if (headers['content-md5'] !== undefined && headers['content-md5'] !== digest.toString('base64')) {
      return void response.writeHead(400).end('<Error><Code>BadDigest</Code></Error>');
    }
    if (upload === null) this.objects.set(key, body);
    else this.uploads.get(upload)?.set(Number(query.get('partNumber')), body);
    response.setHeader('etag', `"${digest.toString('hex')}"`);
    response.end();
  }

  #complete({ key }: Asked, upload: string | null, response: ServerResponse): void {
    if (upload === null) {
      const id = `${key}?${this.uploads.size}`;
      this.uploads.set(id, new Map());
      const result = `<Key>${key}</Key><UploadId>${id}</UploadId>`;
      return void response.end(`<InitiateMultipartUploadResult>${result}</InitiateMultipartUploadResult>`);
    }
    const parts = [...(this.uploads.get(upload) ?? [])].sort(([a], [b]) => a - b);
    this.objects.set(key, Buffer.concat(parts.map(([, bytes]) => bytes)));
    this.uploads.delete(upload);
    response.end(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
  }

  #get({ method, key, headers }: Asked, response: ServerResponse): void {
    const bytes = this.objects.get(key);
    if (!bytes) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    const [, start = '0', end = String(bytes.length - 1)] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
    const part = bytes.subarray(Number(start), Number(end) + 1);
    response.writeHead(headers.range ? 206 : 200, {
      'content-length': part.length,
      'last-modified': 'Wed, 01 Jan 2020 00:00:00 GMT',
    });
    response.end(method === 'HEAD' ? '' : part);
  }
}
