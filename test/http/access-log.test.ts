import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { type AccessEntry, createAccessLog, redactPath, redactQuery } from '#src/http/access-log.js';

const entry: AccessEntry = {
  id: '5C3D9175B6FC201293AD4890',
  remoteAddress: '203.0.113.9',
  secure: true,
  method: 'GET',
  host: 'photos.example',
  rawPath: '/a%20b\n"',
  rawQuery: 'x-oss-process=image/resize,w_100&Signature=abc',
  status: 200,
  bytesIn: 0,
  bytesOut: 5,
  milliseconds: 1.2345,
  aborted: false,
  note: { action: 'GetObject', bucket: 'photos', key: 'a b', status: 999 },
};

function line(change: Partial<AccessEntry>): Record<string, unknown> {
  const lines: string[] = [];
  createAccessLog({ destination: { write: (text) => lines.push(text) } }).write({ ...entry, ...change });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]*\n$/);
  return JSON.parse(String(lines[0]));
}

test('one line of JSON per request; notes cannot overwrite what the server knows', () => {
  expect(line({})).toEqual({
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    id: entry.id,
    remote: '203.0.113.9',
    secure: true,
    method: 'GET',
    host: 'photos.example',
    path: '/a%20b\n"',
    query: 'x-oss-process=image/resize,w_100&Signature=***',
    status: 200,
    in: 0,
    out: 5,
    ms: 1.2,
    action: 'GetObject',
    bucket: 'photos',
    key: 'a b',
  });
});

test('the time is that of the line, to the millisecond', () => {
  for (let i = 0; i < 3; i++) {
    const before = Date.now();
    const { time } = line({});
    expect(Date.parse(String(time))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(time))).toBeLessThanOrEqual(Date.now());
    expect(new Date(String(time)).toISOString()).toBe(time);
  }
});

test("the caller's trace is in the line, of a success and of a failure, and no note can stand in for it", () => {
  const trace = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
  const note = { trace: 'mine', span: 'mine' };
  expect(line({ trace, note })).toMatchObject(trace);
  expect(line({ trace, note, status: 500, error: new Error('disk gone') })).toMatchObject(trace);
  expect(Object.keys(line({ note }))).not.toContain('trace');
});

test('of answers given again, each has the trace of its own request', () => {
  const lines: string[] = [];
  const log = createAccessLog({ destination: { write: (text) => lines.push(text) } });
  const span = '00f067aa0ba902b7';
  for (const trace of ['1', '2'].map((digit) => digit.repeat(32))) {
    log.write({ ...entry, repeated: true, trace: { trace, span } });
  }
  log.write({ ...entry, repeated: true });
  expect(lines.map((text) => JSON.parse(text).trace)).toEqual(['1'.repeat(32), '2'.repeat(32), undefined]);
});

test('a 5xx is logged with what really happened, a 4xx without', () => {
  const error = new OssError('InternalError', undefined, { cause: new Error('disk gone') });
  expect(line({ status: 500, error })).toMatchObject({ level: 50, err: { message: 'disk gone' } });
  expect(line({ status: 400, error: new OssError('InvalidArgument') }).err).toBeUndefined();
  expect(line({ status: 200, aborted: true, error: new Error('source broke') })).toMatchObject({
    aborted: true,
    err: { message: 'source broke' },
  });
});

test('a refusal for want of room is logged with what it said and no stack, as nothing failed; one with a cause is a failure', () => {
  const full = line({ status: 503, error: new OssError('ServiceUnavailable', 'The "queue" is full.') });
  expect(full).toMatchObject({ level: 50, status: 503, msg: 'The "queue" is full.' });
  expect(full.err).toBeUndefined();
  const killed = new OssError('ServiceUnavailable', undefined, { cause: new Error('too slow') });
  expect(line({ status: 503, error: killed })).toMatchObject({ err: { message: 'too slow' } });
});

test.each([
  ['info', [200, 304, 404, 499, 500, 503]],
  ['warn', [404, 499, 500, 503]],
  ['error', [500, 503]],
  ['silent', []],
] as const)('level %s logs %j', (level, logged) => {
  const lines: string[] = [];
  const log = createAccessLog({ level, destination: { write: (text) => lines.push(text) } });
  for (const status of [200, 304, 404, 499, 500, 503]) log.write({ ...entry, status });
  expect(lines.map((text) => JSON.parse(text).status)).toEqual(logged);
});

