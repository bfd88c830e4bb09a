/** `tintype backup`: what is known of buckets and objects, as one file. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { addSettings } from './options.js';
import { STORE_SETTINGS, storeFailure, storeSettings } from './store-settings.js';
import { Failure, type Session } from './terminal.js';

const HELP = `
Writes the metadata (buckets, names and facts of objects, styles, rules, access keys with their secrets) of one moment
into FILE, mode 0600, while the server runs or not. The bytes of the objects are the files in DATA/blobs. A file there
is never changed and stays for an hour after its object is gone, so any tool can copy them while the server runs:

  rsync -a DATA/blobs/ BACKUP/blobs/                     as long as it takes
  tintype backup BACKUP/metadata.db --replace
  rsync -a DATA/blobs/ BACKUP/blobs/                     what came meanwhile; within an hour of the line before
  cp -p DATA/root-key.json BACKUP/                       unless the root key pair is given to the server

tintype restore puts FILE back. With --metadata postgres://… PostgreSQL's pg_dump does what this command does.
Exit codes: 0 written, 1 not written, 2 asked wrongly.

Examples:
  tintype backup /backup/tintype-$(date +%F).db --data /srv/tintype
  tintype backup /backup/tintype.db --replace            takes the place of the last one when it is complete`;

interface BackupOptions {
  readonly replace?: true;
}

export function addBackup(program: Command, session: Session): void {
  const command = program
    .command('backup')
    .description('write what is known of buckets and objects into a file, while the server runs or not')
    .argument('<file>', 'made, readable by its owner alone')
    .option('--replace', 'take the place of a file of that name');
  addSettings(command, STORE_SETTINGS).addHelpText('after', HELP);
  command.action(async (name: string, { replace }: BackupOptions) => {
    const { data, metadata } = storeSettings(command, session);
    if (metadata !== undefined) throw new Failure(inPostgres('pg_dump --format=custom --file=FILE'));
    const file = resolve(name);
    if (existsSync(file) && !replace) throw new Failure(`${file}: is there already; name another, or add --replace.`);
    // Loaded late: the other commands need no database.
    const { backUp } = await import('../store/backup.js');
    const { buckets, objects } = await backUp(data, file).catch((error) => {
      throw unwritten(storeFailure(error, data), file);
    });
    session.terminal.stdout.write(`${file}: ${buckets} buckets, ${objects} objects.\n`);
  });
}

/** `tool`: the command that is right there. */
export function inPostgres(tool: string): string {
  return `--metadata: these metadata are in PostgreSQL, whose own tools do that while it runs: ${tool} 'postgres://…'.`;
}

function unwritten(error: unknown, file: string): unknown {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message: string };
  const known = errcode !== undefined || (typeof code === 'string' && /^E[A-Z]+$/.test(code));
  return known ? new Failure(`${file}: could not be written: ${message}.`) : error;
}
