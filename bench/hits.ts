/**
 * A process of its own, so that no upload of the benchmark stands in its way: `hits.ts URL` asks for the URL every ten
 * milliseconds, whether or not the answer before has come, until its input ends. Prints how long the answers took, from
 * the moment at which each was due; those before the first word of its input do not count.
 */
import { Agent, request } from 'node:http';

const EVERY = 10;

export interface Hits {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const url = process.argv[2] ?? '';
const agent = new Agent({ keepAlive: true });
const took: number[] = [];

function hit(): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.resume().on('end', resolve).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

let due = performance.now();
const ticking = setInterval(() => {
  // A timer that comes late makes up for what it missed.
  for (; due <= performance.now(); due += EVERY) {
    const begun = due;
    void hit().then(() => took.push(performance.now() - begun));
  }
}, 1);

process.stdin.on('data', () => {
  took.length = 0;
});
process.stdin.on('end', () => {
  clearInterval(ticking);
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0;
  const hits: Hits = { count: took.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  console.log(JSON.stringify(hits));
  process.exit();
});
