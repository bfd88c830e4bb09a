/** The `tintype` command: its subcommands, its help, and how each kind of failure ends it. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { RootKeyError } from '../root-key.js';
import { addBackup } from './backup.js';
import { addCache } from './cache.js';
import { addDoctor } from './doctor.js';
import { addExport } from './export.js';
import { addImport } from './import.js';
import { addKey } from './key.js';
import { addProcess } from './process.js';
import { addRestore } from './restore.js';
import { addScrub } from './scrub.js';
import { addServe } from './serve.js';
import { Failure, type Session, say, type Terminal } from './terminal.js';
import { addUrl } from './url.js';
import { addWarm } from './warm.js';

export const VERSION = readVersion();

/** Runs one command line (without node and script). Resolves with the exit code: 0 done, 1 failed, 2 asked wrongly. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const session: Session = { terminal, version: VERSION, exitCode: 0 };
  try {
    await programFor(session).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return failed(error, terminal);
  }
}

function programFor(session: Session): Command {
  const { stdout, stderr } = session.terminal;
  const program = new Command('tintype')
    .description('A self-hosted object store that speaks the OSS REST API and processes images on the URL.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 110,
      getErrHelpWidth: () => stderr.columns ?? 110,
      // Commander puts its suggestion on a second line.
      outputError: (text, write) => write(`tintype: ${text.replace(/^error: /, '').replace(/\n(?=\()/, ' ')}`),
    })
    .exitOverride();
  for (const add of [
    addServe,
    addProcess,
    addUrl,
    addKey,
    addCache,
    addImport,
    addExport,
    addWarm,
    addBackup,
    addRestore,
    addScrub,
    addDoctor,
  ])
    add(program, session);
  return program.addHelpText('after', HELP);
}

const HELP = `
Examples:
  tintype serve                                          start; the first start makes a key and sample pictures
  tintype process photo.jpg image/resize,w_200 -o s.jpg  the same engine on files, no server
  tintype url photos/cat.jpg image/resize,w_200          a link to a picture in a private bucket
  tintype key create --bucket photos                     a key for one application
  tintype cache stat                                     what is kept of rendered pictures
  tintype import ./pictures photos                       a directory, OSS, S3 or another Tintype, into a bucket
  tintype warm photos style/small                        render ahead of time
  tintype backup tintype.db                              all that is known of buckets and objects, while it serves
  tintype scrub                                          is every byte on the disk the one that was stored?
  tintype doctor                                         what is here, what is missing and how to get it

tintype COMMAND --help says more. The language of the chains is in docs/operations.md, the errors in docs/errors.md.`;

function failed(error: unknown, terminal: Terminal): number {
  // Commander has written its own line; for --help and --version it ends this way with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError) return complain(terminal, error.message, 2);
  if (error instanceof Failure) return complain(terminal, error.message, error.exitCode);
  if (error instanceof RootKeyError) return complain(terminal, error.message, 1);
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return complain(terminal, `unexpected failure, please report it: ${trace}`, 1);
}

function complain(terminal: Terminal, message: string, code: number): number {
  say(terminal, `tintype: ${message}`);
  return code;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
