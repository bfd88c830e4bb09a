/** Who is signed in. Sessions live in memory: a restart signs everybody out, and no disk ever holds one. */
import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

export interface Session {
  readonly accessKeyId: string;
  readonly openedAt: number;
  usedAt: number;
}

export interface SessionLimits {
  /** Without a request, in milliseconds. */
  readonly idleMs: number;
  /** From signing in, in milliseconds. */
  readonly wholeMs: number;
  /** Beyond them the one that was longest unused ends. */
  readonly most: number;
}

export const SESSION_LIMITS: SessionLimits = { idleMs: 30 * 60_000, wholeMs: 12 * 3_600_000, most: 1000 };

/** 256 bits in base64url. */
const ID = /^[A-Za-z0-9_-]{43}$/;

export class Sessions {
  /** By a digest of the id: how long a look-up takes tells nothing of an id, and a heap dump holds none. */
  readonly #byDigest: LRUCache<string, Session>;
  readonly #limits: SessionLimits;
  readonly #clock: () => number;

  constructor(limits: SessionLimits = SESSION_LIMITS, clock: () => number = Date.now) {
    this.#limits = limits;
    this.#clock = clock;
    this.#byDigest = new LRUCache({ max: limits.most });
  }

  get size(): number {
    return this.#byDigest.size;
  }

  /** A new session under an id that nobody has seen. */
  open(accessKeyId: string): string {
    const id = randomBytes(32).toString('base64url');
    const now = this.#clock();
    this.#byDigest.set(digestOf(id), { accessKeyId, openedAt: now, usedAt: now });
    return id;
  }

  /** @param used false: the request came by itself, and does not keep the session alive */
  find(id: string | undefined, used: boolean): Session | undefined {
    if (id === undefined || !ID.test(id)) return undefined;
    const digest = digestOf(id);
    const session = this.#byDigest.get(digest);
    if (session === undefined) return undefined;
    const now = this.#clock();
    if (now - session.usedAt > this.#limits.idleMs || now - session.openedAt > this.#limits.wholeMs) {
      this.#byDigest.delete(digest);
      return undefined;
    }
    if (used) session.usedAt = now;
    return session;
  }

  close(id: string | undefined): void {
    if (id !== undefined) this.#byDigest.delete(digestOf(id));
  }
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
