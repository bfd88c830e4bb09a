/** `tintype key enable`. */
import type { Command } from 'commander';
import type { Session } from '../terminal.js';
import { changeKey, keyCommand } from './key-command.js';

const HELP = `
It has the secret and the limits that it had; links that it signed work again until they expire. A key that was deleted
does not come back.

Examples:
  tintype key enable TINTgJqE9h8X6dVRyU5wU4SA
  tintype key enable TINTgJqE9h8X6dVRyU5wU4SA --data /srv/tintype`;

export function addKeyEnable(parent: Command, session: Session): void {
  const command = keyCommand(parent, 'enable', 'let a disabled key sign again')
    .argument('<key-id>', 'as key list shows it')
    .addHelpText('after', HELP);
  command.action(async (id: string) => {
    await changeKey(command, session, id, (keys) => keys.change(id, { enabled: true }));
    session.terminal.stdout.write(`Enabled ${id}.\n`);
  });
}
