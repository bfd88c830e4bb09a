/** `tintype restore`: the metadata as a backup has them. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { inPostgres } from './backup.js';
import { addSettings } from './options.js';
import { STORE_SETTINGS, storeFailure, storeSettings } from './store-settings.js';
import { Failure, type Session, say } from './terminal.js';

const HELP = `
Puts back what tintype backup wrote into FILE, in one transaction, while the server runs or not; a running one takes it
over within a second. What was there is kept in DATA/metadata-before-restore.db: restore that file to undo it.

Objects are as they were then. Those stored since are gone, and the server sweeps their files in an hour or two. Of
those deleted since the bytes may be gone: put the files back into DATA/blobs from a copy, and let tintype scrub say
what is missing. On a new machine: copy blobs, restore, and start. Only a backup of the same data directory is taken.

With --metadata postgres://… PostgreSQL's pg_restore does what this command does.
Exit codes: 0 restored, 1 nothing was changed, 2 asked wrongly.

Examples:
  tintype restore /backup/tintype-2026-11-01.db --data /srv/tintype
  tintype restore /srv/tintype/metadata-before-restore.db --data /srv/tintype`;

export function addRestore(program: Command, session: Session): void {
  const command = program
    .command('restore')
    .description('make buckets and objects what a backup says, while the server runs or not')
    .argument('<file>', 'as tintype backup wrote it');
  addSettings(command, STORE_SETTINGS).addHelpText('after', HELP);
  command.action(async (name: string) => {
    const { terminal } = session;
    const { data, metadata } = storeSettings(command, session);
    if (metadata !== undefined) throw new Failure(inPostgres('pg_restore --clean --dbname='));
    const file = resolve(name);
    // Loaded late: the other commands need no database.
    const { restore, UnusableCopy } = await import('../store/backup.js');
    const restored = await restore(data, file).catch((error) => {
      if (error instanceof UnusableCopy)
        throw new Failure(`${file}: no backup that can be restored: ${error.message}.`);
      throw storeFailure(error, data);
    });
    const { buckets, objects } = restored.facts;
    terminal.stdout.write(`${data}: ${buckets} buckets, ${objects} objects, as in ${file}.\n`);
    if (restored.before !== undefined) say(terminal, `What was there is in ${restored.before}.`);
    if (restored.served) say(terminal, 'The server that runs has it within a second.');
    say(terminal, 'tintype scrub says whether the bytes of every object are there.');
  });
}
