/** One row of the attack table, and how it is judged. */

import type { KeyPair } from '../oss/request.js';
import { type Ask, STRANGER, signed } from '../oss/request.js';

/** As it came over the socket. Header names in small letters. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Attack {
  readonly what: string;
  /** A request, or bytes that no client would send. */
  readonly sends: Ask | string;
  /** Answers that are no refusal and give nothing away: the row says why. Absent: a 4xx or 501. */
  readonly harmless?: (answer: Answer) => boolean;
}

/** Stands in every object, key and setting that the attacker must not see, and in no request. */
export const PRIZE = 'PRIZE-7f3a9c';

export const get = (path: string, query = '', headers: Ask['headers'] = {}): Ask => ({ path, query, headers });
export const put = (path: string, headers: Ask['headers'] = {}, body: Ask['body'] = 'x'): Ask => ({
  method: 'PUT',
  path,
  headers,
  ...(body !== undefined && { body }),
});

/** The path is '/bucket/key' without anything escaped; its resource is the same. */
export function by(pair: KeyPair, ask: Ask): Ask {
  const path = ask.path ?? '/';
  return signed(ask, path.split('/').length === 2 && path !== '/' ? `${path}/` : path, pair);
}

export const byStranger = (ask: Ask): Ask => by(STRANGER, ask);

export const soon = () => Math.floor(Date.now() / 1000) + 600;

/** Nothing of the prize, nothing of the machine, and an answer that is a refusal. */
export function through({ harmless }: Attack, answers: readonly Answer[]): string | undefined {
  for (const answer of answers) {
    const { status, headers, text } = answer;
    const whole = `${JSON.stringify(headers)}${text}`;
    if (whole.includes(PRIZE)) return `${status} with the prize`;
    if (/root:x:0|SQLite format|accessKeySecret/.test(whole)) return `${status} with a file of the machine`;
    if (headers['set-cookie'] ?? headers['x-evil']) return `${status} with a header of the attacker`;
    if (harmless?.(answer)) continue;
    if (status !== 501 && (status < 400 || status >= 500)) return `${status} ${text.slice(0, 200)}`;
  }
  return undefined;
}
