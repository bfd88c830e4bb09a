/** `tintype key temporary`: what the vendor's token service does, for whoever has the data directory. */
import { type Command, InvalidArgumentError } from 'commander';
import { checkBucketName } from '../../oss/names.js';
import { ROOT_ACCOUNT } from '../../root-key.js';
import { type KeyRecord, TEMPORARY_SECONDS } from '../../store/key-records.js';
import { whyNotParent } from '../../store/temporary-keys.js';
import { Failure, type Session } from '../terminal.js';
import { rightsOf } from './describe.js';
import { type KeyWork, keyCommand, withKeys } from './key-command.js';

const HELP = `
Hand all three of id, secret and token to a client (stsToken in ali-oss, StsAuth in oss2). The key ends by itself; until
then it may what the key it stands for may at the time, and less where limited here. When that key is disabled or
deleted, so is this one. tintype key list has its id, and tintype key delete ends it earlier.

Examples:
  tintype key temporary TINTgJqE9h8X6dVRyU5wU4SA                          an hour, all that the key may
  tintype key temporary TINTgJqE9h8X6dVRyU5wU4SA --expires 15m --bucket photos --read-only --json`;

interface TemporaryOptions {
  readonly expires: number;
  readonly readOnly?: true;
  readonly bucket?: readonly string[];
  readonly note?: string;
  readonly json?: true;
}

export function addKeyTemporary(parent: Command, session: Session): void {
  const command = keyCommand(parent, 'temporary', 'make temporary credentials of a key and show them, once')
    .argument('<key-id>', 'whose rights they have, as key list shows it')
    .option('--expires <time>', `for how long: ${ALLOWED}`, secondsOf, 3600)
    .option('--read-only', 'they change nothing')
    .option('--bucket <name>', 'they are for this bucket only (repeatable)', (name, before: string[] = []) => [
      ...before,
      name,
    ])
    .option('--note <text>', 'what they are for, as key list shows it')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP);
  command.action(async (id: string, options: TemporaryOptions) => {
    const key = await withKeys(command, session, (work) => create(work, id, options));
    session.terminal.stdout.write(options.json ? jsonOf(key) : linesOf(key));
  });
}

async function create({ keys, rootId }: KeyWork, of: string, options: TemporaryOptions): Promise<KeyRecord> {
  const { expires: seconds, readOnly = false, bucket: buckets, note } = options;
  buckets?.forEach(checkBucketName);
  const key = of === rootId ? { account: ROOT_ACCOUNT } : await keys.find(of);
  if (key === undefined) throw new Failure(`there is no key ${of}; tintype key list shows those there are.`);
  const problem = 'id' in key ? whyNotParent(key, buckets) : undefined;
  if (problem !== undefined) throw new Failure(problem);
  const limits = { readOnly, ...(buckets && { buckets }), ...(note !== undefined && { note }) };
  return keys.createTemporary({ of, account: key.account, seconds, ...limits });
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const ALLOWED = 'a number and s, m, h or d, from 60s to 7d';

function secondsOf(text: string): number {
  const [, number, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? 0);
  if (seconds >= TEMPORARY_SECONDS.min && seconds <= TEMPORARY_SECONDS.max) return seconds;
  throw new InvalidArgumentError(`Allowed: ${ALLOWED}.`);
}

const untilOf = ({ temporary }: KeyRecord) => new Date(temporary?.expiresAt ?? 0).toISOString();

function jsonOf(key: KeyRecord): string {
  const { id, secret, token, account, readOnly, buckets, note } = key;
  const shown = { accessKeyId: id, accessKeySecret: secret, securityToken: token, expiration: untilOf(key) };
  return `${JSON.stringify({ ...shown, of: key.temporary?.of, account, readOnly, buckets, note }, null, 2)}\n`;
}

function linesOf(key: KeyRecord): string {
  return [
    `Key id   ${key.id}`,
    `Secret   ${key.secret}   (shown this once)`,
    `Token    ${key.token}   (shown this once)`,
    `Until    ${untilOf(key)}`,
    `Of       ${key.temporary?.of}`,
    `Rights   ${rightsOf(key)}, where ${key.temporary?.of} may`,
    '',
  ].join('\n');
}
