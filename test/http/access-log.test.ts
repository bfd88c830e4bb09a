import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { type AccessEntry, createAccessLog, redactQuery } from '#src/http/access-log.js';

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
  createAccessLog({ write: (text) => lines.push(text) }).write({ ...entry, ...change });
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

test('a 5xx is logged with what really happened, a 4xx without', () => {
  const error = new OssError('InternalError', undefined, { cause: new Error('disk gone') });
  expect(line({ status: 500, error })).toMatchObject({ level: 50, err: { message: 'disk gone' } });
  expect(line({ status: 400, error: new OssError('InvalidArgument') }).err).toBeUndefined();
  expect(line({ status: 200, aborted: true, error: new Error('source broke') })).toMatchObject({
    aborted: true,
    err: { message: 'source broke' },
  });
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
])('query %s is logged as %s', (query, logged) => {
  expect(redactQuery(query)).toBe(logged);
});

test('a reader that closes the pipe ends the log, not the process', async () => {
  const module = new URL('../../dist/http/access-log.js', import.meta.url).href;
  const script = `
    import { createAccessLog } from ${JSON.stringify(module)};
    const log = createAccessLog();
    const entry = ${JSON.stringify(entry)};
    process.on('message', async () => {
      for (let i = 0; i < 2000; i++) log.write(entry);
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (let i = 0; i < 2000; i++) log.write(entry);
      process.send('alive');
      process.disconnect();
    });
    process.send('up');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  child.stdout?.destroy();
  child.send('go');
  expect(await once(child, 'message')).toEqual(['alive', undefined]);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('flush resolves when the lines have left', async () => {
  const log = createAccessLog({ write: () => {} });
  log.write(entry);
  await log.flush();
});
