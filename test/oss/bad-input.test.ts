/** What strangers send, over a real socket: every kind is answered with its own code, and nothing is left behind. */
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import * as http from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessEntry } from '#src/http/access-log.js';
import { type RunningServer, startServer } from '#src/http/server.js';
import { jpeg, photo } from '../pictures.js';
import { pngBomb } from '../process/formats/headers.js';
import { signed } from './request.js';
import { element, useService } from './service.js';

const service = useService();
const log: AccessEntry[] = [];
let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, onAccess: (entry) => log.push(entry) }, service.handler);
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  const picture = await jpeg(photo(120, 80));
  const files: Readonly<Record<string, string | Buffer>> = {
    'photo.jpg': picture,
    'large.jpg': Buffer.concat([picture], 21 * 1024 * 1024),
    'empty.jpg': '',
    'text.jpg': 'this is no picture, whatever its name says',
    'cut.jpg': picture.subarray(0, picture.length >> 1),
    'bomb.png': pngBomb(),
  };
  for (const [key, body] of Object.entries(files)) await service.owner('PUT', `wall/${key}`, { body });
});

afterAll(() => server.close(1000));

interface Sent {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The path goes out as it stands: fetch would mend it. */
async function ask(path: string, { method = 'GET', host = 'localhost', headers = {}, body }: Sent = {}) {
  const request = http.request({ port: server.port, method, path, headers: { host, ...headers } }).end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return { status: response.statusCode, id: response.headers['x-oss-request-id'], text: await text(response) };
}

/** 'status code: message', of a document that has the id of its response. */
async function refusal(path: string, sent?: Sent): Promise<string> {
  const reply = await ask(path, sent);
  expect(element(reply.text, 'RequestId')).toBe(reply.id);
  return `${reply.status} ${element(reply.text, 'Code')}: ${element(reply.text, 'Message')}`;
}

/** Every file of the store and of the workers. */
function files(directory = join(service.scratch, '../..')): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return files(path);
    return /\.db|lock/.test(name) ? [] : [path];
  });
}

describe('who is asked, and by whom', () => {
  test.each([
    [
      'a host that is nobody',
      { host: 'photos.example' },
      '/k',
      /^404 NoSuchBucket: .*No bucket answers on the host photos\.example; /,
    ],
    [
      'a host with a bucket that does not exist',
      { host: 'none.localhost' },
      '/k',
      /^404 NoSuchBucket: The specified bucket/,
    ],
    ['a bucket that does not exist', {}, '/none/k', /^404 NoSuchBucket: The specified bucket does not exist\.$/],
    ['a bucket that cannot exist', {}, '/No/k', /^400 InvalidBucketName: .* Allowed: 3 to 63 of a-z, 0-9 and -/],
    ['a key that cannot exist', {}, `/wall/${'k'.repeat(1024)}`, /^400 InvalidObjectName: .* Allowed: 1 to 1023 bytes/],
    ['half an escape in a key', {}, '/wall/a%f', /^400 InvalidObjectName: .* percent-encoded UTF-8/],
    ['an escape that is no UTF-8', {}, '/wall/%ff', /^400 InvalidObjectName: .* percent-encoded UTF-8/],
    ['U+0000', {}, '/wall/a%00b', /^400 InvalidObjectName: .* without U\+0000/],
    ['half an escape in the query', {}, '/wall?prefix=%', /^400 InvalidArgument: The query string/],
    [
      'a listing of minus one',
      {},
      '/wall?max-keys=-1',
      /^400 InvalidArgument: The value: -1 of parameter: max-keys .* 1 to 1000\.$/,
    ],
    ['a listing of words', {}, '/wall?max-keys=abc', /^400 InvalidArgument: The value: abc .* 1 to 1000\.$/],
    ['a listing of too many', {}, '/wall?max-keys=1001', /^400 InvalidArgument: The value: 1001 .* 1 to 1000\.$/],
    [
      'a signature that is none',
      { headers: { authorization: 'OSS x' } },
      '/wall/k',
      /^400 InvalidArgument: Authorization header is invalid\. Allowed: /,
    ],
    [
      'a key that nobody has',
      { headers: { authorization: 'OSS x:y', date: new Date().toUTCString() } },
      '/wall/k',
      /^403 InvalidAccessKeyId: /,
    ],
    [
      'a date of yesterday',
      { headers: { authorization: 'OSS x:y', date: new Date(Date.now() - 86_400_000).toUTCString() } },
      '/wall/k',
      /^403 RequestTimeTooSkewed: /,
    ],
  ] as const)('%s', async (_what, sent, path, answer) => {
    expect(await refusal(path, sent)).toMatch(answer);
  });

  test('a signature for another object', async () => {
    const { headers = {} } = signed({ method: 'GET' }, '/wall/other');
    expect(await refusal('/wall/photo.jpg', { headers })).toMatch(
      /^403 SignatureDoesNotMatch: The request signature we/,
    );
  });
});

