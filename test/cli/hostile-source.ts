/** A bucket that lies: what it lists, and what it sends. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Lie {
  /** As the listing has it, percent-encoded. */
  readonly key: string;
  readonly size: number | string;
  readonly etag?: string;
  readonly type?: string;
  send(response: ServerResponse): void;
}

export interface Page {
  readonly contents: readonly Omit<Lie, 'send'>[];
  /** NextContinuationToken. */
  readonly next?: string;
}

/** Honest unless told otherwise. */
export function object(key: string, text: string, lie: Partial<Lie> = {}): Lie {
  const send = (response: ServerResponse) => response.setHeader('content-length', text.length).end(text);
  return { key, size: text.length, type: 'Normal', send, ...lie };
}

export class HostileSource {
  readonly #server: Server;
  readonly #pages: (token: string | null) => Page | string;
  readonly #objects: readonly Lie[];
  readonly asked: string[] = [];

  private constructor(objects: readonly Lie[], pages?: (token: string | null) => Page | string) {
    this.#objects = objects;
    this.#pages = pages ?? (() => ({ contents: objects }));
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      this.#answer(new URL(request.url ?? '/', 'http://x'), request.url ?? '', response);
    });
  }

  static async start(objects: readonly Lie[], pages?: (token: string | null) => Page | string): Promise<HostileSource> {
    const source = new HostileSource(objects, pages);
    await new Promise<void>((listening) => source.#server.listen(0, '127.0.0.1', listening));
    return source;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(url: URL, raw: string, response: ServerResponse): void {
    if (url.searchParams.has('location')) return void response.writeHead(403).end();
    if (url.searchParams.has('list-type')) {
      const page = this.#pages(url.searchParams.get('continuation-token'));
      return void response.end(typeof page === 'string' ? page : listing(page));
    }
    const found = this.#objects.find(({ key }) => decodeURIComponent(raw) === decodeURIComponent(`/bucket/${key}`));
    if (found === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    found.send(response);
  }
}

function listing({ contents, next }: Page): string {
  const entries = contents.map(
    ({ key, size, etag = '', type = '' }) =>
      `<Contents><Key>${key}</Key><Size>${size}</Size><ETag>"${etag}"</ETag><Type>${type}</Type></Contents>`,
  );
  const more =
    next === undefined ? 'false' : `true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`;
  const end = next === undefined ? '</IsTruncated>' : '';
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}${end}${entries.join('')}</ListBucketResult>`;
}
