/** `tintype key disable`. */
import type { Command } from 'commander';
import type { Session } from '../terminal.js';
import { changeKey, keyCommand } from './key-command.js';

const HELP = `
From the next request on whoever signs with the key gets 403 InvalidAccessKeyId; so do links that it has signed.
tintype key enable takes it back. To replace a key: create another, move the application to it, disable the old one,
and delete it when nobody has missed it.

Examples:
  tintype key disable TINTgJqE9h8X6dVRyU5wU4SA
  tintype key disable TINTgJqE9h8X6dVRyU5wU4SA --data /srv/tintype`;

export function addKeyDisable(parent: Command, session: Session): void {
  const command = keyCommand(parent, 'disable', 'refuse whoever signs with a key, until it is enabled again')
    .argument('<key-id>', 'as key list shows it')
    .addHelpText('after', HELP);
  command.action(async (id: string) => {
    await changeKey(command, session, id, (keys) => keys.change(id, { enabled: false }));
    session.terminal.stdout.write(`Disabled ${id}.\n`);
  });
}
