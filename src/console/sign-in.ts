/** Signing in with an access key pair. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Keyring } from '../oss/signature/authenticate.js';
import { type AttemptLimits, Attempts } from './attempts.js';
import { Refusal } from './refusal.js';

/** Ten wrong secrets at once and then ten a minute: 178 bits of chance are not found that way. */
const PER_ADDRESS: AttemptLimits = { burst: 10, everyMs: 6_000 };
/** Wider, so that somebody who fails on purpose does not easily lock out whoever the key belongs to. */
const PER_KEY: AttemptLimits = { burst: 30, everyMs: 2_000 };

export interface Pair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export class SignIn {
  readonly #keyring: Keyring;
  readonly #perAddress: Attempts;
  readonly #perKey: Attempts;
  /** For keys that do not exist: comparing with nothing would be quicker. */
  readonly #nobody = randomBytes(30).toString('base64url');

  /** For the metrics. */
  readonly counts = { right: 0, wrong: 0, refused: 0 };

  constructor(keyring: Keyring, clock: () => number = Date.now) {
    this.#keyring = keyring;
    this.#perAddress = new Attempts(PER_ADDRESS, clock);
    this.#perKey = new Attempts(PER_KEY, clock);
  }

  /**
   * Resolves when the pair is right. An unknown, a disabled, a temporary and a wrong pair are answered alike.
   * @throws Refusal 403 SignInFailed, 429 TooManySignIns
   */
  async check({ accessKeyId, accessKeySecret }: Pair, remoteAddress: string): Promise<void> {
    const address = networkOf(remoteAddress);
    const wait = Math.max(this.#perAddress.waitFor(address), this.#perKey.waitFor(accessKeyId));
    if (wait > 0) {
      this.counts.refused++;
      throw tooMany(wait);
    }
    // Before the look-up, so that many at once do not all pass.
    this.#perAddress.take(address);
    this.#perKey.take(accessKeyId);
    const key = await this.#keyring.find(accessKeyId);
    // A temporary key opens nothing without its token, which the page does not ask for.
    const known = key !== undefined && key !== 'disabled' && key.temporary === undefined;
    const right = same(known ? key.secret : this.#nobody, accessKeySecret);
    if (!right || !known) {
      this.counts.wrong++;
      throw new Refusal('SignInFailed', 'The access key id and secret do not fit together.');
    }
    this.counts.right++;
    this.#perAddress.giveBack(address);
    this.#perKey.giveBack(accessKeyId);
    key.used?.();
  }
}

/** Of IPv6 the first half: the other one is its owner's to choose, every time anew. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}

/** Digests are as long as each other, so that not even the length of a secret shows in the time. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function tooMany(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal('TooManySignIns', `Too many attempts to sign in. Try again in ${seconds} s.`, {
    'retry-after': String(seconds),
  });
}
