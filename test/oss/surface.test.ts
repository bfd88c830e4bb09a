/** The server's table of actions against the list of all calls: nothing is missing, and what is not built says so. */
import { beforeAll, describe, expect, test } from 'vitest';
import { actions } from '#src/oss/actions/index.js';
import { CHOOSING } from '#src/oss/subresources.js';
import type { Ask } from './request.js';
import { type Reply, refusal, useService } from './service.js';
import { type ApiCall, formOf, formOfAction, isBuilt, SURFACE, written } from './surface.js';

const service = useService();
/** What every SDK's own tests call; none of it may fall out of the table of actions unnoticed. */
const CLASSIC = `
  GetService PutBucket DeleteBucket GetBucketInfo GetBucketLocation PutBucketAcl GetBucketAcl GetBucketStat
  ListObjects ListObjectsV2 PutObject AppendObject GetObject HeadObject GetObjectMeta CopyObject DeleteObject
  DeleteMultipleObjects PutObjectACL GetObjectACL InitiateMultipartUpload UploadPart UploadPartCopy
  CompleteMultipartUpload AbortMultipartUpload ListMultipartUploads ListParts PutSymlink GetSymlink
  PutObjectTagging GetObjectTagging DeleteObjectTagging PostObject PutBucketCors GetBucketCors DeleteBucketCors
  OptionObject`
  .trim()
  .split(/\s+/);
const TARGETS = { service: '', bucket: 'full', object: 'full/k' } as const;

beforeAll(async () => {
  await service.owner('PUT', 'full', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'full/k', { body: 'kept' });
  // Nothing that is put by mistake would be noticed in a bucket that is not empty; here a DELETE would be.
  await service.owner('PUT', 'empty');
});

const asked = ({ query, header }: ApiCall): Ask => ({
  query: query.replaceAll('=x', '=1'),
  ...(header !== undefined && { headers: { [header]: '/full/k' } }),
});

/** All that could have been changed by mistake. */
async function state(): Promise<unknown> {
  const { objects } = await service.store.list({ bucket: 'full', limit: 1000 });
  const { uploads } = await service.store.uploads.list({ bucket: 'full', limit: 10 });
  const buckets = await Promise.all(
    ['full', 'empty'].map(async (name) => (await service.store.head(name, 'k')).bucket),
  );
  return { buckets, objects, uploads, body: (await service.owner('GET', 'full/k')).text };
}

function told(reply: Reply, method: string): string {
  return method === 'HEAD' ? String(reply.status) : refusal(reply);
}

test('no action is missing in the list of calls, and none is listed twice', () => {
  const listed = SURFACE.map(formOf);
  expect(actions.map(formOfAction).filter((form) => !listed.includes(form))).toEqual([]);
  const texts = SURFACE.map((call) => `${call.name}: ${written(call)}`);
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
});

test('the classic API is built', () => {
  const built = new Set(SURFACE.filter(isBuilt).map(({ name }) => name));
  expect(CLASSIC.filter((name) => !built.has(name))).toEqual([]);
});

describe('what is not built is answered with 501, does nothing, and is for who may ask', () => {
  test.each(SURFACE.filter((call) => !isBuilt(call)).map((call) => [`${call.name}: ${written(call)}`, call] as const))(
    '%s',
    async (_, call) => {
      const target = call.scope === 'bucket' && call.method === 'DELETE' ? 'empty' : TARGETS[call.scope];
      const before = await state();
      const reply = await service.owner(call.method, target, asked(call));
      expect(told(reply, call.method)).toMatch(/^501( NotImplemented: \S+ is not implemented by this version\.)?$/);
      expect(await state()).toEqual(before);
      if (call.scope === 'object') return;
      const stranger = await service.ask({
        ...asked(call),
        method: call.method,
        path: target === '' ? '/' : `/${target}`,
      });
      expect(stranger.status).toBe(403);
    },
  );
});

test('every other sub-resource that chooses an operation is 501, never another operation', async () => {
  const known = new Set(SURFACE.flatMap(({ query }) => [...new URLSearchParams(query).keys()]));
  const others = [...CHOOSING].filter((name) => !known.has(name));
  expect(others.length).toBeGreaterThan(10);
  const before = await state();
  for (const name of others) {
    for (const [method, target] of [
      ['GET', 'full'],
      ['PUT', 'full'],
      ['POST', 'full'],
      ['DELETE', 'empty'],
      ['PUT', 'full/k'],
      ['POST', 'full/k'],
      ['DELETE', 'full/k'],
    ] as const) {
      const reply = await service.owner(method, target, { query: name });
      expect([name, method, target, reply.status]).toEqual([name, method, target, 501]);
    }
  }
  expect(await state()).toEqual(before);
});
