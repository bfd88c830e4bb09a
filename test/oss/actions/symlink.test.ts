/** Symlinks: made, asked for, read through, processed through, copied; and whose rights count. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { decoded, flat, jpeg, photo, png, probe } from '../../pictures.js';
import { presigned } from '../request.js';
import { type Reply, refusal, useService } from '../service.js';

const service = useService();
const MISSING = '404 SymlinkTargetNotExist (0026-00000012): The symlink target object does not exist.';
const DENIED = '403 AccessDenied: You have no right to access this object.';
const PROCESS = 'x-oss-process=image/resize,w_40';

let picture: Buffer;
beforeAll(async () => {
  picture = await jpeg(photo(80, 60));
  await service.owner('PUT', 'links', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'links/dir/图 +.jpg', { body: picture, headers: { 'content-type': 'image/jpeg' } });
  await service.owner('PUT', 'links/secret.jpg', { body: picture, headers: { 'x-oss-object-acl': 'private' } });
});

function link(key: string, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const named = { 'x-oss-symlink-target': encodeURIComponent(target), ...headers };
  return service.owner('PUT', `links/${key}`, { query: 'symlink', headers: named });
}
const get = (key: string, query = '', headers = {}, method = 'GET') =>
  service.ask({ method, path: `/links/${encodeURIComponent(key)}`, query, headers });

describe('PutSymlink and GetSymlink', () => {
  test('the target comes back percent-encoded', async () => {
    const made = await link('link', 'dir/图 +.jpg');
    expect(made.status).toBe(200);
    const asked = await get('link', 'symlink');
    expect([asked.status, asked.text]).toEqual([200, '']);
    expect(asked.headers).toMatchObject({
      'x-oss-symlink-target': 'dir/%E5%9B%BE%20%2B.jpg',
      etag: made.headers.etag,
      'last-modified': expect.stringMatching(/GMT$/),
    });
  });

  test('a target that is not there is no error yet, nor is one that nobody may read', async () => {
    expect((await link('to-nothing', 'nothing')).status).toBe(200);
    expect((await link('to-itself', 'to-itself')).status).toBe(200);
    expect((await get('to-nothing', 'symlink')).headers['x-oss-symlink-target']).toBe('nothing');
  });

  test.each([
    ['', '400 MissingArgument (0043-00000001)'],
    ['100%', '400 InvalidArgument'],
    ['%ff', '400 InvalidArgument'],
    ['%2Fkey', '400 InvalidObjectName'],
    ['a'.repeat(1024), '400 InvalidObjectName'],
  ])('a target that is none: %s', async (target, code) => {
    expect(refusal(await link('bad', 'x', { 'x-oss-symlink-target': target }))).toContain(code);
    expect((await service.store.head('links', 'bad')).object).toBeUndefined();
  });

  test('without the header', async () => {
    const reply = await service.owner('PUT', 'links/bad', { query: 'symlink' });
    expect(refusal(reply)).toContain(
      '400 MissingArgument (0043-00000001): The x-oss-symlink-target header is missing.',
    );
  });

  test('x-oss-forbid-overwrite', async () => {
    await link('once', 'a');
    expect(refusal(await link('once', 'b', { 'x-oss-forbid-overwrite': 'true' }))).toMatch(/^409 FileAlreadyExists/);
    expect((await get('once', 'symlink')).headers['x-oss-symlink-target']).toBe('a');
  });

  test('GetSymlink of what is none', async () => {
    expect(refusal(await get('dir/图 +.jpg', 'symlink'))).toBe(
      '400 NotSymlink (0043-00000101): The object you specified is not a symlink.',
    );
    expect(refusal(await get('missing', 'symlink'))).toMatch(/^404 NoSuchKey/);
  });

  test('for those who may write or read', async () => {
    await link('closed', 'secret.jpg', { 'x-oss-object-acl': 'private' });
    expect(refusal(await get('closed', 'symlink'))).toBe(DENIED);
    const headers = { 'x-oss-symlink-target': 'x' };
    expect((await service.ask({ method: 'PUT', path: '/links/new', query: 'symlink', headers })).status).toBe(403);
  });
});

describe('reading through a symlink', () => {
  test('gives the bytes of the target, under the headers of the link', async () => {
    await link('shown', 'dir/图 +.jpg', { 'content-type': 'image/x-mine', 'x-oss-meta-by': 'me' });
    const [direct, through] = [await get('dir/图 +.jpg'), await get('shown')];
    expect(through.bytes).toEqual(picture);
    expect(through.headers).toMatchObject({
      'content-type': 'image/x-mine',
      'x-oss-meta-by': 'me',
      'x-oss-object-type': 'Symlink',
      'content-length': String(picture.length),
    });
    for (const name of ['etag', 'content-md5', 'x-oss-hash-crc64ecma'])
      expect([name, through.headers[name]]).toEqual([name, direct.headers[name]]);
    const head = await get('shown', '', {}, 'HEAD');
    expect([head.status, head.headers]).toEqual([200, through.headers]);
    const meta = await get('shown', 'objectMeta', {}, 'HEAD');
    expect(meta.headers).toMatchObject({ etag: direct.headers.etag, 'content-length': String(picture.length) });
  });

  test('in ranges, and under conditions on the target', async () => {
    const part = await get('shown', '', { range: 'bytes=0-1' });
    expect([part.status, part.bytes]).toEqual([206, picture.subarray(0, 2)]);
    const etag = String(part.headers.etag);
    expect((await get('shown', '', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('shown', '', { 'if-match': '"other"' })).status).toBe(412);
  });

  test('as new as the newer of the two', async () => {
    await service.owner('PUT', 'links/changing', { body: 'one' });
    await link('follows', 'changing');
    const second = Math.floor(Date.now() / 1000);
    await expect.poll(() => Math.floor(Date.now() / 1000), { interval: 20 }).toBeGreaterThan(second);
    await service.owner('PUT', 'links/changing', { body: 'two!' });
    await link('late', 'dir/图 +.jpg');
    const through = await get('follows');
    expect([through.text, through.headers['content-length']]).toEqual(['two!', '4']);
    const time = async (key: string, query = '') => (await get(key, query)).headers['last-modified'];
    expect(await time('follows')).toBe(await time('changing'));
    expect(await time('follows')).not.toBe(await time('follows', 'symlink'));
    expect(await time('late')).toBe(await time('late', 'symlink'));
    expect(await time('late')).not.toBe(await time('dir/图 +.jpg'));
  });

  test('a target that is gone, and one that is a symlink', async () => {
    await link('to-link', 'shown');
    for (const [method, query] of [
      ['GET', ''],
      ['HEAD', ''],
      ['HEAD', 'objectMeta'],
      ['GET', PROCESS],
    ] as const) {
      expect((await get('to-nothing', query, {}, method)).status).toBe(404);
      expect((await get('to-link', query, {}, method)).status).toBe(400);
    }
    expect(refusal(await get('to-nothing'))).toBe(MISSING);
    expect(refusal(await get('to-nothing', PROCESS))).toBe(MISSING);
    expect(refusal(await get('to-link'))).toBe("400 InvalidTargetType: The symbolic's target file type is invalid.");
    expect(refusal(await get('to-itself'))).toMatch(/^400 InvalidTargetType/);
  });

  test('needs the right to read both', async () => {
    await link('to-secret', 'secret.jpg');
    expect(refusal(await get('to-secret'))).toBe(DENIED);
    expect(refusal(await get('to-secret', PROCESS))).toBe(DENIED);
    expect((await service.owner('GET', 'links/to-secret')).bytes).toEqual(picture);
    await service.owner('PUT', 'hidden');
    for (const [key, target] of [
      ['a', 'there'],
      ['b', 'not-there'],
    ] as const) {
      await service.owner('PUT', 'hidden/there', { body: 'x' });
      const headers = { 'x-oss-symlink-target': target, 'x-oss-object-acl': 'public-read' };
      await service.owner('PUT', `hidden/${key}`, { query: 'symlink', headers });
      // Nobody learns by a link of somebody else's whether a target is there.
      expect(refusal(await service.ask({ path: `/hidden/${key}` }))).toMatch(/^403 AccessDenied/);
    }
  });
});

describe('a symlink that a stranger made where everybody may write', () => {
  const soon = () => Math.floor(Date.now() / 1000) + 600;
  const signedByOwner = (key: string, query = '') =>
    service.ask(presigned({ path: `/board/${key}`, query }, `/board/${key}`, soon()));
  const linkTo = (target: string) => ({ query: 'symlink', headers: { 'x-oss-symlink-target': target } });

  beforeAll(async () => {
    await service.owner('PUT', 'board', { headers: { 'x-oss-acl': 'public-read-write' } });
    await service.owner('PUT', 'board/secret.jpg', { body: picture, headers: { 'x-oss-object-acl': 'private' } });
    await service.owner('PUT', 'board/open.jpg', { body: picture });
    await service.owner('PUT', 'board/own', linkTo('secret.jpg'));
  });

  test.each([
    ['nobody', (key: string, given: object) => service.ask({ method: 'PUT', path: `/board/${key}`, ...given })],
    ['a stranger', (key: string, given: object) => service.stranger('PUT', `board/${key}`, given)],
  ])('%s: a URL of the owner shows what everybody may see', async (_, put) => {
    await put('link', linkTo('open.jpg'));
    expect((await signedByOwner('link')).status).toBe(200);
    await put('link', linkTo('secret.jpg'));
    expect(refusal(await signedByOwner('link'))).toMatch(/^403 AccessDenied/);
    expect(refusal(await signedByOwner('link', PROCESS))).toMatch(/^403 AccessDenied/);
    const marked = `x-oss-process=image/watermark,image_${base64Of('link')}`;
    expect(refusal(await signedByOwner('open.jpg', marked))).toMatch(/^400 WatermarkError/);
  });

  test('what is copied of a symlink is no more', async () => {
    await service.ask({ method: 'PUT', path: '/board/bait', ...linkTo('secret.jpg') });
    await service.ask({ method: 'PUT', path: '/board/taken', headers: { 'x-oss-copy-source': '/board/own' } });
    await service.owner('PUT', 'board/kept', { headers: { 'x-oss-copy-source': '/board/bait' } });
    await service.stranger('PUT', 'theirs', { headers: { 'x-oss-acl': 'public-read' } });
    await service.stranger('PUT', 'theirs/link', linkTo('secret.jpg'));
    await service.owner('PUT', 'board/fetched', { headers: { 'x-oss-copy-source': '/theirs/link' } });
    for (const key of ['bait', 'taken', 'kept', 'fetched']) {
      expect([key, refusal(await signedByOwner(key))]).toEqual([key, expect.stringMatching(/^403 AccessDenied/)]);
    }
  });

  test('the owner’s own lead where the owner may go', async () => {
    expect((await signedByOwner('own')).status).toBe(200);
    await service.owner('PUT', 'board/copy', { headers: { 'x-oss-copy-source': '/board/own' } });
    expect((await signedByOwner('copy')).status).toBe(200);
    await service.ask({ method: 'PUT', path: '/board/mine', ...linkTo('secret.jpg') });
    await service.owner('PUT', 'board/mine', linkTo('secret.jpg'));
    expect((await signedByOwner('mine')).status).toBe(200);
  });
});

describe('pictures through a symlink', () => {
  test('are processed, and follow their target', async () => {
    await link('pic', 'dir/图 +.jpg');
    const small = await get('pic', PROCESS);
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 40, height: 30 });
    expect(small.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-oss-object-type': 'Symlink' });
    expect((await get('pic', 'x-oss-process=image/info')).text).toContain('"80"');
    await service.owner('PUT', 'links/other.png', { body: await png(flat(10, 10, [255, 0, 0])) });
    await link('pic', 'other.png');
    const other = await get('pic', PROCESS);
    expect(other.headers.etag).not.toBe(small.headers.etag);
    expect(other.headers['content-type']).toBe('image/png');
  });

  test('are marks, if the caller may read them', async () => {
    await link('mark', 'other.png');
    await link('secret-mark', 'secret.jpg');
    const marked = (key: string) =>
      `x-oss-process=${encodeURIComponent(`image/watermark,image_${base64Of(key)},g_nw,x_0,y_0`)}`;
    await service.owner('PUT', 'links/grey.png', { body: await png(flat(40, 40, [100, 100, 100])) });
    expect(probe(await decoded((await get('grey.png', marked('mark'))).bytes), 5, 5)).toEqual([255, 0, 0]);
    expect(refusal(await get('grey.png', marked('secret-mark')))).toMatch(/^400 WatermarkError/);
  });

  test('of a protected kind are reached through a style alone, whatever the link is called', async () => {
    await service.owner('PUT', 'guarded', { headers: { 'x-oss-acl': 'public-read' } });
    await service.owner('PUT', 'guarded/pic.jpg', { body: picture });
    const headers = { 'x-oss-symlink-target': 'pic.jpg' };
    await service.owner('PUT', 'guarded/plain', { query: 'symlink', headers });
    const style = '<Style><Content>image/resize,w_40</Content></Style>';
    await service.owner('PUT', 'guarded', { query: 'style&styleName=small', body: style });
    const body =
      '<BucketProcessConfiguration><CompliedHost>Both</CompliedHost><SourceFileProtect>Enabled</SourceFileProtect>' +
      '<SourceFileProtectSuffix>jpg</SourceFileProtectSuffix></BucketProcessConfiguration>';
    expect((await service.owner('PUT', 'guarded', { query: 'processConfiguration', body })).status).toBe(200);
    for (const query of ['', PROCESS]) {
      expect(refusal(await service.ask({ path: '/guarded/plain', query }))).toContain('only accessed using style');
    }
    const styled = await service.ask({ path: '/guarded/plain', query: 'x-oss-process=style/small' });
    expect((await sharp(styled.bytes).metadata()).width).toBe(40);
  });
});

describe('a symlink itself', () => {
  test('is listed as one, copied as one, and deleted alone', async () => {
    await link('moved', 'dir/图 +.jpg');
    expect((await service.owner('GET', 'links', { query: 'prefix=moved' })).text).toContain('<Type>Symlink</Type>');
    await service.owner('PUT', 'links/copied', { headers: { 'x-oss-copy-source': '/links/moved' } });
    expect((await get('copied', 'symlink')).headers['x-oss-symlink-target']).toBe('dir/%E5%9B%BE%20%2B.jpg');
    expect((await service.owner('DELETE', 'links/moved')).status).toBe(204);
    expect((await get('copied')).bytes).toEqual(picture);
  });

  test('is no source of a part', async () => {
    const begun = await service.owner('POST', 'links/parts', { query: 'uploads' });
    const id = /<UploadId>(.*)<\/UploadId>/.exec(begun.text)?.[1];
    const reply = await service.owner('PUT', 'links/parts', {
      query: `partNumber=1&uploadId=${id}`,
      headers: { 'x-oss-copy-source': '/links/copied' },
    });
    expect(refusal(reply)).toBe('400 InvalidArgument (0042-00000308): The source of a part must not be a symlink.');
  });
});
