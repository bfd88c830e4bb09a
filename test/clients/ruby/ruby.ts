/** The vendor's SDK for Ruby, as Debian has it, in front of a server as users start it. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe } from 'vitest';
import { rubySdk } from '../../../scripts/ruby-sdk.js';
import { photo, png } from '../../pictures.js';
import { observeCalls } from '../observed.js';
import { ClientServer, KEY } from '../server.js';

const VERSION = rubySdk();
if (VERSION === undefined) {
  const say = "The package ruby-aliyun-sdk is not installed and cannot be: the vendor's SDK for Ruby was NOT tried.";
  if (process.env.TINTYPE_REQUIRE_RUBY_SDK) throw new Error(say);
  console.warn(`\n!!! ${say}\n`);
}

/** The SDK takes the bucket's name into the path only where the endpoint is an IP address. */
export const WAYS = { 'virtual host': 'localhost', path: '127.0.0.1' } as const;
export type Way = keyof typeof WAYS;

export const describeRuby = VERSION === undefined ? describe.skip : describe;

const run = promisify(execFile);

export interface Ruby {
  port(): number;
  /** What a script of this folder saw. Rejects with what it said when it fails. */
  saw(script: string, way: Way, env?: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>>;
}

/** Starts a server for the tests of one file and ends it after them. */
export function useRuby(args: readonly string[] = []): Ruby {
  let server: ClientServer;
  let picture: string;
  beforeAll(async () => {
    if (VERSION === undefined) return;
    server = await ClientServer.start(args);
    picture = join(server.directory, 'picture.png');
    await writeFile(picture, await png(photo(80, 60)));
  });
  afterAll(() => server?.end());
  observeCalls('Ruby', () => server?.consoleUrl);
  return {
    port: () => server.port,
    async saw(script, way, env = {}) {
      const endpoint = `http://${WAYS[way]}:${server.port}`;
      const bucket = `ruby-${script}-${way.replace(' ', '-')}`;
      const { stdout } = await run('ruby', [fileURLToPath(new URL(`${script}.rb`, import.meta.url))], {
        env: {
          ...{ PATH: process.env.PATH, LANG: 'C.UTF-8', PICTURE: picture, ENDPOINT: endpoint, BUCKET: bucket },
          ...{ ID: KEY.id, SECRET: KEY.secret, ...env },
        },
      });
      return JSON.parse(stdout);
    },
  };
}
