/**
 * `npm run bench:soak -- 1000000`: so many mixed requests (100,000 without a number), and what the processes hold at the
 * end against what they held after the first 10,000. test/slow/soak.test.ts does the same with fewer.
 */
import { fileURLToPath } from 'node:url';
import { jpeg, photo } from '../test/pictures.js';
import { closedLoop } from './client.js';
import { mb, rssOfTree, table } from './measure.js';
import { startService } from './service.js';

const CONNECTIONS = 8;
const WIDTHS = 200;

export interface Soaked {
  readonly early: number;
  readonly late: number;
  readonly seconds: number;
  /** By status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/**
 * Of ten requests five are kept pictures, one is new, one an original, one info, one a 304 and one refused. The caches
 * are small, so that they are full when it is looked at first.
 * @param first requests after which memory is looked at for the first time
 */
export async function soak(requests: number, first: number): Promise<Soaked> {
  const service = await startService(
    ...['--log-level', 'error', '--cache-memory', '4MB', '--cache-disk', '16MB', '--workers', '2'],
  );
  await service.put('/soak', undefined, { 'x-oss-acl': 'public-read' });
  await service.put('/soak/photo.jpg', await jpeg(photo(480, 320)));
  const original = `${service.url}/soak/photo.jpg`;
  const { headers } = await fetch(original, { method: 'HEAD' });
  const etag = headers.get('etag') ?? '';
  let n = 0;
  const asked = [
    ...Array<() => string>(5).fill(() => `?x-oss-process=image/resize,w_${10 + ((n * 7) % WIDTHS)}`),
    () => `?x-oss-process=image/resize,w_${10 + (n % 400)},h_${1000 + Math.floor(n / 400)}`,
    () => '',
    () => '?x-oss-process=image/info',
    () => `?x-oss-process=image/resize,w_${10 + (n % WIDTHS)}/format,webp`,
    () => (n % 20 < 10 ? '?x-oss-process=image/resize,w_0' : '?x-oss-process=image/resize,w_10/nonsense'),
  ];
  const next = () => {
    n++;
    return new URL(original + (asked[n % asked.length]?.() ?? ''));
  };
  const statuses: Record<string, number> = {};
  const started = performance.now();
  const send = async (count: number) => {
    const { answers } = await closedLoop(next, CONNECTIONS, { requests: count }, { 'if-none-match': etag });
    for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  };
  try {
    await send(first);
    const early = rssOfTree(service.pid);
    // In pieces: what is remembered of each answer would be a gigabyte of a million.
    for (let left = requests - first; left > 0; left -= 10_000) await send(Math.min(left, 10_000));
    return { early, late: rssOfTree(service.pid), seconds: (performance.now() - started) / 1000, statuses };
  } finally {
    await service.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const requests = Number(process.argv[2] ?? 100_000);
  const { early, late, seconds, statuses } = await soak(requests, 10_000);
  const counts = Object.entries(statuses).map(([status, count]) => `${count} x ${status}`);
  table(
    ['requests', 'after 10,000', 'at the end', 'ratio', 'wanted', 'requests/s', 'statuses'],
    [
      [
        String(requests),
        mb(early),
        mb(late),
        (late / early).toFixed(2),
        '1.30',
        (requests / seconds).toFixed(0),
        counts.join(', '),
      ],
    ],
  );
}
