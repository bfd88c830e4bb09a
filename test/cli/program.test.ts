import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { operations } from '#src/process/operations/index.js';
import { tintype } from './tintype.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

test('--version is that of the package', async () => {
  expect(await tintype(['--version'])).toMatchObject({ code: 0, stdout: Buffer.from(`${version}\n`), stderr: '' });
});

test.each([
  [
    ['--help'],
    ['Usage: tintype', 'serve', 'process [options] PICTURE... CHAIN', 'url', 'doctor', 'tintype COMMAND --help'],
  ],
  [
    ['serve', '--help'],
    ['--port <port>', 'default: 9000', '--no-demo', 'TINTYPE_CONSOLE_PORT', 'TINTYPE_ACCESS_KEY_SECRET', 'Exit codes'],
  ],
  [
    ['process', '--help'],
    [
      'PICTURE... CHAIN',
      '--out <directory>',
      '--limit-profile',
      'docs/operations.md',
      'Examples:',
      ...operations.map(({ example }) => example),
    ],
  ],
  [
    ['url', '--help'],
    ['--expires <seconds>', '--endpoint <url>', '--access-key-id <id>'],
  ],
  [
    ['key', '--help'],
    ['create [options]', 'disable [options] <key-id>', 'root key pair', 'while the server runs', 'Examples:'],
  ],
  ...['create', 'list', 'disable', 'enable', 'delete'].map((name): [string[], string[]] => [
    ['key', name, '--help'],
    ['--data <path>', `Usage: tintype key ${name}`, 'Examples:'],
  ]),
  ...['stat', 'clear', 'control'].map((name): [string[], string[]] => [
    ['cache', name, '--help'],
    ['--endpoint <url>', `Usage: tintype cache ${name}`, 'Examples:'],
  ]),
  [
    ['doctor', '--help'],
    ['--install', 'TINTYPE_NO_INSTALL=1', 'Examples:'],
  ],
])('%j teaches', async (args, parts) => {
  const { code, stdout, stderr } = await tintype(args);
  expect(code).toBe(0);
  expect(stderr).toBe('');
  for (const part of parts) expect(stdout.toString()).toContain(part);
});

test('serve takes no secret on its command line', async () => {
  const { stdout } = await tintype(['serve', '--help']);
  expect(stdout.toString()).not.toContain('--access-key');
});

test('nothing at all is answered with the help', async () => {
  const { code, stderr } = await tintype([]);
  expect(code).toBe(2);
  expect(stderr).toContain('Usage: tintype');
});

test.each([
  [['sevre'], /unknown command 'sevre' \(Did you mean serve\?\)/],
  [['serve', '--prot', '1'], /unknown option '--prot' \(Did you mean --port\?\)/],
  [['serve', 'here'], /too many arguments/],
  [['serve', '--port'], /option '--port <port>' argument missing/],
  [['serve', '--access-key-secret', 'abc'], /--access-key-secret: .* set TINTYPE_ACCESS_KEY_SECRET, or write it into/],
  [['serve', '--port', '70000'], /--port 70000: must be a port number from 0 to 65535/],
  [['url', 'photos'], /'photos' is no object: write BUCKET\/KEY/],
])('%j is refused in one line with code 2', async (args, expected) => {
  const { code, stdout, stderr } = await tintype(args);
  expect(code).toBe(2);
  expect(stdout.toString()).toBe('');
  expect(stderr).toMatch(/^tintype: [^\n]+\n$/);
  expect(stderr).toMatch(expected);
});

test('the installed command gives its exit code and keeps the two streams apart', async () => {
  const good = await promisify(execFile)(process.execPath, [MAIN, '--version']);
  expect(good).toEqual({ stdout: `${version}\n`, stderr: '' });
  const bad = promisify(execFile)(process.execPath, [MAIN, 'serve', '--port', 'x']);
  await expect(bad).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--port x') });
});
