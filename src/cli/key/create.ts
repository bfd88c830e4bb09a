/** `tintype key create`. The only place that ever shows a secret. */
import type { Command } from 'commander';
import { checkBucketName } from '../../oss/names.js';
import { ROOT_ACCOUNT } from '../../root-key.js';
import type { KeyRecord } from '../../store/key-records.js';
import { type Session, say } from '../terminal.js';
import { rightsOf } from './describe.js';
import { keyCommand, withKeys } from './key-command.js';

const HELP = `
The secret is shown once: only the one who creates a key can hand it on.
A limited key has all rights of its account in its buckets, deleting them included; elsewhere it is a stranger, who reads
what is public. A read-only key changes nothing anywhere. Both limits can be combined.

Examples:
  tintype key create --bucket photos --note 'the shop'
  tintype key create --bucket photos --bucket thumbs --read-only
  tintype key create --account ann
  tintype key create --json > key.json`;

interface CreateOptions {
  readonly account: string;
  readonly readOnly?: true;
  readonly bucket?: readonly string[];
  readonly note?: string;
  readonly json?: true;
}

export function addKeyCreate(parent: Command, session: Session): void {
  const command = keyCommand(parent, 'create', 'make a key pair and show it, once')
    .option('--account <name>', 'whose it is: 1 to 64 letters, digits and _ . -', ROOT_ACCOUNT)
    .option('--read-only', 'it changes nothing')
    .option('--bucket <name>', 'it is for this bucket only (repeatable)', (name, before: string[] = []) => [
      ...before,
      name,
    ])
    .option('--note <text>', 'what it is for, as key list shows it')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP);
  command.action(async (options: CreateOptions) => {
    const { key, first } = await withKeys(command, session, async ({ keys }) => {
      const { account, readOnly = false, bucket: buckets, note } = options;
      buckets?.forEach(checkBucketName);
      const others = await keys.list(account);
      const limits = { readOnly, ...(buckets && { buckets }), ...(note !== undefined && { note }) };
      return { key: await keys.create({ account, ...limits }), first: others.length === 0 };
    });
    session.terminal.stdout.write(options.json ? jsonOf(key) : linesOf(key));
    // A slip of the pen makes an account, too.
    if (first && key.account !== ROOT_ACCOUNT)
      say(session.terminal, `This is the first key of the account ${key.account}.`);
  });
}

function jsonOf({ id, secret, account, readOnly, buckets, note }: KeyRecord): string {
  return `${JSON.stringify({ accessKeyId: id, accessKeySecret: secret, account, readOnly, buckets, note }, null, 2)}\n`;
}

function linesOf(key: KeyRecord): string {
  return [
    `Key id   ${key.id}`,
    `Secret   ${key.secret}   (shown this once)`,
    `Account  ${key.account}`,
    `Rights   ${rightsOf(key)}`,
    '',
  ].join('\n');
}
