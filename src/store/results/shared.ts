/**
 * Results that several nodes share, in Valkey: what one has rendered no other renders, and of those who want one at the
 * same time, one renders. Correctness needs none of it: whatever fails here is a render more.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorityAdvice } from '../untrusted.js';
import type { Render, Rendered } from './result.js';
import { Valkey } from './valkey.js';

/** A larger body is not shared: its way through two networks costs as much as a render. */
const LARGEST_BYTES = 1 << 20;
/** Seconds that Valkey keeps a result. What it keeps beyond its memory is its own decision (allkeys-lru). */
const KEPT_SECONDS = 7 * 24 * 3600;
/** A node that dies while it renders is waited for so long. */
const LOCK_MS = 10_000;
/** How long others wait for a node that goes on rendering. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 40;

const RESULT = 'tintype:result:';
const LOCK = 'tintype:render:';
/** Only by the one who took it: it may have lapsed, and be somebody else's. */
const UNLOCK = "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end";
const RENEW =
  "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('pexpire',KEYS[1],ARGV[2]) else return 0 end";

export interface SharedStats {
  readonly hits: number;
  /** Renders that another node did meanwhile. */
  readonly waited: number;
  /** Questions that Valkey did not answer. */
  readonly failures: number;
}

export class SharedResults {
  readonly #valkey: Valkey;
  #hits = 0;
  #waited = 0;

  /** `warn`: a line for people, once for each time that it goes away. */
  constructor(url: string, warn: (line: string) => void = () => {}) {
    this.#valkey = new Valkey(url, (why) => warn(awayLine(url, why)));
  }

  /** Another node's, or rendered here. Rejects only with what `render` throws, and with the signal's reason. */
  async rendered(key: string, render: Render, signal: AbortSignal): Promise<Rendered> {
    const found = await this.#find(key);
    if (found) {
      this.#hits++;
      return found;
    }
    const lock = randomBytes(12).toString('hex');
    const elsewhere = (await this.#take(key, lock)) ? undefined : await this.#await(key, lock, signal);
    if (elsewhere) {
      this.#waited++;
      return elsewhere;
    }
    return this.#render(key, lock, render, signal);
  }

  /** A node has rendered it, or renders it now. false as well when Valkey does not say. */
  async has(key: string): Promise<boolean> {
    const found = await this.#valkey.ask((client) => client.exists(`${RESULT}${key}`, `${LOCK}${key}`));
    return found !== undefined && found > 0;
  }

  /** What is kept of all results. */
  async clear(): Promise<void> {
    let cursor: string | undefined = '0';
    do {
      const page: [string, string[]] | undefined = await this.#valkey.ask((client) =>
        client.scan(cursor ?? '0', 'MATCH', `${RESULT}*`, 'COUNT', 1000),
      );
      cursor = page?.[0];
      const names = page?.[1] ?? [];
      if (names.length > 0) await this.#valkey.ask((client) => client.unlink(...names));
    } while (cursor !== undefined && cursor !== '0');
  }

  stats(): SharedStats {
    return { hits: this.#hits, waited: this.#waited, failures: this.#valkey.failures };
  }

  close(): void {
    this.#valkey.close();
  }

  async #render(key: string, lock: string, render: Render, signal: AbortSignal): Promise<Rendered> {
    const args = [`${LOCK}${key}`, lock] as const;
    const renewing = setInterval(() => {
      void this.#valkey.ask((client) => client.eval(RENEW, 1, ...args, LOCK_MS));
    }, LOCK_MS / 3);
    try {
      const rendered = await render(signal);
      void this.#keep(key, rendered, args);
      return rendered;
    } catch (error) {
      void this.#valkey.ask((client) => client.eval(UNLOCK, 1, ...args));
      throw error;
    } finally {
      clearInterval(renewing);
    }
  }

  /** The result before the lock goes: who waits looks for it once more when there is no lock. */
  async #keep(key: string, { body, size, contentType }: Rendered, lock: readonly [string, string]): Promise<void> {
    if ('bytes' in body && size <= LARGEST_BYTES) {
      const packed = pack(key, contentType, body.bytes);
      await this.#valkey.ask((client) => client.set(`${RESULT}${key}`, packed, 'EX', KEPT_SECONDS));
    }
    await this.#valkey.ask((client) => client.eval(UNLOCK, 1, ...lock));
  }

  async #find(key: string): Promise<Rendered | undefined> {
    const packed = await this.#valkey.ask((client) => client.getBuffer(`${RESULT}${key}`));
    return packed ? unpack(key, packed) : undefined;
  }

  /** true as well when Valkey does not say: then everybody renders. */
  async #take(key: string, lock: string): Promise<boolean> {
    const answer = await this.#valkey.ask(async (client) => ({
      taken: (await client.set(`${LOCK}${key}`, lock, 'PX', LOCK_MS, 'NX')) === 'OK',
    }));
    return answer?.taken ?? true;
  }

  /** Until it is there, or it is this node's turn: then undefined. */
  async #await(key: string, lock: string, signal: AbortSignal): Promise<Rendered | undefined> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      await sleep(LOOK_MS * (0.5 + Math.random()), undefined, { signal });
      const mine = await this.#take(key, lock);
      const found = await this.#find(key);
      if (found && mine) void this.#valkey.ask((client) => client.eval(UNLOCK, 1, `${LOCK}${key}`, lock));
      if (found || mine) return found;
    }
    return undefined;
  }
}

/** Without its password. */
function awayLine(url: string, why: Error): string {
  const { protocol, host } = new URL(url);
  const reason = (why.message || (why as NodeJS.ErrnoException).code || why.name).replaceAll(/\s+/g, ' ');
  const what = `--valkey ${protocol}//${host} cannot be used: ${reason.replace(/\.$/, '')}.`;
  return `${what}${authorityAdvice(why)} Until it can, pictures are not shared with other nodes.`;
}

/** With all that tells it from anything else that may lie under the name. */
function pack(key: string, contentType: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ key, contentType, digest: digestOf(bytes) })}\n`), bytes]);
}

/** undefined: it is no result, or damaged. */
function unpack(key: string, packed: Buffer): Rendered | undefined {
  const end = packed.indexOf('\n');
  try {
    const facts: unknown = JSON.parse(packed.subarray(0, end).toString());
    const { key: of, contentType, digest } = Object(facts) as Record<string, unknown>;
    const bytes = packed.subarray(end + 1);
    if (of !== key || typeof contentType !== 'string' || digest !== digestOf(bytes)) return undefined;
    return { body: { bytes }, size: bytes.length, contentType };
  } catch {
    return undefined;
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('base64');
}
