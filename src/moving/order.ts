/** Listings in the order of keys, which is that of their UTF-8 bytes. */
import type { Finder, Listed } from './place.js';
import { RemoteFailure } from './place.js';

/** Negative, 0 or positive. UTF-16, in which strings are compared, puts some characters elsewhere. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A listing that does not advance would never end. @throws RemoteFailure */
export async function* inOrder<T extends { readonly key: string }>(listing: AsyncIterable<T>): AsyncGenerator<T> {
  let last: string | undefined;
  for await (const item of listing) {
    if (last !== undefined && compareKeys(item.key, last) <= 0) {
      throw new RemoteFailure(`the listing is not in order: '${item.key}' comes behind '${last}'`, 0);
    }
    last = item.key;
    yield item;
  }
}

/** Walks along a listing beside another one, so that to know what is there costs one request for a thousand keys. */
export class ListingFinder implements Finder {
  readonly #listing: AsyncIterator<Listed>;
  #current: Listed | undefined;
  #begun = false;

  constructor(listing: AsyncIterable<Listed>) {
    this.#listing = listing[Symbol.asyncIterator]();
  }

  async find(key: string): Promise<Listed | undefined> {
    if (!this.#begun) await this.#advance();
    while (this.#current !== undefined && compareKeys(this.#current.key, key) < 0) await this.#advance();
    return this.#current?.key === key ? this.#current : undefined;
  }

  async #advance(): Promise<void> {
    this.#begun = true;
    const next = await this.#listing.next();
    this.#current = next.done ? undefined : next.value;
  }
}
