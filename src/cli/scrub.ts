/** `tintype scrub`: is every byte on the disk the one that was stored? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { S3Config } from '../config/s3.js';
import type { BlobStore } from '../store/blobs/blobs.js';
import type { Damage, ScrubReport } from '../store/scrub.js';
import { addSettings } from './options.js';
import type { Progress } from './progress.js';
import { stopSignal } from './stop-signal.js';
import {
  BLOB_FLAGS,
  blobSettings,
  STORE_SETTINGS,
  type StoreSettings,
  storeFailure,
  storeSettings,
} from './store-settings.js';
import { Failure, printable, type Session, say, shownBytes, type Terminal } from './terminal.js';

const HELP = `
Reads every file of --data, or every object of the S3 engine that --blobs s3 names, and compares it with the size and
MD5 that it was stored with. It works while the server runs and while it does not, changes nothing, and needs the rights
of the user who serves. Run it once a month, at night: disks forget without a word, and a second copy helps only as long
as somebody looks.

  changed     other bytes than were stored. Put the file back from a copy of the data directory, under the same name,
              or store the object again.
  missing     no file of that name. The same.
  unreadable  the disk refuses to read it: read the system's log, and replace the disk.

Files without a row are uploads on their way and what crashes left; the server removes them an hour later. Between two
scrubs, serve --verify-reads refuses to send what is damaged. What is kept of rendered pictures is not looked at:
tintype cache clear forgets it.

Exit codes: 0 everything is as it was stored, 1 something is not, 2 asked wrongly, 130 stopped by Ctrl-C.

Examples:
  tintype scrub --data /srv/tintype
  tintype scrub --json | jq -r '.damage[].users[]'       the objects that are damaged
  nice ionice -c3 tintype scrub                          when nobody else wants the disk`;

interface ScrubCliOptions {
  readonly json?: true;
}

export function addScrub(program: Command, session: Session): void {
  const command = program
    .command('scrub')
    .description('read every stored byte and say what is no longer as it was stored')
    .option('--json', 'print the report as JSON');
  addSettings(command, [...STORE_SETTINGS, ...BLOB_FLAGS]).addHelpText('after', HELP);
  command.action(async ({ json }: ScrubCliOptions) => {
    const { terminal } = session;
    const stop = stopSignal('the files in hand', (line) => say(terminal, line));
    const begun = Date.now();
    const report = await scrubbed(
      { ...storeSettings(command, session), s3: blobSettings(command, session) },
      terminal,
      stop.asked,
    ).finally(stop.release);
    const seconds = (Date.now() - begun) / 1000;
    terminal.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report, seconds));
    session.exitCode = report.finished ? Number(report.damage.length > 0) : stop.exitCode();
  });
}

interface Scrubbed extends StoreSettings {
  readonly s3: S3Config | undefined;
}

async function scrubbed({ data, metadata: url, s3 }: Scrubbed, terminal: Terminal, stopped: () => boolean) {
  // Loaded late: the other commands need no database and no bar.
  const { openBeside } = await import('../store/open-beside.js');
  const { BLOBS, openBlobs } = await import('../store/open-blobs.js');
  const { scrub } = await import('../store/scrub.js');
  const { startProgress } = await import('./progress.js');
  const failed = (error: unknown): never => {
    throw storeFailure(error, data);
  };
  const { metadata, close } = await openBeside(data, url).catch(failed);
  let progress: Progress | undefined;
  let blobs: BlobStore | undefined;
  try {
    // Opening it would make it.
    if (s3 === undefined && !existsSync(join(data, BLOBS))) {
      throw new Failure(`--data ${data}: has no blobs, so no bytes of any object.`);
    }
    blobs = await openBlobs({ directory: data, ...(s3 && { s3 }), make: false }).catch(failed);
    // To others than its own metadata, every blob would be missing or without a row.
    await blobs.claim?.(await metadata.identity(), async () => true).catch(failed);
    return await scrub(
      { metadata, blobs },
      {
        stopped,
        onBegin: (count) => {
          progress = startProgress(terminal, count);
        },
        onBlob: () => progress?.done(undefined),
      },
    );
  } finally {
    progress?.stop();
    await blobs?.close?.();
    await close();
  }
}

function textOf({ blobs, bytes, damage, loose, finished }: ScrubReport, seconds: number): string {
  const verdict = damage.length === 0 ? 'all as they were stored' : countsOf(damage);
  const rest = loose === 0 ? '' : `; ${loose} without a row, which the server sweeps`;
  const lines = damage.flatMap(({ blob, size, kind, users }) => [
    `${kind.padEnd(10)} ${blob}, ${shownBytes(size)}, of`,
    ...users.map((user) => `           ${printable(user)}`),
  ]);
  const looked = `${blobs} files looked at, ${shownBytes(bytes)} in ${seconds.toFixed(1)} s: ${verdict}${rest}.`;
  return [...lines, finished ? looked : `Stopped. ${looked}`, ''].join('\n');
}

function countsOf(damage: readonly Damage[]): string {
  const kinds = ['changed', 'missing', 'unreadable'] as const;
  const counts = kinds.map((kind) => [damage.filter((one) => one.kind === kind).length, kind] as const);
  return counts.flatMap(([count, kind]) => (count > 0 ? [`${count} ${kind}`] : [])).join(', ');
}
