/** A warming as people see it: the bar, what failed, the summary, the exit code. */
import { childOf, readXml, textOf } from '../../http/xml-document.js';
import type { Ending } from '../../moving/lanes.js';
import type { OssClient } from '../../moving/oss/client.js';
import { listBucket } from '../../moving/oss/listing.js';
import { RemoteFailure } from '../../moving/place.js';
import { warm } from '../../moving/warm.js';
import { ask } from '../ask.js';
import type { Server } from '../endpoint.js';
import { countAhead, startCount } from '../progress.js';
import { stopSignal } from '../stop-signal.js';
import { count, printable, say, type Terminal } from '../terminal.js';

export interface WarmJob {
  readonly client: OssClient;
  readonly server: Server;
  readonly prefix: string;
  /** Only objects behind this key; '': all. */
  readonly after: string;
  readonly processes: readonly string[];
  /** Pictures at once. */
  readonly parallel: number;
  readonly terminal: Terminal;
}

interface Totals {
  made: number;
  noPictures: number;
  failed: number;
}

/** @returns the exit code */
export async function runWarm({ terminal, server, ...job }: WarmJob): Promise<number> {
  const totals: Totals = { made: 0, noPictures: 0, failed: 0 };
  const started = Date.now();
  const before = await served(server);
  const shown = () => `${lineOf(totals)}, in ${((Date.now() - started) / 1000).toFixed(1)} s`;
  const progress = startCount(terminal, shown);
  const stop = stopSignal('the pictures on their way', progress.note);
  const counting = new AbortController();
  const { client, prefix, after, processes } = job;
  if (terminal.stderr.isTTY) {
    const listing = listBucket(client, { prefix, strip: 0, after, signal: counting.signal });
    void countAhead(listing, progress, counting.signal, processes.length);
  }
  let last = after;
  let ending: Ending | 'broken off' = 'broken off';
  try {
    const watch = {
      made() {
        totals.made++;
        progress.done(undefined);
      },
      noPicture() {
        totals.noPictures++;
        progress.done(undefined);
      },
      failed(what: string, reason: string) {
        totals.failed++;
        progress.failed(printable(`${what}: ${reason}`));
      },
      upTo(key: string) {
        last = key;
      },
    };
    ending = await warm({ ...job, stopped: stop.asked, watch });
  } catch (error) {
    if (!(error instanceof RemoteFailure)) throw error;
    totals.failed++;
    progress.note(printable(error.message));
  } finally {
    counting.abort();
    stop.release();
    progress.stop();
  }
  const now = await served(server);
  const rest =
    ending === 'all tried'
      ? ''
      : `; ${ENDED[ending]}${last === '' ? '' : `: --after '${printable(last)}' goes on from here`}`;
  say(terminal, `${shown()}${rest}`, ...sharesOf(before, now, totals));
  return ending === 'stopped' ? stop.exitCode() : Number(totals.failed > 0);
}

const ENDED = {
  stopped: 'stopped',
  'given up': 'given up, too many failed one after the other',
  'broken off': 'broken off',
};

function lineOf({ made, noPictures, failed }: Totals): string {
  return `${count(made)} pictures ready, ${count(noPictures)} passed over as no pictures, ${count(failed)} failed`;
}

interface Served {
  readonly rendered: number;
  readonly kept: number;
  readonly evicted: number;
}

/** Of the server since its start; undefined for a key that may not ask. */
async function served({ base, pair }: Server): Promise<Served | undefined> {
  const text = await ask(base, pair, { method: 'GET', subresource: 'x-oss-cache' }).catch(() => undefined);
  if (text === undefined) return undefined;
  const root = readXml(Buffer.from(text));
  const number = (part: string, name: string) => Number(textOf(childOf(root, part) ?? root, name) ?? 0);
  return {
    rendered: number('Served', 'Rendered'),
    kept: number('Served', 'Memory') + number('Served', 'Disk'),
    evicted: number('Disk', 'Evictions'),
  };
}

/** The server counts what it tried to render. */
function sharesOf(before: Served | undefined, now: Served | undefined, { noPictures, failed }: Totals): string[] {
  if (before === undefined || now === undefined) return [];
  const [rendered, kept, evicted] = [
    Math.max(0, now.rendered - before.rendered - noPictures - failed),
    now.kept - before.kept,
    now.evicted - before.evicted,
  ];
  const line = `The server meanwhile: ${count(rendered)} rendered, ${count(kept)} kept already`;
  return evicted > 0 ? [`${line}, ${count(evicted)} evicted; a larger --cache-disk keeps more`] : [line];
}
