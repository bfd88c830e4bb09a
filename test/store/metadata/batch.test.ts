import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { Batches, errorOf, type WriteRequest } from '#src/store/metadata/batch.js';
import { blobId, blobOf, newDatabase, objectOf } from './database.js';

describe('group commit', () => {
  let db: DatabaseSyncInstance;
  let batches: Batches;

  beforeEach(async () => {
    db = await newDatabase();
    batches = new Batches(db);
    batches.run([{ id: 0, name: 'createBucket', input: { name: 'bucket', owner: 'o', createdAt: 1 } }]);
  });

  const commit = (id: number, key: string, blobs = [blobId(id)], forbidOverwrite = false): WriteRequest => ({
    id,
    name: 'commit',
    input: { object: objectOf(key, `version-${id}`, blobs), blobs: blobs.map(blobOf), forbidOverwrite },
  });
  const codeOf = (reply: ReturnType<Batches['run']>[number] | undefined) =>
    reply && 'failure' in reply && 'code' in reply.failure ? reply.failure.code : undefined;
  const keys = () =>
    db
      .prepare('select key from objects order by key')
      .all()
      .map(({ key }) => key);
  const stateOf = (blob: string) => db.prepare('select state from blobs where id = :blob').get({ blob })?.state;

  test('a change that is refused is undone alone', () => {
    const replies = batches.run([
      commit(1, 'a'),
      commit(2, 'a', [blobId(2)], true),
      { id: 3, name: 'delete', input: { bucket: 'nowhere', keys: ['a'], at: 1 } },
      commit(4, 'b'),
    ]);
    expect(replies.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(replies.map(codeOf)).toEqual([undefined, 'FileAlreadyExists', 'NoSuchBucket', undefined]);
    expect(keys()).toEqual(['a', 'b']);
    expect(stateOf(blobId(2))).toBeUndefined();
  });

  test('a change that fails in the middle leaves none of its rows', () => {
    const missing = commit(1, 'a', [blobId(1)]);
    const shared = { ...objectOf('b', 'version-2', [blobId(2), blobId(99)]) };
    const replies = batches.run([
      missing,
      { id: 2, name: 'commit', input: { object: shared, blobs: [blobOf(blobId(2))], forbidOverwrite: false } },
    ]);
    expect(replies.map(codeOf)).toEqual([undefined, 'ServiceUnavailable']);
    expect(stateOf(blobId(2))).toBeUndefined();
    expect(db.prepare("select * from segments where version = 'version-2'").all()).toEqual([]);
  });

  test('a full disk fails them all, and the database goes on when there is room again', () => {
    const { page_count: pages } = db.prepare('pragma page_count').get();
    db.exec(`pragma max_page_count = ${pages + 1}`);
    const many = Array.from({ length: 200 }, (_, n) => commit(n + 1, `key-${n}-${'x'.repeat(500)}`));
    const replies = batches.run(many);
    expect(replies.map(codeOf)).toEqual(many.map(() => 'ServiceUnavailable'));
    expect(keys()).toEqual([]);

    db.exec('pragma max_page_count = 1000000');
    expect(batches.run(many).map(codeOf)).toEqual(many.map(() => undefined));
    expect(keys()).toHaveLength(200);
  });

  test('a commit that fails fails them all, and the next one is another', () => {
    db.exec(`
      create table children (parent text references buckets (name) deferrable initially deferred);
      create trigger orphan after insert on objects when new.key = 'orphan'
      begin insert into children values ('nowhere'); end`);
    const replies = batches.run([commit(1, 'a'), commit(2, 'orphan')]);
    expect(replies.map((reply) => 'failure' in reply)).toEqual([true, true]);
    expect(batches.run([commit(3, 'b')])).toEqual([{ id: 3, value: undefined }]);
    expect(keys()).toEqual(['b']);
  });

  test('a change that is nonsense fails alone, and not as a code for clients', () => {
    const nonsense = { id: 1, name: 'commit', input: undefined } as unknown as WriteRequest;
    const [first, second] = batches.run([nonsense, commit(2, 'b')]);
    expect(first).toMatchObject({ id: 1, failure: { message: expect.any(String) } });
    expect(codeOf(first)).toBeUndefined();
    expect(second).toEqual({ id: 2, value: undefined });
  });

  test('an error is the same on the other side', () => {
    const [reply] = batches.run([{ id: 1, name: 'deleteBucket', input: { name: 'nowhere' } }]);
    if (!reply || !('failure' in reply)) throw new Error('expected a failure');
    const sent = structuredClone(reply.failure);
    expect(errorOf(sent)).toMatchObject({ code: 'NoSuchBucket', status: 404, fields: { BucketName: 'nowhere' } });
    expect(errorOf({ message: 'disk I/O error' }).message).toContain('disk I/O error');
  });

  describe('blobs', () => {
    test('one that two objects share dies with the second', () => {
      batches.run([commit(1, 'original', [blobId(7)])]);
      const copy = objectOf('copy', 'version-2', [blobId(7)]);
      batches.run([{ id: 2, name: 'commit', input: { object: copy, blobs: [], forbidOverwrite: false } }]);
      batches.run([{ id: 3, name: 'delete', input: { bucket: 'bucket', keys: ['original'], at: 5 } }]);
      expect(stateOf(blobId(7))).toBe('live');
      batches.run([{ id: 4, name: 'delete', input: { bucket: 'bucket', keys: ['copy'], at: 6 } }]);
      expect(stateOf(blobId(7))).toBe('doomed');
    });

    test('a copy onto itself keeps its blobs', () => {
      batches.run([commit(1, 'key', [blobId(7), blobId(8)])]);
      const again = objectOf('key', 'version-2', [blobId(7), blobId(8)]);
      batches.run([{ id: 2, name: 'commit', input: { object: again, blobs: [], forbidOverwrite: false } }]);
      expect([stateOf(blobId(7)), stateOf(blobId(8))]).toEqual(['live', 'live']);
      expect(db.prepare('select distinct version from segments').all()).toMatchObject([{ version: 'version-2' }]);
    });

    test('the sweep was first: the commit fails and the blob stays doomed', () => {
      batches.run([{ id: 1, name: 'doomUnknown', input: { ids: [blobId(7)], at: 5 } }]);
      expect(batches.run([commit(2, 'key', [blobId(7)])]).map(codeOf)).toEqual(['ServiceUnavailable']);
      expect(keys()).toEqual([]);
      expect(stateOf(blobId(7))).toBe('doomed');
    });

    test('the commit was first: the sweep changes nothing', () => {
      batches.run([commit(1, 'key', [blobId(7)])]);
      batches.run([{ id: 2, name: 'doomUnknown', input: { ids: [blobId(7)], at: 5 } }]);
      const forget: WriteRequest = { id: 3, name: 'forgetBlobs', input: { ids: [blobId(7)] } };
      expect(batches.run([forget])).toEqual([{ id: 3, value: undefined }]);
      expect(stateOf(blobId(7))).toBe('live');
    });

    test('a doomed blob is not revived by a copy', () => {
      batches.run([commit(1, 'key', [blobId(7)])]);
      batches.run([{ id: 2, name: 'delete', input: { bucket: 'bucket', keys: ['key'], at: 5 } }]);
      const copy = objectOf('copy', 'version-2', [blobId(7)]);
      const replies = batches.run([
        { id: 3, name: 'commit', input: { object: copy, blobs: [], forbidOverwrite: false } },
      ]);
      expect(replies.map(codeOf)).toEqual(['ServiceUnavailable']);
    });
  });
});
