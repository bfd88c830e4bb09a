/** Server-Timing of a processed picture: where it came from and what took how long (W3C Server Timing). */
import type { Origin, StoredResult } from '../../store/results/result.js';
import type { OssSettings } from '../call.js';

type Kept = Exclude<Origin, 'header'>;
const CACHE: Readonly<Record<Kept, string>> = { memory: 'hit', disk: 'disk', rendered: 'miss', shared: 'shared' };

/**
 * `cache;desc=hit`, of a render with milliseconds: `cache;desc=miss, queue;dur=0.4, render;dur=31.2`. Nothing about what
 * is answered from a header alone, `image/info`. Pages of other origins cannot read it: there is no Timing-Allow-Origin.
 */
export function serverTiming(
  { origin, work }: StoredResult,
  { serverTiming: wanted }: Pick<OssSettings, 'serverTiming'>,
): Readonly<Record<string, string>> {
  if (!wanted || origin === 'header') return {};
  if (work === undefined) {
    return { 'server-timing': `cache;desc=${origin === 'rendered' ? 'node' : CACHE[origin]}` };
  }
  const { queued, rendering } = work;
  const durations = `queue;dur=${queued.toFixed(1)}, render;dur=${rendering.toFixed(1)}`;
  return { 'server-timing': `cache;desc=${CACHE[origin]}, ${durations}` };
}
