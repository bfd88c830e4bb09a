/** Where the key of a private origin must not be: in a log line, a file, a backup, an answer. Everything is looked through. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrigin, localOrigin } from '../origin/local-origin.js';
import { ruleXml, websiteXml } from '../oss/mirror/bucket.js';
import { type KeyPair, signed } from '../oss/request.js';
import { until } from '../until.js';
import { ServerProcess } from './server-process.js';
import { tintype } from './tintype.js';

const ROOT: KeyPair = { id: 'root-id', secret: 'root-secret' };
const KEY = { id: 'AKIDOFTHEORIGIN', secret: 'Sesame/open+says=ORIGIN' };
const NAMES = ['oss-v4', 'oss-v1', 'amazon', 'gone'];
const directory = mkdtempSync(join(tmpdir(), 'tintype-origins-secret-'));
const [data, file, backup] = ['data', 'origins.json', 'backup.db'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
];
/** Status lines, headers and bodies of all that was answered. */
const answers: string[] = [];
let origin: LocalOrigin;
let server: ServerProcess;
let url = '';
let ui = '';

/** It quotes what it was sent, as those of S3 and OSS do, and more. */
const answer: RequestListener = ({ url: path = '', headers }, response) => {
  const said = (code: string) => {
    const quoted = `<AccessKeyId>${KEY.id}</AccessKeyId><StringToSign>${KEY.secret}</StringToSign><H>${headers.authorization}</H>`;
    return `<Error><Code>${code}</Code><Message>${KEY.id} ${KEY.secret}</Message>${quoted}</Error>`;
  };
  if (path.includes('waits')) return;
  if (path.includes('breaks'))
    return response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy());
  if (path.includes('leads')) return response.writeHead(302, { location: `/${KEY.secret}` }).end(said('Moved'));
  if (path.includes('denied')) return response.writeHead(403, said('x')).end(said('SignatureDoesNotMatch'));
  if (path.includes('missing')) return response.writeHead(404).end(said('NoSuchKey'));
  const told = { 'x-oss-request-id': KEY.id, 'x-oss-meta-a': KEY.secret, 'x-amz-meta-a': KEY.secret, server: KEY.id };
  return response.writeHead(200, { 'content-length': 5, 'content-type': 'text/x-fetched', ...told }).end('bytes');
};

function write(more: Readonly<Record<string, unknown>> = {}): void {
  const about = {
    ...{ kind: 'oss', endpoint: `http://127.0.0.1:${origin.port}`, bucket: 'private', region: 'cn-hangzhou' },
    ...{ accessKeyId: KEY.id, accessKeySecret: KEY.secret, allow: ['127.0.0.1'], buckets: NAMES },
  };
  const origins = {
    ...{
      'oss-v4': about,
      'oss-v1': { ...about, region: undefined },
      amazon: { ...about, kind: 's3', region: 'us-east-1' },
    },
    gone: { ...about, endpoint: 'http://127.0.0.1:1024' },
  };
  writeFileSync(file, JSON.stringify({ ...origins, ...more }), { mode: 0o600 });
}

async function ask(target: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(target, init);
  const copy = response.clone();
  answers.push(`${response.status} ${JSON.stringify([...response.headers])}\n${await response.text()}`);
  return copy;
}

function put(path: string, body = '', more: Readonly<Record<string, string>> = {}): Promise<Response> {
  const { headers = {} } = signed({ method: 'PUT', headers: more }, path, ROOT);
  return ask(url + path, { method: 'PUT', headers, body: Buffer.from(body) });
}

