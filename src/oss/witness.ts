/** Sees what an answer is made of, so that the same can be given again as long as all of that is the same. */
import type { OssRequest, OssResponse } from '../http/message.js';
import type { Hold, Store } from '../store/records.js';
import type { Results } from '../store/results/results.js';
import type { Principal, Services } from './call.js';

/** All that an answer was made of, beside the method, the host and the target of its request. */
export interface Grounds {
  readonly rows: readonly Hold[];
  /** Headers that were looked at, with what they said. */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[];
  /** The key of the kept result that is its body. */
  readonly result: string | undefined;
}

/**
 * Stands between one request and whoever answers it. Whatever it does not know how to look at again when the next
 * request comes, it takes for a reason not to give the same answer: a new way to make answers is safe before anybody has
 * thought of it here.
 */
export class Witness {
  readonly request: OssRequest;
  readonly services: Services;
  readonly #rows: Hold[] = [];
  readonly #headers = new Map<string, string | undefined>();
  #result: { readonly key: string; readonly bytes: Buffer } | undefined;
  #lost = false;

  constructor(request: OssRequest, services: Services) {
    this.request = this.#watchedRequest(request);
    this.services = this.#watchedServices(services);
  }

  /** An answer to somebody in particular: a signature ends, and a key may be taken away. */
  identified({ kind }: Principal): void {
    if (kind !== 'anonymous') this.#lost = true;
  }

  /** undefined: the answer must be made anew each time. */
  groundsOf({ status, body }: OssResponse): Grounds | undefined {
    if (this.#lost || this.#rows.length === 0) return undefined;
    const grounds = { rows: this.#rows, headers: [...this.#headers] };
    if (status === 304 && body === undefined) return { ...grounds, result: undefined };
    const kept = status === 200 && body !== undefined && body === this.#result?.bytes;
    return kept ? { ...grounds, result: this.#result?.key } : undefined;
  }

  #watchedRequest(request: OssRequest): OssRequest {
    const { method, host, rawPath, rawQuery, note } = request;
    const plain = { method, host, rawPath, rawQuery, ...(note && { note }), headers: this.#watchedHeaders(request) };
    return this.#watched(request, plain) as OssRequest;
  }

  #watchedHeaders({ headers }: OssRequest): OssRequest['headers'] {
    return new Proxy(headers, {
      get: (_, name) => {
        const value = headers[String(name)];
        this.#headers.set(String(name), value);
        return value;
      },
      ...this.#lostTraps<OssRequest['headers']>(),
    });
  }

  #watchedServices(services: Services): Services {
    const { settings, plans } = services;
    const store = this.#watched<Store>(services.store, {
      head: async (...asked) => {
        const rows = await services.store.head(...asked);
        if (rows.held === undefined) this.#lost = true;
        else this.#rows.push(...rows.held);
        return rows;
      },
    });
    const results = this.#watched<Pick<Results, 'inMemory'>>(services.results, {
      inMemory: (key) => {
        const found = services.results.inMemory(key);
        if (found !== undefined) this.#result = { key, bytes: found.bytes };
        return found;
      },
    });
    return this.#watched(services, { settings, plans, store, results: results as Results });
  }

  /** `real`, but for the `known` parts of it; to use any other is noticed. */
  #watched<T extends object>(real: T, known: Partial<T>): T {
    return new Proxy(real, {
      get: (_, name) => {
        if (Object.hasOwn(known, name)) return Reflect.get(known, name);
        this.#lost = true;
        const value: unknown = Reflect.get(real, name);
        // A method with private fields has to be called on what it belongs to.
        return typeof value === 'function' ? value.bind(real) : value;
      },
      ...this.#lostTraps<T>(),
    });
  }

  /** Ways to look at an object that do not say at which part of it. */
  #lostTraps<T extends object>(): ProxyHandler<T> {
    return {
      ownKeys: (real) => {
        this.#lost = true;
        return Reflect.ownKeys(real);
      },
      has: (real, name) => {
        this.#lost = true;
        return Reflect.has(real, name);
      },
      getOwnPropertyDescriptor: (real, name) => {
        this.#lost = true;
        return Reflect.getOwnPropertyDescriptor(real, name);
      },
    };
  }
}
