/** `tintype cache`: what is kept of rendered pictures, and what caches on the way are told. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings, type SettingSources } from '../config/settings.js';
import { SETTINGS, type SettingName } from '../config.js';
import { childOf, readXml, textOf, type XmlElement } from '../http/xml-document.js';
import { DirectoryLock } from '../store/lock.js';
import { Results } from '../store/results/results.js';
import { StartupError } from '../store/startup-error.js';
import { ask, type Question, Unreachable } from './ask.js';
import { endpoint, SERVER_SETTINGS, serverOf } from './endpoint.js';
import { addSettings, flagsOf } from './options.js';
import { count, Failure, type Session } from './terminal.js';

const NAMES = [...SERVER_SETTINGS, 'cache-disk'] as const satisfies readonly SettingName[];

const HELP = `
stat and clear ask the running server, found like that of 'tintype url'. When none runs they look into --data
themselves. control needs a server.

Examples:
  tintype cache stat
  tintype cache clear --port 9100 --data /srv/tintype
  tintype cache control photos max-age=86400     for objects and results without a Cache-Control of their own
  tintype cache control photos                   what it is now
  tintype cache control photos --unset`;

const STAT_HELP = `
Examples:
  tintype cache stat
  tintype cache stat --port 9100 --data /srv/tintype
  tintype cache stat --endpoint https://img.example`;

const CLEAR_HELP = `
Examples:
  tintype cache clear
  tintype cache clear --port 9100 --data /srv/tintype`;

const CONTROL_HELP = `
Without a value and without --unset it prints what the bucket has.

Examples:
  tintype cache control photos max-age=86400
  tintype cache control photos 'public, max-age=31536000, immutable'
  tintype cache control photos
  tintype cache control photos --unset`;

export function addCache(program: Command, session: Session): void {
  const cache = program
    .command('cache')
    .description('look at what is kept of rendered pictures, or empty it')
    .addHelpText('after', HELP);
  const { stdout } = session.terminal;
  add(cache, 'stat', 'show what is kept and what it saved', STAT_HELP).action(async (_options, command) => {
    const sources = sourcesOf(command, session);
    const text = await online(command, sources, { method: 'GET', subresource: 'x-oss-cache' }, () =>
      offline(sources, async (results) => diskLine(results.stats().diskBytes, results.stats().diskEntries)),
    );
    stdout.write(text.startsWith('<?xml') ? statLines(readXml(Buffer.from(text))) : text);
  });
  add(cache, 'clear', 'forget every rendered picture; they are rendered again when asked for', CLEAR_HELP).action(
    async (_options, command) => {
      const sources = sourcesOf(command, session);
      await online(command, sources, { method: 'DELETE', subresource: 'x-oss-cache' }, () =>
        offline(sources, async (results) => {
          await results.clear();
          return '';
        }),
      );
      stdout.write('Emptied.\n');
    },
  );
  addControl(cache, session);
}

function addControl(cache: Command, session: Session): void {
  add(cache, 'control', 'the Cache-Control of what has none of its own in a bucket', CONTROL_HELP)
    .argument('<bucket>', 'its name')
    .argument('[value]', 'such as max-age=86400')
    .option('--unset', 'take it away')
    .action(async (bucket: string, value: string | undefined, { unset }: { unset?: true }, command: Command) => {
      if (value !== undefined && unset) throw new Failure('a value and --unset: give one of them.', 2);
      const question: Question = {
        method: value !== undefined ? 'PUT' : unset ? 'DELETE' : 'GET',
        bucket,
        subresource: 'x-oss-cache-control',
        ...(value !== undefined && { headers: { 'cache-control': value } }),
      };
      const answer = await online(command, sourcesOf(command, session), question, (problem) => {
        throw new Failure(`${problem}; start it, or name its --port or --endpoint.`);
      });
      if (question.method !== 'GET') return;
      session.terminal.stdout.write(`${textOf(readXml(Buffer.from(answer)), 'CacheControl') || '(none)'}\n`);
    });
}

function add(cache: Command, name: string, about: string, help: string): Command {
  const command = cache.command(name).description(about).addHelpText('after', help);
  return addSettings(command.option('--endpoint <url>', 'scheme, host and port of the server', endpoint), NAMES);
}

function sourcesOf(command: Command, { terminal }: Session): SettingSources {
  return { flags: flagsOf(command), env: terminal.env };
}

/** Asks the server; where none answers, `otherwise` is asked, unless --endpoint has named one. */
async function online(
  command: Command,
  sources: SettingSources,
  question: Question,
  otherwise: (problem: string) => Promise<string>,
): Promise<string> {
  const named: string | undefined = command.opts().endpoint;
  const { base, pair } = await serverOf(sources, named);
  try {
    return await ask(base, pair, question);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    if (named !== undefined) throw new Failure(`--endpoint ${named}: ${error.message}.`);
    return otherwise(error.message);
  }
}

/** With the lock of the data directory, so never beside a server. */
async function offline(sources: SettingSources, work: (results: Results) => Promise<string>): Promise<string> {
  const values = readSettings(SETTINGS, NAMES, sources);
  const data = resolve(values.data);
  const directory = join(data, 'results');
  if (!existsSync(directory)) throw new Failure(`--data ${data}: nothing has been rendered there yet.`);
  const lock = lockOf(data);
  const results = Results.open({ directory, memoryBytes: 0, diskBytes: Math.max(1, values['cache-disk']) });
  try {
    return await work(results);
  } finally {
    await results.close();
    lock.release();
  }
}

function lockOf(data: string): DirectoryLock {
  try {
    return DirectoryLock.take(data);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    throw new Failure(
      `${error.message.replace(/\.$/, '')}, which does not answer here: name its --port or --endpoint, and --tls-cert where it speaks HTTPS.`,
    );
  }
}

function statLines(status: XmlElement): string {
  const [memory, disk, served] = ['Memory', 'Disk', 'Served'].map((name) => numbersOf(childOf(status, name)));
  return [
    `Memory  ${kept(memory)}`,
    `Disk    ${kept(disk)}, ${count(disk?.Evictions)} evicted since the start`,
    `Served  ${count(served?.Memory)} from memory, ${count(served?.Disk)} from disk, ${count(served?.Rendered)} rendered, ` +
      `${count(served?.Coalesced)} shared a render`,
    '',
  ].join('\n');
}

function diskLine(bytes: number, bodies: number): string {
  return `Disk    ${size(bytes)}, ${count(bodies)} pictures (no server is running)\n`;
}

type Numbers = Readonly<Record<string, number>>;

function numbersOf(element: XmlElement | undefined): Numbers {
  return Object.fromEntries((element?.children ?? []).map(({ name, text }) => [name, Number(text)]));
}

function kept(tier: Numbers | undefined): string {
  return `${size(tier?.Bytes ?? 0)} of ${size(tier?.Capacity ?? 0)}, ${count(tier?.Results)} pictures`;
}

function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
