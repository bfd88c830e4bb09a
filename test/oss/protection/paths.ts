/** By how the object is written: percent-encoding, letters, hosts, paths that somebody might clean up. */
import { type Attempt, at, WAYS } from './attempt.js';

const SPELLINGS: readonly string[] = [
  '/guard/secret.jpg',
  '/guard/%73ecret.jpg',
  '/guard/secret%2ejpg',
  '/guard/secret%2Ejpg',
  '/guard/secret.%6A%70%67',
  '/%67uard/secret.jpg',
  '/guard/UPPER.JPG',
  '/guard/UPPER.%4a%50%47',
  '/guard/dir/a%20b%2Bc.jpg',
  '/guard/dir%2fa%20b%2bc.jpg',
];

const spelled: readonly Attempt[] = SPELLINGS.flatMap((path) =>
  WAYS.map(([what, query, more = {}]) => ({ what: `${what} of ${path}`, ask: at(path, query, more) })),
);

const HOSTS: readonly string[] = [
  'guard.localhost',
  'GUARD.LocalHost:9000',
  'guard.localhost.',
  'guard.oss-cn-hangzhou.aliyuncs.com',
  'guard.oss-cn-beijing-internal.aliyuncs.com',
  'guard.oss.aliyuncs.com',
  'guard.img-cn-hangzhou.aliyuncs.com',
  'img.guard.example',
  'IMG.Guard.Example:9000',
  'img.guard.example.',
];

const hosted: readonly Attempt[] = HOSTS.flatMap((host) =>
  WAYS.slice(0, 4).map(([what, query, more = {}]) => ({
    what: `${what} at ${host}`,
    ask: at('/secret.jpg', query, { ...more, host }),
  })),
);

/** Paths that a server which cleans them up would take for the picture's. */
const OTHER_PATHS: readonly string[] = [
  '/guard/secret%252Ejpg',
  '/guard/secret.jp%2567',
  '/guard//secret.jpg',
  '/guard/\\secret.jpg',
  '//guard/secret.jpg',
  '/guard%2Fsecret.jpg',
  '/guard/./secret.jpg',
  '/guard/x/../secret.jpg',
  '/guard/x/%2e%2e/secret.jpg',
  '/guard/secret.jpg%00',
  '/guard/secret.jpg%00.gif',
  '/guard/secret.jpg%20',
  '/guard/secret.jpg.',
  '/guard/secret.jpg/',
  '/guard/secret.jpg%2f',
  '/guard/secret.jpg;a=b',
  '/guard/secret.jpg%3Fx',
  '/guard/secret.jpg%23x',
  '/guard/secret.jpg::$DATA',
  '/guard/secret%c0%aejpg',
  '/guard/secret.jpg%0d%0a',
  '/guard/SECRET.jpg',
  '/guard/secret.jPg',
  '/guard/secret.%EF%BD%8Apg',
];

const otherPaths: readonly Attempt[] = OTHER_PATHS.map((path) => ({
  what: `GET ${path}`,
  ask: at(path),
  says: '40',
  always: true,
}));

export const paths: readonly Attempt[] = [...spelled, ...hosted, ...otherPaths];
