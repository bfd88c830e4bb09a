/** Why the server could not start, as one line that names the option, its value and what to do. */
import type { Config } from '../config.js';
import { StartupError } from '../store/startup-error.js';
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
    const rule = 'It must be a directory that this user can write and no other server uses.';
    return new Failure(`--data ${config.data}: ${error.message} ${rule}`);
  }
  const line = listenFailure(error as SystemError, config);
  return line === undefined ? error : new Failure(line);
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
