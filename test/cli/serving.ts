/** Servers as processes of their own, in a directory that each test has for itself; they end with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { ServerProcess } from './server-process.js';

export const FREE = ['--port', '0', '--console-port', '0'];

type Start = (args: readonly string[], env?: Record<string, string>) => ServerProcess;

export interface Servers {
  /** A path in the directory of the test. */
  readonly at: (...names: readonly string[]) => string;
  /** Options of a small server that keeps its data there. */
  readonly data: () => readonly string[];
  readonly serve: Start;
  /** As the last arguments of another program. */
  readonly serveUnder: (program: readonly string[], args: readonly string[]) => ServerProcess;
  readonly npmStart: Start;
}

export function useServers(): Servers {
  let directory = '';
  let running: ServerProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tintype-serve-'));
  });
  afterEach(async () => {
    await Promise.all(running.map((server) => server.end()));
    running = [];
    await rm(directory, { recursive: true });
  });
  const kept = (server: ServerProcess) => {
    running.push(server);
    return server;
  };
  const at = (...names: readonly string[]) => join(directory, ...names);
  return {
    at,
    data: () => ['--data', at('data'), '--workers', '1'],
    serve: (args, env) => kept(ServerProcess.serve(args, env)),
    serveUnder: (program, args) => kept(ServerProcess.serveUnder(program, args, {})),
    npmStart: (args, env) => kept(ServerProcess.npmStart(args, env)),
  };
}
