import { describe, expect, test } from 'vitest';
import { ownHost, resolveTarget } from '#src/oss/target.js';

const DOMAINS = ['localhost', '127.0.0.1', 'aliyuncs.com', 'example.com', 'oss.example.com'];

const at = (host: string, rawPath = '/a/b.jpg') => resolveTarget({ host, rawPath }, DOMAINS);
const refused = (code: string, status: number) => expect.objectContaining({ code, status });

describe('the host names the bucket', () => {
  test.each([
    ['photos.localhost'],
    ['photos.localhost:9000'],
    ['PHOTOS.LocalHost:9000'],
    ['photos.localhost.'],
    ['photos.127.0.0.1:9000'],
    ['photos.aliyuncs.com'],
    ['photos.oss-cn-hangzhou.aliyuncs.com'],
    ['photos.oss-cn-hangzhou-internal.aliyuncs.com'],
    ['photos.oss-accelerate.aliyuncs.com'],
    ['photos.oss.aliyuncs.com'],
    ['photos.oss-mars-1.localhost:1'],
    ['photos.example.com'],
    ['photos.oss.example.com'],
    ['photos.oss-cn-hangzhou.oss.example.com'],
  ])('%s', (host) => {
    expect(at(host)).toEqual({ scope: 'object', bucket: 'photos', key: 'a/b.jpg', dialect: 'oss', style: 'virtual' });
  });

  test('an IMG host speaks the older dialect', () => {
    expect(at('photos.img-cn-hangzhou.aliyuncs.com')).toMatchObject({
      bucket: 'photos',
      dialect: 'img',
      style: 'virtual',
    });
    expect(at('photos.img.aliyuncs.com'.replace('.img', '.img-x'))).toMatchObject({ dialect: 'img' });
  });

  test('a bucket may be called img', () => {
    expect(at('img.localhost')).toMatchObject({ bucket: 'img', style: 'virtual', dialect: 'oss' });
  });

  test('no path is the bucket itself', () => {
    expect(at('photos.localhost', '/')).toEqual({
      scope: 'bucket',
      bucket: 'photos',
      dialect: 'oss',
      style: 'virtual',
    });
  });
});

describe('the path names the bucket', () => {
  test.each([
    ['localhost', 'oss'],
    ['localhost:9000', 'oss'],
    ['127.0.0.1:9000', 'oss'],
    ['192.168.1.20', 'oss'],
    ['[::1]:9000', 'oss'],
    ['[fe80::1]', 'oss'],
    ['aliyuncs.com', 'oss'],
    ['oss.aliyuncs.com', 'oss'],
    ['oss-cn-hangzhou.localhost:9000', 'oss'],
    ['oss-cn-hangzhou-internal.aliyuncs.com', 'oss'],
    ['img-cn-hangzhou.aliyuncs.com', 'img'],
    ['oss.example.com', 'oss'],
  ])('%s', (host, dialect) => {
    expect(at(host, '/photos/a/b.jpg')).toEqual({
      scope: 'object',
      bucket: 'photos',
      key: 'a/b.jpg',
      dialect,
      style: 'path',
    });
  });

  test('nothing, a bucket with and without a slash', () => {
    expect(at('127.0.0.1', '/')).toEqual({ scope: 'service', dialect: 'oss', style: 'path' });
    expect(at('127.0.0.1', '/photos')).toMatchObject({ scope: 'bucket', bucket: 'photos' });
    expect(at('127.0.0.1', '/photos/')).toMatchObject({ scope: 'bucket', bucket: 'photos' });
  });

  test('the first raw slash ends the bucket; %2F belongs to the key', () => {
    expect(at('127.0.0.1', '/photos/a%2Fb%2Fc.jpg')).toMatchObject({ bucket: 'photos', key: 'a/b/c.jpg' });
    expect(() => at('127.0.0.1', '/photos%2Fa.jpg')).toThrow(refused('InvalidBucketName', 400));
    expect(() => at('127.0.0.1', '//photos/a.jpg')).toThrow(refused('InvalidBucketName', 400));
  });
});

describe('keys are kept as sent', () => {
  test.each([
    ['/a//b', 'a//b'],
    ['/a/../b', 'a/../b'],
    ['/../b', '../b'],
    ['/./', './'],
    ['/a+b', 'a+b'],
    ['/a%2Bb', 'a+b'],
    ['/a%20b', 'a b'],
    ['/x.jpg@!small', 'x.jpg@!small'],
    ['/x.jpg@100w_1e|200w', 'x.jpg@100w_1e|200w'],
    ['/%E7%8C%AB', '猫'],
    ['/100%25', '100%'],
    ['/a%3Facl', 'a?acl'],
    ['/dir/', 'dir/'],
    ['/%0A', '\n'],
  ])('%s', (path, key) => {
    expect(at('photos.localhost', path)).toMatchObject({ key });
    expect(at('localhost', `/photos${path}`)).toMatchObject({ key });
  });

  test.each(['/100%', '/%zz', '/%FF', '/%C0%AF', '/a%00b', '/%2Fa', '//a', '/%5Ca', `/${'x'.repeat(1024)}`])(
    'not %s',
    (path) => {
      expect(() => at('photos.localhost', path)).toThrow(refused('InvalidObjectName', 400));
      expect(() => at('localhost', `/photos${path}`)).toThrow(refused('InvalidObjectName', 400));
    },
  );
});

describe('a host that is nobody', () => {
  test.each([
    'cdn.other.org',
    'notlocalhost',
    'xaliyuncs.com',
    'a.b.localhost',
    'a.b.oss-cn-x.aliyuncs.com',
    'a.img.aliyuncs.com',
    'com',
  ])('%s', (host) => {
    expect(() => at(host)).toThrow(
      expect.objectContaining({
        code: 'NoSuchBucket',
        status: 404,
        message: `The specified bucket does not exist. No bucket answers on the host ${host}; the server's base domains are set with --domain, and a domain of your own is bound to a bucket with PutCname.`,
        fields: { BucketName: host },
      }),
    );
  });

  test.each(['-x.localhost', 'ab.localhost', 'a_b.localhost', '.localhost', 'x@y.localhost'])(
    '%s names no bucket',
    (host) => {
      expect(() => at(host)).toThrow(refused('InvalidBucketName', 400));
    },
  );

  test('no host, no path', () => {
    expect(() => at('')).toThrow(refused('InvalidRequest', 400));
    expect(() => at(':9000')).toThrow(refused('InvalidRequest', 400));
    expect(() => at('localhost', '*')).toThrow(refused('InvalidRequest', 400));
  });
});

describe('a host of somebody’s own', () => {
  const domains = ['localhost', 'oss.example.com'];

  test.each(['img.shop.org', 'IMG.Shop.ORG:9000', 'img.shop.org.', 'example.com'])('%s may be bound', (host) => {
    const own = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
    expect(ownHost({ host }, domains)).toBe(own);
    const target = resolveTarget({ host, rawPath: '/a%2Fb' }, domains, 'pics');
    expect(target).toEqual({ scope: 'object', bucket: 'pics', key: 'a/b', dialect: 'oss', style: 'custom' });
  });

  test.each([
    'localhost',
    'x.localhost',
    'a.b.localhost',
    'oss.example.com',
    '127.0.0.1',
    '[::1]',
    'com',
    'a b.org',
    '*',
  ])('%s may not', (host) => {
    expect(ownHost({ host }, domains)).toBeUndefined();
  });
});