test.each([
  ['', ''],
  ['a=b', 'a=b'],
  ['OSSAccessKeyId=k&Expires=1&Signature=s%2F', 'OSSAccessKeyId=k&Expires=1&Signature=***'],
  ['signature=s', 'signature=***'],
  ['x-oss-signature=s&x-oss-signature-version=v', 'x-oss-signature=***&x-oss-signature-version=v'],
  ['security-token=t&x-oss-security-token=t', 'security-token=***&x-oss-security-token=***'],
  ['%53ignature=s&%zz=1', '%53ignature=***&%zz=1'],
  ['Signature', 'Signature=***'],
  ['a=b&amp;Signature=s&amp;c=d', 'a=b&amp;Signature=***&amp;c=d'],
  ['a=b?x-oss-signature=s', 'a=b?x-oss-signature=***'],
  ['u=http%3A%2F%2Fh%2Fk%3FSignature%3Ds', 'u=http%3A%2F%2Fh%2Fk%3FSignature%3D***'],
  ['x-oss-signature-version=OSS4-HMAC-SHA256', 'x-oss-signature-version=OSS4-HMAC-SHA256'],
])('query %s is logged as %s', (query, logged) => {
  expect(redactQuery(query)).toBe(logged);
});

test.each([
  ['/b/k.jpg%3FSignature%3Dabc%26Expires%3D1', '/b/k.jpg%3FSignature%3D***'],
  ['/b/k.jpg%253Fx-oss-signature%253Dabc', '/b/k.jpg%253Fx-oss-signature%253D***'],
  ['/b/k.jpg;security-token=abc', '/b/k.jpg;security-token=***'],
  ['/b/%53ignature%3Dabc', '/b/Signature=***'],
  ['/b/a%20b\n"', '/b/a%20b\n"'],
  ['/b/100%/signature.txt', '/b/100%/signature.txt'],
])('path %s is logged as %s', (path, logged) => {
  expect(redactPath(path)).toBe(logged);
});

test('a signature in the path is in no field of the line', () => {
  const signed = { rawPath: '/k%3FSignature%3Dabcdef', note: { key: 'k?Signature=abcdef' } };
  expect(JSON.stringify(line(signed))).not.toContain('abcdef');
});

const MODULE = new URL('../../dist/http/access-log.js', import.meta.url).href;

/** A process that runs the script as soon as it is told to, with the log on a pipe that nobody reads. */
async function logging(script: string): Promise<ChildProcess> {
  const setUp = `
    import { createAccessLog } from ${JSON.stringify(MODULE)};
    const log = createAccessLog();
    const entry = ${JSON.stringify(entry)};
    process.on('message', async () => {
      ${script}
    });
    process.send('up');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', setUp], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

test('a reader that closes the pipe ends the log, not the process', async () => {
  const child = await logging(`
    for (let i = 0; i < 2000; i++) log.write(entry);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let i = 0; i < 2000; i++) log.write(entry);
    process.send('alive');
    process.disconnect();
  `);
  child.stdout?.destroy();
  child.send('go');
  expect(await once(child, 'message')).toEqual(['alive', undefined]);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a reader that stops reading costs lines, and the log says how many once it goes on', async () => {
  const child = await logging(`
    const long = { ...entry, rawPath: '/' + 'a'.repeat(100_000) };
    for (let i = 0; i < 200; i++) log.write(long);
    await log.flush();
    process.send('flushed in vain');
    setInterval(() => log.write(entry), 10);
  `);
  child.send('go');
  await once(child, 'message');
  let lost = 0;
  let whole = 0;
  for await (const text of createInterface(child.stdout as Readable)) {
    const line = JSON.parse(text);
    if (line.path?.length > 100_000) whole++;
    lost = line.lost ?? lost;
    if (lost > 0) break;
  }
  child.kill();
  expect(lost).toBeGreaterThan(0);
  expect(whole + lost).toBe(200);
});

test('flush resolves when the lines have left', async () => {
  const log = createAccessLog({ destination: { write: () => {} } });
  log.write(entry);
  await log.flush();
});