beforeAll(async () => {
  origin = await localOrigin(answer);
  write();
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', data];
  const env = { TINTYPE_ACCESS_KEY_ID: ROOT.id, TINTYPE_ACCESS_KEY_SECRET: ROOT.secret };
  server = ServerProcess.serve([...args, '--mirror-origins', file, '--mirror-seconds', '2'], env);
  url = await server.endpoint();
  [, ui = ''] = await server.says(/Console +(\S+?)\/?\s/);
  for (const name of NAMES) {
    expect((await put(`/${name}/`, '', { 'x-oss-acl': 'public-read' })).status).toBe(200);
    expect((await put(`/${name}/?website`, websiteXml(ruleXml({ url: `origin://${name}/` })))).status).toBe(200);
  }
  const all = NAMES.flatMap((name) =>
    ['there', 'there2?x-oss-process=image/info', 'missing', 'denied', 'leads', 'breaks', 'a%3Facl'].map(
      (key) => `/${name}/${key}`,
    ),
  );
  for (const path of all) await ask(url + path);
  // The line of who left has the error itself, that of one too many is of the highest level.
  const waiting = new AbortController();
  const crowd = Array.from({ length: 17 }, (_, n) => ask(`${url}/oss-v4/waits-${n}`, { signal: waiting.signal }));
  await Promise.race(crowd);
  waiting.abort();
  await Promise.allSettled(crowd);
  await askConsole();
  await reload(`{ "oss-v4": "${KEY.id} ${KEY.secret}" `, /SIGHUP: nothing was changed\. .*must hold one JSON object/);
  await reload(
    { bad: { kind: 'oss', accessKeyId: `${KEY.id} ${KEY.secret}` } },
    /nothing was changed.*"endpoint" is miss/,
  );
  await reload({}, /are those of the configuration as it is now/);
  expect((await tintype(['backup', backup, '--data', data])).code).toBe(0);
  expect(await server.stop()).toBe(0);
}, 60_000);
afterAll(async () => {
  await server?.end();
  await origin?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Each GET of its API, and what it shows of a bucket. */
async function askConsole(): Promise<void> {
  const headers = { 'x-tintype-console': '1', 'content-type': 'application/json' };
  const body = JSON.stringify({ accessKeyId: ROOT.id, accessKeySecret: ROOT.secret });
  const session = await ask(`${ui.replace(/\/ui$/, '')}/api/session`, { method: 'POST', headers, body });
  const cookie = session.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const paths = [
    'session',
    'operations',
    'overview',
    'machine',
    'keys',
    'oss/?',
    'oss/oss-v4/?website',
    'oss/oss-v4/there',
  ];
  const statusOf = async (path: string) =>
    (await ask(ui.replace(/\/ui$/, '') + path, { headers: { ...headers, cookie } })).status;
  for (const path of [...paths.map((each) => `/api/${each}`), '/metrics']) {
    expect([path, await statusOf(path)]).toEqual([path, 200]);
  }
  // On a machine that is busy a check may not end within its second.
  await until(async () => (await statusOf('/ready')) === 200);
}

async function reload(content: string | Readonly<Record<string, unknown>>, said: RegExp): Promise<void> {
  if (typeof content === 'string') writeFileSync(file, content);
  else write(content);
  server.child.kill('SIGHUP');
  await server.says(said);
}

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** As it is, and as it would be in a URL, in JSON, in a form for bytes. */
function expectNothingOfIt(text: string): void {
  const bytes = [KEY.id, KEY.secret].map((each) => Buffer.from(each));
  const forms = bytes.flatMap((each) => [each.toString(), each.toString('hex'), each.toString('base64').slice(0, -4)]);
  for (const form of [...forms, encodeURIComponent(KEY.secret), KEY.secret.replaceAll('/', '\\/')])
    expect(text.includes(form), form).toBe(false);
}

test('in no line of the log, whatever its level, and nothing that is said to people', () => {
  const levels = server.stdout.matchAll(/^\{"level":(\d+)/gm);
  expect([...new Set([...levels].map(([, level]) => level))].sort()).toEqual(['30', '40', '50']);
  for (const said of ['ECONNREFUSED', '403 SignatureDoesNotMatch', 'broke off', '"aborted":true', '"err"'])
    expect(server.stdout).toContain(said);
  expectNothingOfIt(server.stdout + server.stderr);
});

test('in no file of the data directory, and no backup', () => {
  const files = filesBelow(data).map((path) => readFileSync(path, 'latin1'));
  expect(files.filter((text) => text.includes('origin://oss-v4/')).length).toBeGreaterThan(0);
  expect(files.filter((text) => text.includes('text/x-fetched')).length).toBeGreaterThan(0);
  expect(readFileSync(backup, 'latin1')).toContain('origin://oss-v4/');
  for (const text of [...files, readFileSync(backup, 'latin1')]) expectNothingOfIt(text);
});

test('in no answer of the server and the console', () => {
  expect(answers.filter((text) => text.includes('origin://oss-v4/')).length).toBeGreaterThan(0);
  expect(answers.filter((text) => text.startsWith('424')).length).toBeGreaterThan(10);
  for (const text of answers) expectNothingOfIt(text);
});
