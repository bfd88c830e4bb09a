/** `tintype key delete`. */
import type { Command } from 'commander';
import type { Session } from '../terminal.js';
import { changeKey, keyCommand } from './key-command.js';

const HELP = `
There is no way back: the secret is gone with the key, and so are the temporary keys that stand for it. The buckets stay
with the account, and another of its keys has the same rights in them. tintype key disable is the careful first step.

Examples:
  tintype key delete TINTgJqE9h8X6dVRyU5wU4SA
  tintype key delete TINTgJqE9h8X6dVRyU5wU4SA --data /srv/tintype`;

export function addKeyDelete(parent: Command, session: Session): void {
  const command = keyCommand(parent, 'delete', 'forget a key for good')
    .argument('<key-id>', 'as key list shows it')
    .addHelpText('after', HELP);
  command.action(async (id: string) => {
    await changeKey(command, session, id, (keys) => keys.delete(id));
    session.terminal.stdout.write(`Deleted ${id}.\n`);
  });
}
