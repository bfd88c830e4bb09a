/** `tintype key`: who may sign requests, for which account and within which limits. */
import type { Command } from 'commander';
import { addKeyCreate } from './key/create.js';
import { addKeyDelete } from './key/delete.js';
import { addKeyDisable } from './key/disable.js';
import { addKeyEnable } from './key/enable.js';
import { addKeyList } from './key/list.js';
import { addKeyTemporary } from './key/temporary.js';
import type { Session } from './terminal.js';

const HELP = `
A key pair belongs to an account, and so does a bucket: to the account whose key created it. The root key pair, which
serve makes at the first start, is one of the account 1000000000000001; so are the keys made here unless --account says
otherwise. Every application should have a key of its own, limited to what it does.

These commands work on the server's data directory, --data, while the server runs and while it does not. What they
change holds from the next request on. They need the rights of the user who serves.

Examples:
  tintype key create --bucket photos --note 'the shop'    all rights in one bucket, none elsewhere
  tintype key create --read-only                          reads every bucket of the account
  tintype key create --account ann                        another account, with buckets of its own
  tintype key temporary TINTgJqE9h8X6dVRyU5wU4SA --expires 15m --read-only
  tintype key list
  tintype key disable TINTgJqE9h8X6dVRyU5wU4SA            and enable, which takes it back
  tintype key delete TINTgJqE9h8X6dVRyU5wU4SA`;

export function addKey(program: Command, session: Session): void {
  const key = program
    .command('key')
    .description('create, list, disable and delete access keys, and hand out temporary ones');
  for (const add of [addKeyCreate, addKeyTemporary, addKeyList, addKeyDisable, addKeyEnable, addKeyDelete])
    add(key, session);
  key.addHelpText('after', HELP);
}
