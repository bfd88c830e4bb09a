/** `tintype serve`: starts everything, says where it is, and stops in an orderly way. Installs nothing. */
import { type Command, Option } from 'commander';
import type { App, Program } from '../app.js';
import { environmentName, type SettingSources } from '../config/settings.js';
import { type Config, ConfigError, loadConfig, SETTING_NAMES, SETTINGS } from '../config.js';
import { bannerLines } from './banner.js';
import { shownCommandLine } from './command-line.js';
import { heapInRush, keepHeapSmall, keepTicksQuick, setFrontFlags } from './heap.js';
import { addSettings, flagsOf } from './options.js';
import { partsOf } from './parts.js';
import { LIVE_NAMES, onReloadSignal, Reloading } from './reload.js';
import { startFailure } from './start-failure.js';
import { stopSignal } from './stop-signal.js';
import { Failure, type Session, say, type Terminal } from './terminal.js';

const FLAGS = SETTING_NAMES.filter((name) => !SETTINGS[name].unflagged);
const UNFLAGGED = SETTING_NAMES.filter((name) => SETTINGS[name].unflagged);

const HELP = `
Every option is also a variable and a name in the JSON file of --config: --console-port 9001 is
TINTYPE_CONSOLE_PORT=9001 and { "console-port": 9001 }. A flag beats a variable, a variable beats the file.

The root key pair comes from TINTYPE_ACCESS_KEY_ID and TINTYPE_ACCESS_KEY_SECRET. Without them one is made at the
first start, kept in <data>/root-key.json (mode 0600) and printed once.

The log goes to stdout, one JSON object a line; what is meant for people goes to stderr. SIGTERM and Ctrl-C finish
the requests under way; a second one stops at once. Exit codes: 0 stopped, 1 could not start, 2 bad configuration.
SIGHUP to a server without a terminal reads the configuration again. Taken over at once, without dropping a connection:
${LIVE_NAMES}.
For the rest it says what needs a restart.

Examples:
  tintype serve                                       on this machine only, http://127.0.0.1:9000
  tintype serve --host 0.0.0.0 --domain img.example   for the network, buckets at BUCKET.img.example
  tintype serve --tls-cert cert.pem --tls-key key.pem HTTPS on both ports
  TINTYPE_PORT=8080 tintype serve --data /srv/tintype`;

export function addServe(program: Command, session: Session): void {
  const command = program.command('serve').description('serve buckets and pictures until Ctrl-C or SIGTERM');
  addSettings(command, FLAGS).addHelpText('after', HELP);
  for (const name of UNFLAGGED) command.addOption(refusedFlag(name));
  command.action(async () => {
    session.exitCode = await serve({ flags: flagsOf(command), env: session.terminal.env }, session);
  });
}

/** Other commands have it, so it is tried: a flag that is unknown would be answered with another one that is not meant. */
function refusedFlag(name: string): Option {
  return new Option(`--${name} <text>`).hideHelp().argParser(() => {
    throw new Failure(
      `--${name}: everybody on a machine can read command lines; set ${environmentName(name)}, or write it into the file of --config.`,
      2,
    );
  });
}

async function serve(sources: SettingSources, { terminal, version }: Session): Promise<number> {
  const shown = shownCommandLine([process.argv0, ...process.argv.slice(1)]);
  // Linux and macOS write it over the words themselves, so that none of the old ones is left.
  if (shown !== undefined) process.title = shown;
  keepHeapSmall();
  keepTicksQuick();
  setFrontFlags(process);
  const config = loadConfig(sources);
  const attended = process.stdin.isTTY === true;
  // Asked for from the first moment: a signal during the start must not leave half a server behind.
  const stop = stopSignal('the requests under way', (line) => say(terminal, line), attended ? [] : ['SIGHUP']);
  // Already now: by default the signal ends a process.
  let reload = (): void => {};
  const unattended = attended ? () => {} : onReloadSignal(() => reload());
  const machine = () => machineParts(config.data, terminal.env);
  const app = await start(config, { version, machine, inRush: heapInRush });
  try {
    const reloading = new Reloading(app, sources);
    reload = () => say(terminal, ...reloaded(reloading));
    if (!stop.asked()) {
      say(terminal, ...(await bannerLines(app, config, version)));
      // pm2 and npm start's script wait for this word; nobody else opens a channel.
      process.send?.('ready');
    }
    await stop.promise;
  } finally {
    await app.close();
    stop.release();
    unattended();
  }
  say(terminal, 'Stopped.');
  return 0;
}

function reloaded(reloading: Reloading): readonly string[] {
  try {
    return reloading.reload();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [`SIGHUP: nothing was changed. ${error.message}`];
  }
}

async function start(config: Config, program: Program): Promise<App> {
  const { createApp } = await import('../app.js');
  try {
    return await createApp(config, program);
  } catch (error) {
    throw startFailure(error, config);
  }
}

/** What `tintype doctor` looks for, for the console. */
function machineParts(data: string, env: Terminal['env']): ReturnType<Program['machine']> {
  return Promise.all(
    partsOf(data).map(async ({ name, purpose, advice, packages, find }) => {
      const found = await find(env);
      const toGet = packages.length > 0 ? `apt-get install ${packages.join(' ')}` : advice;
      return { name, purpose, advice: toGet, ...(found !== undefined && { found }) };
    }),
  );
}
