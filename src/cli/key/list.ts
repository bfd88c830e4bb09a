/** `tintype key list`. Never a secret. */
import type { Command } from 'commander';
import { ROOT_ACCOUNT } from '../../root-key.js';
import type { ListedKey } from '../../store/key-records.js';
import type { Session } from '../terminal.js';
import { minuteOf, rightsOf, stateOf, tableOf } from './describe.js';
import { keyCommand, withKeys } from './key-command.js';

const HELP = `
Times are in UTC. The last use is written down every ten minutes; of the root key pair it is not known.

Examples:
  tintype key list
  tintype key list --account ann
  tintype key list --json | jq -r '.[] | select(.enabled | not) | .accessKeyId'`;

interface ListOptions {
  readonly account?: string;
  readonly json?: true;
}

export function addKeyList(parent: Command, session: Session): void {
  const command = keyCommand(parent, 'list', 'show the keys, what they may and when they were last used')
    .option('--account <name>', 'only those of this account')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP);
  command.action(async ({ account, json }: ListOptions) => {
    const text = await withKeys(command, session, async ({ keys, rootId }) => {
      const shown = await keys.list(account);
      const root = account === undefined || account === ROOT_ACCOUNT ? rootId : undefined;
      return json ? `${JSON.stringify(shown.map(jsonOf), null, 2)}\n` : table(shown, root);
    });
    session.terminal.stdout.write(text);
  });
}

function table(keys: readonly ListedKey[], rootId: string | undefined): string {
  const title = ['KEY ID', 'ACCOUNT', 'STATE', 'CREATED', 'LAST USED', 'RIGHTS', 'NOTE'];
  const root = rootId === undefined ? [] : [[rootId, ROOT_ACCOUNT, 'root', '', '', 'everything', '']];
  return tableOf([title, ...root, ...keys.map(rowOf)]);
}

function rowOf(key: ListedKey): readonly string[] {
  const { id, account, createdAt, lastUsedAt, note = '' } = key;
  const used = lastUsedAt === undefined ? 'never' : minuteOf(lastUsedAt);
  return [id, account, stateOf(key, Date.now()), minuteOf(createdAt), used, rightsOf(key), note];
}

function jsonOf({ id, createdAt, lastUsedAt, temporary, ...key }: ListedKey): object {
  const iso = (time: number) => new Date(time).toISOString();
  return {
    accessKeyId: id,
    ...key,
    ...(temporary && { of: temporary.of, expiresAt: iso(temporary.expiresAt) }),
    createdAt: iso(createdAt),
    ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
  };
}
