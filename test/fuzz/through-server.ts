/** Broken pictures and clips through a whole server, a process of its own, while somebody else is served. */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ServerProcess } from '../cli/server-process.js';
import { signed } from '../oss/request.js';
import { jpeg, photo } from '../pictures.js';
import { Bystander, type Peace } from './bystander.js';
import { CLIP_CHAINS, clips, PICTURE_CHAINS, pictures } from './corpus.js';
import { mutatedBytes } from './mutate.js';

const PAIR = { id: 'fuzz-key', secret: 'fuzz-secret' };
/** Requests at once, and keys that are overwritten again and again. */
const AT_ONCE = 6;
/** Of the inputs, those that are clips: each takes ten times as long as a picture. */
const CLIPS = 0.02;
const BATCH = 200;

/** What a picture alone must never be answered with. */
export interface Finding {
  readonly status: number;
  readonly chain: string;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Figures {
  readonly inputs: number;
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Anything from 500 on but 501 and 503, and answers that did not come. */
  readonly findings: readonly Finding[];
  readonly bystander: Peace;
  /** The front process is the one that was started. */
  readonly alive: boolean;
  /** What it wrote to standard error, of workers that ended. */
  readonly said: string;
}

export interface Run {
  readonly seed: number;
  readonly inputs: number;
  /** Milliseconds since the epoch: no batch begins later. */
  readonly until: number;
  readonly withClips: boolean;
  progress(done: number): void;
}

export async function throughServer({ seed, inputs, until, withClips, progress }: Run): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-fuzz-'));
  const env = { TINTYPE_ACCESS_KEY_ID: PAIR.id, TINTYPE_ACCESS_KEY_SECRET: PAIR.secret };
  const args = ['--data', directory, '--port', '0', '--console-port', '0', '--log-level', 'silent', '--no-demo'];
  const server = ServerProcess.serve(args, env);
  try {
    const client = new Client(await server.endpoint());
    await client.setUp();
    const bystander = new Bystander(`${client.endpoint}/good/photo.jpg`);
    const statuses = new Map<number, number>();
    const findings: Finding[] = [];
    let done = 0;
    for (let batch = 0; done < inputs && Date.now() < until; batch++) {
      const cases = await casesOf(seed + batch, Math.min(BATCH, inputs - done), withClips);
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, lane) => {
          for (let n = lane; n < cases.length; n += AT_ONCE) {
            const { bytes, chain } = cases[n] as Case;
            const { status, text } = await client.tries(`${lane}`, bytes, chain);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            if (status === 0 || (status >= 500 && status !== 501 && status !== 503))
              findings.push({ status, chain, bytes, text });
            progress(++done);
          }
        }),
      );
    }
    const peace = await bystander.stop();
    const alive = server.child.exitCode === null && server.child.signalCode === null;
    return {
      inputs: done,
      statuses,
      findings,
      bystander: peace,
      alive,
      said: server.stderr.split('stops it').at(-1) ?? '',
    };
  } finally {
    await server.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Case {
  readonly bytes: Buffer;
  readonly chain: string;
}

let corpus: { readonly pictures: readonly Buffer[]; readonly clips: readonly Buffer[] } | undefined;

async function casesOf(seed: number, count: number, withClips: boolean): Promise<readonly Case[]> {
  corpus ??= { pictures: await pictures(), clips: withClips ? clips() : [] };
  const ofPictures = fc.record({ bytes: mutatedBytes(corpus.pictures), chain: fc.constantFrom(...PICTURE_CHAINS) });
  const ofClips = withClips && fc.record({ bytes: mutatedBytes(corpus.clips), chain: fc.constantFrom(...CLIP_CHAINS) });
  const weight = Math.round(1 / CLIPS) - 1;
  const either = ofClips ? fc.oneof({ weight, arbitrary: ofPictures }, { weight: 1, arbitrary: ofClips }) : ofPictures;
  return fc.sample(either, { numRuns: count, seed });
}

class Client {
  readonly endpoint: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 * AT_ONCE });

  constructor(endpoint: string) {
    this.endpoint = endpoint;
  }

  async setUp(): Promise<void> {
    for (const bucket of ['fuzz', 'good']) {
      const { headers } = signed(
        { method: 'PUT', path: `/${bucket}`, headers: { 'x-oss-acl': 'public-read-write' } },
        `/${bucket}/`,
        PAIR,
      );
      await this.#send('PUT', `/${bucket}`, { headers: headers ?? {} });
    }
    await this.#send('PUT', '/good/photo.jpg', { body: await jpeg(photo(320, 240)) });
  }

  /** Puts the bytes and asks for what the chain makes of them. Status 0: no answer. */
  async tries(key: string, body: Buffer, chain: string): Promise<{ readonly status: number; readonly text: string }> {
    const put = await this.#send('PUT', `/fuzz/${key}`, { body });
    if (put.status !== 200) return put;
    return this.#send('GET', `/fuzz/${key}?x-oss-process=${encodeURIComponent(chain)}`);
  }

  #send(
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Readonly<Record<string, string>>; body?: Buffer } = {},
  ) {
    return new Promise<{ status: number; text: string }>((resolve) => {
      const length = body === undefined ? {} : { 'content-length': body.length };
      const sent = request(`${this.endpoint}${path}`, {
        method,
        agent: this.#agent,
        headers: { ...headers, ...length },
      });
      sent.on('error', (error) => resolve({ status: 0, text: error.message }));
      sent.on('response', (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('error', (error) => resolve({ status: 0, text: error.message }));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('latin1', 0, 400) }),
        );
      });
      sent.end(body);
    });
  }
}
