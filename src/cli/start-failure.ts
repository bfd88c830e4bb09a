/** Why the server could not start, as one line that names the option, its value and what to do. */
import { accessSync, constants } from 'node:fs';
import type { Config } from '../config.js';
import { StartupError } from '../store/startup-error.js';
import { fontFailure } from './faces.js';
import { Failure } from './terminal.js';

interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly port?: number;
  readonly address?: string;
}

/** The error to throw in place of what createApp threw; what nobody foresaw stays what it is. */
export function startFailure(error: unknown, config: Config): unknown {
  if (error instanceof StartupError) {
    return new Failure(error.setting === 'data' ? dataLine(error, config.data) : `--${error.setting} ${error.message}`);
  }
  const line = listenFailure(error as SystemError, config);
  return line === undefined ? (fontFailure(error) ?? error) : new Failure(line);
}

const DATA_FAULTS: Readonly<Record<string, string>> = {
  EEXIST: 'is no directory.',
  ENOTDIR: 'is no directory.',
  EACCES: 'this user may not write there.',
  EPERM: 'this user may not write there.',
  EROFS: 'its file system is read-only.',
  ENOSPC: 'its disk is full.',
};

function dataLine({ message, cause }: StartupError, data: string): string {
  const code = (cause as SystemError | undefined)?.code ?? '';
  const what = DATA_FAULTS[code] ?? denied(data) ?? message.replace(`The data directory ${data} `, '');
  return `--data ${data}: ${what} Choose another: a directory that this user can write and no other server uses.`;
}

/** SQLite says only that it could not open a file. */
function denied(data: string): string | undefined {
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return DATA_FAULTS[(error as SystemError).code ?? ''];
  }
}

function listenFailure({ code, syscall, port, address }: SystemError, config: Config): string | undefined {
  if (syscall === 'getaddrinfo') return hostLine(config, address, 'is no name that can be looked up');
  if (syscall !== 'listen') return undefined;
  const console = port === config.consolePort && port !== config.port;
  const option = `--${console ? 'console-port' : 'port'} ${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${option}: in use already on ${address}, perhaps by another tintype; stop that one or choose another port (0 picks a free one).`;
    case 'EACCES':
      return `${option}: not allowed to this user; choose a port from 1024 to 65535, or start as root.`;
    case 'EADDRNOTAVAIL':
      return hostLine(config, address, 'is no address of this machine');
    default:
      return undefined;
  }
}

function hostLine(config: Config, address: string | undefined, what: string): string {
  const console = address !== undefined && address === config.consoleHost && address !== config.host;
  const option = console ? `--console-host ${config.consoleHost}` : `--host ${config.host}`;
  return `${option}: ${what}; use 127.0.0.1 for this machine only or 0.0.0.0 for every network.`;
}
