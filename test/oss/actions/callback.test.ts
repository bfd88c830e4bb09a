/** Callbacks are not offered: an upload that asks for one is refused whole, wherever it says so. */
import { beforeAll, describe, expect, test } from 'vitest';
import { file, form, policyOf, signedV1 } from '../form/forms.js';
import type { Ask } from '../request.js';
import { element, useService } from '../service.js';

const service = useService();
const CALLBACK = Buffer.from('{"callbackUrl":"http://127.0.0.1:9/","callbackBody":"x"}').toString('base64');
let id = '';

beforeAll(async () => {
  await service.owner('PUT', 'calls');
  await service.owner('PUT', 'calls/source', { body: 'x' });
  id = element((await service.owner('POST', 'calls/parts', { query: 'uploads' })).text, 'UploadId') ?? '';
  await service.owner('PUT', 'calls/parts', { query: `partNumber=1&uploadId=${id}`, body: 'x' });
});

const uploads: readonly (readonly [string, string, string, Ask])[] = [
  ['PutObject', 'PUT', 'put', { body: 'x' }],
  ['AppendObject', 'POST', 'log', { query: 'append&position=0', body: 'x' }],
  ['CopyObject', 'PUT', 'copy', { headers: { 'x-oss-copy-source': '/calls/source' } }],
  ['PutSymlink', 'PUT', 'link', { query: 'symlink', headers: { 'x-oss-symlink-target': 'source' } }],
  ['InitiateMultipartUpload', 'POST', 'begun', { query: 'uploads' }],
  ['CompleteMultipartUpload', 'POST', 'parts', { query: '', headers: { 'x-oss-complete-all': 'yes' } }],
];

async function left(): Promise<unknown> {
  const { objects } = await service.store.list({ bucket: 'calls', limit: 100 });
  const { uploads: begun } = await service.store.uploads.list({ bucket: 'calls', limit: 100 });
  return [objects.map(({ key }) => key), begun.map(({ key }) => key)];
}

describe.each(uploads)('%s', (name, method, key, ask) => {
  const query = name === 'CompleteMultipartUpload' ? () => `uploadId=${id}` : () => ask.query ?? '';

  test('as a header', async () => {
    const headers = { ...ask.headers, 'x-oss-callback': CALLBACK };
    const reply = await service.owner(method, `calls/${key}`, { ...ask, query: query(), headers });
    expect([reply.status, element(reply.text, 'Code'), element(reply.text, 'Header')]).toEqual([
      501,
      'NotImplemented',
      'x-oss-callback',
    ]);
    expect(await left()).toEqual([['source'], ['parts']]);
  });

  test('as a parameter of the URL', async () => {
    const asked = [query(), `callback=${encodeURIComponent(CALLBACK)}`].filter((part) => part !== '').join('&');
    const reply = await service.owner(method, `calls/${key}`, { ...ask, query: asked });
    expect([reply.status, element(reply.text, 'Code')]).toEqual([501, 'NotImplemented']);
    expect(await left()).toEqual([['source'], ['parts']]);
  });
});

test.each(['callback', 'x-oss-callback'])('a form with the field %s', async (field) => {
  const parts = [['key', 'posted'], ...signedV1(policyOf()), [field, CALLBACK], file()] as const;
  const reply = await service.ask(form('calls', parts));
  expect([reply.status, element(reply.text, 'Code'), element(reply.text, 'Header')]).toEqual([
    501,
    'NotImplemented',
    field,
  ]);
  expect(await left()).toEqual([['source'], ['parts']]);
});
