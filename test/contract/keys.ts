import { describe, expect, test } from 'vitest';
import { EXPIRED_KEPT_MS, USE_STEP_MS } from '#src/store/key-records.js';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

export function keyContract(open: Open): void {
  describe('access keys', () => {
    const at = withStore(open);
    const create = (more: object = {}) => at.store.keys.create({ account: OWNER, ...more });
    const find = (id: string) => at.store.keys.find(id);

    test('a new key may do everything that its account may', async () => {
      const key = await create();
      expect(key).toEqual({
        id: expect.stringMatching(/^TINT[A-Za-z0-9]{20}$/),
        secret: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
        account: OWNER,
        enabled: true,
        readOnly: false,
        createdAt: expect.any(Number),
      });
      expect(await find(key.id)).toEqual(key);
      const other = await create();
      expect([other.id === key.id, other.secret === key.secret]).toEqual([false, false]);
    });

    test('limits and a note', async () => {
      const key = await create({ readOnly: true, buckets: ['b', 'a', 'b'], note: '给网站用' });
      expect(key).toMatchObject({ readOnly: true, buckets: ['b', 'a'], note: '给网站用' });
      expect(await find(key.id)).toEqual(key);
    });

    test.each([
      ['an account', { account: 'a b' }],
      ['no account', { account: '' }],
      ['an account that is too long', { account: 'a'.repeat(65) }],
      ['no buckets at all', { buckets: [] }],
      ['too many buckets', { buckets: Array.from({ length: 101 }, (_, n) => `b${n}`) }],
      ['a note of two lines', { note: 'a\nb' }],
      ['a note that is too long', { note: 'n'.repeat(201) }],
    ])('%s that cannot be is refused', async (_what, given) => {
      await expect(create(given)).rejects.toMatchObject({ code: 'InvalidArgument' });
    });

    test('a change leaves alone what it does not name', async () => {
      const key = await create({ buckets: ['a'], note: 'n' });
      expect(await at.store.keys.change(key.id, { enabled: false })).toBe(true);
      expect(await find(key.id)).toEqual({ ...key, enabled: false });
      await at.store.keys.change(key.id, { readOnly: true, buckets: ['b', 'c'] });
      expect(await find(key.id)).toEqual({ ...key, enabled: false, readOnly: true, buckets: ['b', 'c'] });
      await at.store.keys.change(key.id, { enabled: true, readOnly: false, buckets: 'all' });
      const { buckets: _gone, ...unlimited } = key;
      expect(await find(key.id)).toEqual(unlimited);
      await expect(at.store.keys.change(key.id, { buckets: [] })).rejects.toMatchObject({ code: 'InvalidArgument' });
    });

    test('a deleted key is gone, and a key that never was is not there', async () => {
      const { id } = await create();
      expect(await at.store.keys.delete(id)).toBe(true);
      expect(await find(id)).toBeUndefined();
      expect(await at.store.keys.delete(id)).toBe(false);
      expect(await at.store.keys.change(id, { enabled: true })).toBe(false);
      const { id: kept } = await create();
      expect(await find(`${kept}\0`)).toBeUndefined();
      expect(await at.store.keys.change(`${kept}\0`, { enabled: false })).toBe(false);
      expect(await at.store.keys.delete(`${kept}\0`)).toBe(false);
      expect((await find(kept))?.enabled).toBe(true);
      expect(await find(kept.toLowerCase())).toBeUndefined();
    });

    test('the list, whole and of one account, in the order of creation', async () => {
      const made = [];
      for (const account of ['list-1', 'list-2', 'list-1']) {
        at.opened.advance(1);
        made.push(await create({ account }));
      }
      const ids = async (account?: string) => (await at.store.keys.list(account)).map(({ id }) => id);
      expect(await ids('list-1')).toEqual([made[0]?.id, made[2]?.id]);
      expect(await ids('list-3')).toEqual([]);
      expect((await ids()).slice(-3)).toEqual(made.map(({ id }) => id));
      const { secret: _never, ...listed } = made[1] ?? {};
      expect(await at.store.keys.list('list-2')).toEqual([listed]);
    });

    test('a temporary key, its token, and its end with the key that it stands for', async () => {
      const parent = await create();
      const given = { account: OWNER, of: parent.id, seconds: 60, buckets: ['a'], note: 'n' };
      const key = await at.store.keys.createTemporary(given);
      expect(key).toMatchObject({
        id: expect.stringMatching(/^STS\.[A-Za-z0-9]{24}$/),
        token: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
        temporary: { of: parent.id, expiresAt: key.createdAt + 60_000 },
        buckets: ['a'],
        note: 'n',
      });
      expect(await find(key.id)).toEqual(key);
      const listed = (await at.store.keys.list()).find(({ id }) => id === key.id);
      expect(listed).toMatchObject({ temporary: key.temporary });
      expect(Object.keys(listed ?? {})).not.toEqual(expect.arrayContaining(['token']));
      await at.store.keys.change(key.id, { enabled: false });
      expect(await find(key.id)).toEqual({ ...key, enabled: false });
      await at.store.keys.delete(parent.id);
      expect(await find(key.id)).toBeUndefined();
    });

    test('temporary keys that expired long ago are forgotten when another is made', async () => {
      const parent = await create();
      const given = { account: OWNER, of: parent.id, seconds: 60 };
      const old = await at.store.keys.createTemporary(given);
      at.opened.advance(60_000 + EXPIRED_KEPT_MS);
      await at.store.keys.createTemporary(given);
      expect(await find(old.id)).toEqual(old);
      at.opened.advance(1);
      await at.store.keys.createTemporary(given);
      expect([await find(old.id), await find(parent.id)]).toEqual([undefined, parent]);
    });

    test.each([59, 604_801, 60.5, Number.NaN])('a temporary key for %s seconds is refused', async (seconds) => {
      const made = at.store.keys.createTemporary({ account: OWNER, of: 'x', seconds });
      await expect(made).rejects.toMatchObject({ code: 'InvalidArgument' });
    });

    test('a use is written down when the last one is some time ago', async () => {
      const key = await create();
      await at.store.keys.used(key);
      const first = await find(key.id);
      expect(first?.lastUsedAt).toBe(key.createdAt);
      at.opened.advance(USE_STEP_MS - 1);
      await at.store.keys.used(first ?? key);
      expect((await find(key.id))?.lastUsedAt).toBe(key.createdAt);
      at.opened.advance(1);
      await at.store.keys.used(first ?? key);
      expect((await find(key.id))?.lastUsedAt).toBe(key.createdAt + USE_STEP_MS);
    });
  });
}