describe('bodies', () => {
  const put = (key: string, length: number): string =>
    `PUT /wall/${key} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`;

  test('one that is shorter than its Content-Length is no object', async () => {
    const before = files();
    const socket = connect(server.port, '127.0.0.1');
    socket.end(`${put('short', 10)}abc`);
    const reply = await text(socket);
    expect(reply).toMatch(/^HTTP\/1\.1 400 [\s\S]*<Code>IncompleteBody</);
    expect(element(reply, 'Message')).toBe('The request body ended after 3 bytes, before its 10 bytes.');
    expect(await refusal('/wall/short')).toMatch(/^404 NoSuchKey/);
    expect(files()).toEqual(before);
  });

  test('one whose client went away is no object, and no file is left of it', async () => {
    const before = files();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${put('aborted', 10_000_000)}${'x'.repeat(2_000_000)}`);
    await expect.poll(() => files().length).toBeGreaterThan(before.length);
    socket.resetAndDestroy();
    await expect.poll(() => log.find(({ rawPath }) => rawPath === '/wall/aborted')?.aborted).toBe(true);
    await expect.poll(files).toEqual(before);
    expect(await refusal('/wall/aborted')).toMatch(/^404 NoSuchKey/);
    expect((await ask('/wall')).text).not.toContain('aborted');
  });

  test('bytes behind the Content-Length are the next request, and no part of the object', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${put('long', 3)}abcdef\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*HTTP\/1\.1 400 Bad Request/);
    expect((await ask('/wall/long')).text).toBe('abc');
  });

  test('XML that is none, or a bomb', async () => {
    const laughs = '<!DOCTYPE a [<!ENTITY b "ha">]><CreateBucketConfiguration>&b;</CreateBucketConfiguration>';
    for (const body of ['<a', laughs, '<CreateBucketConfiguration>&b;</CreateBucketConfiguration>', '<a/>'.repeat(9)]) {
      const { headers = {} } = signed({ method: 'PUT' }, '/fresh/');
      const length = String(Buffer.byteLength(body));
      expect(
        await refusal('/fresh', { method: 'PUT', headers: { ...headers, 'content-length': length }, body }),
      ).toMatch(/^400 MalformedXML: /);
    }
  });
});

describe('pictures', () => {
  test.each([
    ['missing.jpg', /^404 NoSuchKey: The specified key does not exist\.$/],
    ['large.jpg', /^400 ImageTooLarge: The source has 22020096 bytes; at most 20971520 are allowed\.$/],
    ['empty.jpg', /^400 BadRequest: This image format is not supported\.$/],
    ['text.jpg', /^400 BadRequest: This image format is not supported\.$/],
    ['cut.jpg', /^400 BadRequest: The picture is damaged/],
    ['bomb.png', /^400 ImageTooLarge: The source is 786464x32; a side may be at most 30000 pixels\.$/],
  ])('%s', async (key, answer) => {
    expect(await refusal(`/wall/${key}?x-oss-process=image/resize,w_60`)).toMatch(answer);
  });

  test.each([
    [
      'image/resize,w_0',
      /^400 InvalidArgument: The value: 0 of parameter: w is invalid\. Allowed: an integer from 1 to 4096\.$/,
    ],
    [
      'image/resize,w_abc',
      /^400 InvalidArgument: The value: abc of parameter: w is invalid\. Allowed: an integer from 1 to 4096\.$/,
    ],
    ['image/resize,', /^400 MissingArgument: The parameter: resize needs a value: at least one of /],
    [
      'image/slim,1',
      /^400 InvalidArgument: The value: slim of parameter: action is invalid\. Allowed: one of resize, /,
    ],
    ['image/', /^400 InvalidArgument: .* It has no action\.$/],
    ['style/none', /^404 NoSuchStyle: /],
  ])('%s', async (chain, answer) => {
    expect(await refusal(`/wall/photo.jpg?x-oss-process=${chain}`)).toMatch(answer);
  });
});

test('none of this was an error of the server, and it cost no worker', async () => {
  expect((await ask('/wall/photo.jpg?x-oss-process=image/resize,w_60')).status).toBe(200);
  expect(log.filter(({ status }) => status >= 500)).toEqual([]);
  expect(service.services.workers.stats().deaths).toEqual({});
  expect(service.services.workers.stats()).toMatchObject({ jobs: { crashed: 0, killed: 0 } });
  expect(server.stats().inFlight).toBe(0);
});
