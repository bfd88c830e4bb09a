/** `tintype warm`: pictures are rendered before anybody asks for them. */
import type { Command } from 'commander';
import type { SettingSources } from '../config/settings.js';
import { loadLimits } from '../config.js';
import { childOf, readXml, textOf } from '../http/xml.js';
import type { OssClient } from '../moving/oss/client.js';
import { listBucket } from '../moving/oss/listing.js';
import { RemoteFailure } from '../moving/place.js';
import { type WarmEnding, warm } from '../moving/warm.js';
import { isStyleName, STYLE_NAME_RULE, styleNameIn } from '../oss/styles.js';
import { ask } from './ask.js';
import { endpoint, SERVER_SETTINGS, type Server, serverOf } from './endpoint.js';
import { readyBucket } from './moving/bucket.js';
import { MOST_PARALLEL, ownPlace, parallel } from './moving/options.js';
import { addSettings, flagsOf } from './options.js';
import { planFrom } from './process.js';
import { type Count, startCount } from './progress.js';
import { stopSignal } from './stop-signal.js';
import { Failure, printable, type Session, say, type Terminal } from './terminal.js';

const HELP = `
Asks the running server, found like that of 'tintype url', for every object whose key begins with PREFIX in every form
that is named, and throws the answers away: the server keeps what it rendered. What it has kept already costs next to
nothing, so the same command goes on after Ctrl-C, and --after skips even that. What is no picture is counted and passed
over. --cache-disk of the server decides how much is kept.
Exit codes: 0 all rendered, 1 some failed (each is named), 2 asked wrongly, 130 stopped by Ctrl-C.

Examples:
  tintype warm photos/2024/ style/small style/large
  tintype warm photos image/resize,w_200 image/resize,w_800/format,webp --parallel 8
  tintype warm photos style/small --after 2024/cat.jpg`;

interface WarmFlags {
  readonly parallel: number;
  readonly after: string;
  readonly endpoint?: string;
}

export function addWarm(program: Command, session: Session): void {
  const command = program
    .command('warm')
    .description('render pictures of a bucket ahead of time')
    .argument('<bucket>', 'BUCKET or BUCKET/PREFIX of the running server')
    .argument('<chains...>', "what to render of each: 'image/resize,w_200', or style/NAME")
    .option('--parallel <n>', `pictures at once, 1 to ${MOST_PARALLEL}`, parallel, 4)
    .option('--after <key>', 'only objects behind this key', '')
    .option('--endpoint <url>', 'scheme, host and port of this server', endpoint);
  addSettings(command, SERVER_SETTINGS).addHelpText('after', HELP);
  command.action(async (place: string, processes: string[], flags: WarmFlags) => {
    const sources = { flags: flagsOf(command), env: session.terminal.env };
    const { bucket, prefix } = ownPlace(place);
    for (const process of processes) checkProcess(process, sources);
    const server = await serverOf(sources, flags.endpoint);
    const key = { id: server.pair.accessKeyId, secret: server.pair.accessKeySecret };
    const { client } = await readyBucket({ endpoint: server.base, bucket, key, missing: 'need' });
    const job = { client, server, prefix, processes, flags, terminal: session.terminal };
    session.exitCode = await runWarm(job);
    client.close();
  });
}

function checkProcess(process: string, sources: SettingSources): void {
  const style = styleNameIn(process);
  if (style === undefined) planFrom(process, loadLimits(sources));
  else if (!isStyleName(style)) throw new Failure(`${process}: the name of a style must be ${STYLE_NAME_RULE}.`, 2);
}

interface Job {
  readonly client: OssClient;
  readonly server: Server;
  readonly prefix: string;
  readonly processes: readonly string[];
  readonly flags: WarmFlags;
  readonly terminal: Terminal;
}

interface Totals {
  made: number;
  noPictures: number;
  failed: number;
}

async function runWarm({ client, server, prefix, processes, flags, terminal }: Job): Promise<number> {
  const totals: Totals = { made: 0, noPictures: 0, failed: 0 };
  const started = Date.now();
  const before = await served(server);
  const shown = () => `${lineOf(totals)}, in ${((Date.now() - started) / 1000).toFixed(1)} s`;
  const progress = startCount(terminal, shown);
  const stop = stopSignal('the pictures on their way', progress.note);
  const counting = new AbortController();
  const { after } = flags;
  if (terminal.stderr.isTTY)
    void countAhead({ client, prefix, after, forms: processes.length, progress, signal: counting.signal });
  let last = after;
  let ending: WarmEnding | 'broken off' = 'broken off';
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
    ending = await warm({ client, prefix, after, processes, parallel: flags.parallel, stopped: stop.asked, watch });
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
  const count = (value: number) => value.toLocaleString('en');
  return `${count(made)} pictures ready, ${count(noPictures)} of what is none, ${count(failed)} failed`;
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
  const count = (value: number) => value.toLocaleString('en');
  const line = `The server meanwhile: ${count(rendered)} rendered, ${count(kept)} kept already`;
  return evicted > 0 ? [`${line}, ${count(evicted)} evicted; a larger --cache-disk keeps more`] : [line];
}

interface Counting {
  readonly client: OssClient;
  readonly prefix: string;
  readonly after: string;
  /** Pictures of each object. */
  readonly forms: number;
  readonly progress: Count;
  readonly signal: AbortSignal;
}

/** The listing once more and ahead, so that the bar knows how far there is to go; a failure shows elsewhere. */
async function countAhead({ client, prefix, after, forms, progress, signal }: Counting): Promise<void> {
  let total = 0;
  try {
    for await (const _ of listBucket(client, { prefix, strip: 0, after, signal })) {
      total += forms;
      if (total % 500 === 0) progress.known(total);
    }
    progress.known(total);
  } catch {
    // The work itself meets it, too.
  }
}
