/**
 * Asks an origin for what somebody else's rule names, where nobody can say what that leads to. node:http and not fetch():
 * a socket that is told where to connect is one option of it, it follows no redirect and unpacks nothing by itself.
 */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { OriginAddresses } from './addresses.js';
import { OriginFailure, refused } from './failure.js';
import { pinned, placesOf, type Resolver, systemResolver } from './resolve.js';
import { originUrl } from './url.js';

export interface OriginOptions {
  /** Addresses and CIDR blocks that may be asked although they are not of the open internet. */
  readonly allow?: readonly string[];
  readonly resolve?: Resolver;
  /** Milliseconds until the headers are there, redirects and DNS included. */
  readonly answerWithin?: number;
  /** Milliseconds without a byte. */
  readonly silence?: number;
  /** Milliseconds for everything. */
  readonly within?: number;
}

export interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly followsRedirects: boolean;
  readonly signal: AbortSignal;
}

export interface OriginAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Fails with an OriginFailure when it is cut off, silent or too late. Who does not read it destroys it. */
  readonly body: IncomingMessage;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 5;
/** As long as the vendor waits. */
const ANSWER_WITHIN = 10_000;
const SILENCE = 10_000;
const WITHIN = 300_000;

export class Origin {
  readonly addresses: OriginAddresses;
  readonly #resolve: Resolver;
  readonly #answerWithin: number;
  readonly #silence: number;
  readonly #within: number;

  constructor({ allow, resolve, answerWithin, silence, within }: OriginOptions = {}) {
    this.addresses = new OriginAddresses(allow);
    this.#resolve = resolve ?? systemResolver;
    this.#answerWithin = answerWithin ?? ANSWER_WITHIN;
    this.#silence = silence ?? SILENCE;
    this.#within = within ?? WITHIN;
  }

  /** @throws OriginFailure, or the reason of `signal` */
  async get(text: string, asked: Asked): Promise<OriginAnswer> {
    const deadline = new Deadline(asked.signal, this.#answerWithin);
    try {
      const body = await this.#follow(text, asked, deadline);
      deadline.renew(this.#within);
      body.setTimeout(this.#silence, () => body.destroy(new OriginFailure('The origin fell silent.')));
      body.once('close', () => deadline.end());
      deadline.onPassed(() => body.destroy(deadline.reason()));
      return { status: body.statusCode ?? 0, headers: headersOf(body), body };
    } catch (error) {
      deadline.end();
      throw error;
    }
  }

  async #follow(text: string, { headers, followsRedirects }: Asked, deadline: Deadline): Promise<IncomingMessage> {
    let url = this.#checked(text);
    let sent = headers;
    for (let hop = 0; ; hop += 1) {
      const answer = await this.#send(url, sent, deadline);
      const { statusCode = 0, headers: said } = answer;
      if (!REDIRECTS.includes(statusCode) || said.location === undefined || !followsRedirects) return answer;
      answer.destroy();
      if (hop === MOST_REDIRECTS) throw new OriginFailure(`The origin redirects more than ${MOST_REDIRECTS} times.`);
      const next = this.#checked(said.location, url);
      // What was meant for one server is not for another, to which the first one points.
      if (next.origin !== url.origin) sent = {};
      url = next;
    }
  }

  #checked(text: string, base?: URL): URL {
    const url = originUrl(text, this.addresses, base);
    if (url !== undefined) return url;
    throw refused(`The ${base === undefined ? 'URL' : 'redirect'} of the origin is not one that may be followed.`);
  }

  async #send(url: URL, headers: Asked['headers'], deadline: Deadline): Promise<IncomingMessage> {
    const places = await deadline.orPassed(placesOf(url, this.addresses, this.#resolve));
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // A socket of its own: one that is kept would go on to where the name led an hour ago.
    const request = send(url, { agent: false, lookup: pinned(places), headers: { ...headers, ...OWN } });
    deadline.onPassed(() => request.destroy(deadline.reason()));
    return deadline.orPassed(answerTo(request));
  }
}

/** Nothing packed: it would be stored so. Via says who asks, so that two mirrors of each other do not ask for ever. */
const OWN = { 'accept-encoding': 'identity', via: '1.1 tintype-mirror', 'user-agent': 'tintype-mirror' };

/** Whether a request was made here, or by another Tintype that has a mirror. */
export function isOfMirror(via: string | undefined): boolean {
  return via?.includes('tintype-mirror') ?? false;
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', (answer) => {
      // The end of a body that was cut off is no end: a listener is always there.
      answer.on('error', () => {});
      resolve(answer);
    });
    request.on('error', (cause) => reject(failureOf(cause)));
    // Without a word: after an answer to an upgrade that nobody asked for.
    request.once('close', () => reject(failureOf()));
    request.end();
  });
}

function failureOf(cause?: Error): Error {
  if (cause instanceof OriginFailure) return cause;
  return new OriginFailure('The origin could not be asked.', { cause });
}

/** As those of a request: in UTF-8, which Node reads as latin1. */
function headersOf({ headers }: IncomingMessage): OriginAnswer['headers'] {
  const texts = Object.entries(headers).map(([name, value = '']) => [
    name,
    Buffer.from(String(value), 'latin1').toString(),
  ]);
  return Object.fromEntries(texts);
}

/** The end of a request's time, or of whoever wants its answer. */
class Deadline {
  readonly #signal: AbortSignal;
  readonly #then: (() => void)[] = [];
  #timer: NodeJS.Timeout;
  #passed = false;

  constructor(signal: AbortSignal, milliseconds: number) {
    this.#signal = signal;
    this.#timer = setTimeout(this.#pass, milliseconds);
    if (signal.aborted) this.#pass();
    signal.addEventListener('abort', this.#pass, { once: true });
  }

  reason(): Error {
    return this.#signal.aborted ? this.#signal.reason : new OriginFailure('The origin took too long.');
  }

  renew(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#pass, milliseconds);
  }

  onPassed(then: () => void): void {
    if (this.#passed) then();
    else this.#then.push(then);
  }

  /** A question to the DNS cannot be broken off; nobody waits for its answer any more. */
  orPassed<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.onPassed(() => reject(this.reason()));
      work.then(resolve, reject);
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#pass);
  }

  readonly #pass = () => {
    this.#passed = true;
    for (const each of this.#then) each();
  };
}
