/** Kept and new pictures at 1 to 512 connections that ask again as soon as they are answered. */
import { jpeg, photo } from '../../test/pictures.js';
import { closedLoop, percentile, took } from '../client.js';
import type { Curve } from '../curves.js';
import { startService } from '../service.js';

const CONNECTIONS = [1, 4, 16, 64, 256, 512];
const SECONDS = 1.5;

export async function connections(): Promise<Curve> {
  const service = await startService('--log-level', 'error');
  await service.put('/curves', undefined, { 'x-oss-acl': 'public-read' });
  await service.put('/curves/photo.jpg', await jpeg(photo(600, 400)));
  const kept = new URL(`${service.url}/curves/photo.jpg?x-oss-process=image/resize,w_100`);
  let n = 0;
  const fresh = () => {
    n++;
    const chain = `image/resize,w_${100 + (n % 50)},h_${500 + Math.floor(n / 50)}`;
    return new URL(`${service.url}/curves/photo.jpg?x-oss-process=${chain}`);
  };
  await closedLoop(() => kept, 4, { seconds: 2 });
  const rows: [number, number, number, number, number][] = [];
  for (const count of CONNECTIONS) {
    const hits = await closedLoop(() => kept, count, { seconds: SECONDS });
    const renders = await closedLoop(fresh, count, { seconds: SECONDS });
    const made = renders.answers.filter(({ status }) => status === 200);
    rows.push([
      count,
      hits.answers.length / hits.seconds,
      percentile(took(hits.answers), 0.99),
      made.length / renders.seconds,
      percentile(took(made), 0.99),
    ]);
  }
  await service.stop();
  return {
    file: 'connections',
    title: 'Connections',
    x: 'connections',
    y: 'per second, and ms',
    names: ['kept, per second', 'kept, p99 in ms', 'new, per second', 'new, p99 in ms'],
    rows,
    about:
      'A picture of 600 x 400 to 100 wide, kept and new; the client is on the same cores. The rate stays and the wait grows: ' +
      'of more than 256 that wait, new pictures are refused with 503, which are not counted.',
  };
}
