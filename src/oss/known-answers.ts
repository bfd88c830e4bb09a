/**
 * Answers that were given to anybody and can be given again: to find out once more what a URL means, who may see it and
 * what its headers are took most of a warm request (docs/decisions/0024). Exact, not merely fresh: an answer is given
 * again only while every row, header and result that it was made of is as it was.
 */
import { LRUCache } from 'lru-cache';
import type { Note, OssRequest, OssResponse } from '../http/message.js';
import type { Services } from './call.js';
import { SeenOnce } from './seen-once.js';
import { type Grounds, Witness } from './witness.js';

interface KnownAnswer extends Grounds {
  /** Without its body, which is in the results as long as there is room for it. */
  readonly response: OssResponse & { readonly note: Readonly<Note>; readonly repeated: true };
}

/** Bytes, roughly. */
const CAPACITY = 16 * 1024 * 1024;
/** What an entry costs besides texts. */
const OVERHEAD = 2000;

export class KnownAnswers {
  readonly #services: Services;
  readonly #seen = new SeenOnce();
  readonly #known = new LRUCache<string, KnownAnswer>({
    maxSize: CAPACITY,
    sizeCalculation: (known, line) => 2 * line.length + bytesOf(known),
  });

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * The answer to the same request before, if it still is the answer. Where others change the rows too, they are asked
   * first; where nobody knows, it is none.
   */
  find(request: OssRequest): OssResponse | Promise<OssResponse | undefined> | undefined {
    if (request.method !== 'GET') return undefined;
    const known = this.#known.get(lineOf(request));
    if (known === undefined) return undefined;
    const asked = this.#services.store.caughtUp();
    if (asked === undefined) return this.#stillSo(known, request);
    return asked.then(
      () => this.#stillSo(known, request),
      () => undefined,
    );
  }

  #stillSo(known: KnownAnswer, request: OssRequest): OssResponse | undefined {
    for (const { current } of known.rows) if (!current) return undefined;
    for (const [name, value] of known.headers) if (request.headers[name] !== value) return undefined;
    if (known.result === undefined) return known.response;
    const result = this.#services.results.inMemory(known.result);
    if (result === undefined) return undefined;
    // Named one by one: for a spread and one more V8 made a new hidden class each time, 10 kB of garbage a request.
    const { status, headers, note } = known.response;
    return { status, headers, body: result.bytes, note, repeated: true };
  }

  /** Somebody to watch the request being answered, if it came before and may come again. */
  witness(request: OssRequest): Witness | undefined {
    // Without its note it is not known what to say of the next one.
    if (request.method !== 'GET' || request.note === undefined) return undefined;
    const line = lineOf(request);
    // Watched in vain, it is not watched again the next time.
    if (!this.#known.has(line) && !this.#seen.again(line)) return undefined;
    return new Witness(request, this.#services);
  }

  keep(request: OssRequest, witness: Witness, response: OssResponse): void {
    const grounds = witness.groundsOf(response);
    if (grounds === undefined) return;
    const note: Note = { ...request.note, ...response.note };
    const { status, headers } = response;
    this.#known.set(lineOf(request), { ...grounds, response: { status, headers, note, repeated: true } });
  }
}

/** Headers twice, as they are kept and as they are sent: of an object's own there may be 8 KB, and 16 KB of a request's. */
function bytesOf({ headers, response }: KnownAnswer): number {
  const sent = Object.entries(response.headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return OVERHEAD + 2 * sent + headers.reduce((sum, [, value = '']) => sum + value.length, 0);
}

/** A revalidation and a first visit have answers of their own, and both come again. No header holds a line end. */
function lineOf({ host, rawPath, rawQuery, headers }: OssRequest): string {
  return `${host}\n${rawPath}?${rawQuery}\n${headers['if-none-match'] ?? ''}`;
}
