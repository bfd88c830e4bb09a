/**
 * An origin is a URL that somebody else chose, asked from inside the network: each way to have something asked that only
 * this machine can reach is refused, and nothing is sent there.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Found } from '#src/origin/resolve.js';
import { type LocalOrigin, localOrigin } from '../../origin/local-origin.js';
import { refusal, useService } from '../service.js';
import { putWebsite } from './bucket.js';

/** Answers of the DNS, one after another; the last one stays. */
let answers: readonly (readonly Found[])[] = [];
let questions = 0;
const found = (address: string): Found => ({ address, family: address.includes(':') ? 6 : 4 });
const resolve = async () => answers[Math.min(questions++, answers.length - 1)] ?? [];

const service = useService({ origin: { allow: ['127.0.0.1'], resolve } });
let origin: LocalOrigin;
let location = '';

beforeAll(async () => {
  await service.owner('PUT', 'forged', { headers: { 'x-oss-acl': 'public-read' } });
  origin = await localOrigin((request, response) => {
    if (request.url?.includes('/redirect/')) response.writeHead(302, { location }).end();
    else response.writeHead(200, { 'content-length': 3 }).end('yes');
  });
});
afterAll(() => origin?.close());
beforeEach(() => {
  questions = 0;
  origin.asked.length = 0;
});

/** What an address can hide, as the DNS would say it. */
const ADDRESSES = [
  ...['127.0.0.2', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '198.18.0.1',
  ],
  ...['192.0.2.1', '203.0.113.9', '192.88.99.1', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1'],
  ...['64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001:0:7f00:1::', '2001:db8::1'],
  ...['fc00::1', 'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1', '100::1', '4000::1', 'nonsense', '127.1'],
];

/** The same written into the URL, in all the ways that URLs are written. */
const URLS = [
  ...['http://127.0.0.2/', 'http://127.1.1/', 'http://2130706434/', 'http://0x7f000002/', 'http://0177.0.0.2/'],
  ...['http://0/', 'http://0.0.0.0:8080/', 'http://[::1]/', 'http://[::ffff:7f00:1]/', 'http://[::ffff:127.0.0.1]/'],
  ...['http://[64:ff9b::7f00:1]/', 'http://[2002:7f00:1::]/', 'http://[fe80::1]/', 'http://[fd00:ec2::254]/'],
  ...[
    'http://169.254.169.254/',
    'http://169.254.169.254./',
    'http://１６９.２５４.１６９.２５４/',
    'http://100.100.100.200/',
  ],
  ...[
    'http://192.168.0.1/',
    'https://10.0.0.1/',
    'http://172.16.5.4/',
    'http://127.0.0.1:22/',
    'http://origin.example:25/',
  ],
  ...[
    'http://origin.example:6000/',
    'http://origin.example:2049/',
    'http://origin.example:0/',
    'ftp://origin.example/',
  ],
  ...[
    'file:///etc/passwd/',
    'gopher://origin.example/',
    'http://user:secret@origin.example/',
    'http://user@127.0.0.1/',
  ],
  ...['data:text/plain,x/', 'javascript:alert(1)/', 'unix:/run/docker.sock/', 'http:///', '//origin.example/'],
];

const REFUSED_FETCH =
  /^424 MirrorFailed: The (address|redirect) of the origin is not one that may be (asked|followed)\.$/;

async function refusedBy(url: string): Promise<string> {
  const before = service.services.mirror.stats().ends.refused;
  expect((await putWebsite(service, 'forged', { url })).status).toBe(200);
  const told = refusal(await service.ask({ path: '/forged/redirect/key' }));
  expect(service.services.mirror.stats().ends.refused).toBe(before + 1);
  expect(await service.store.head('forged', 'redirect/key')).not.toHaveProperty('object');
  return told;
}

describe('a name is where it may not be', () => {
  test.each(ADDRESSES)('%s', async (address) => {
    answers = [[found(address)]];
    expect(await refusedBy('http://origin.example/')).toMatch(REFUSED_FETCH);
    expect(origin.asked).toEqual([]);
  });
});

test.each(URLS)('no rule names %s', async (url) => {
  await service.owner('DELETE', 'forged', { query: 'website' });
  expect(refusal(await putWebsite(service, 'forged', { url }))).toMatch(
    /^400 InvalidArgument: .* MirrorURL is invalid\./,
  );
  expect((await service.owner('GET', 'forged', { query: 'website' })).status).toBe(404);
});

describe('an origin that may be asked redirects to', () => {
  // As headers can say it.
  const urls = URLS.filter((url) => /^[!-~]+$/.test(url) && url !== 'http:///');
  const literals = ADDRESSES.slice(0, 40).map(
    (address) => `http://${address.includes(':') ? `[${address}]` : address}/`,
  );
  test.each([...urls, ...literals])('%s', async (to) => {
    location = to;
    expect(await refusedBy(`http://127.0.0.1:${origin.port}/`)).toMatch(REFUSED_FETCH);
    expect(origin.asked).toHaveLength(1);
  });
});

describe('a name that is somewhere else when it is asked again (rebinding)', () => {
  const url = () => `http://origin.example:${origin.port}/`;

  test('is asked once, and the socket goes where was looked', async () => {
    answers = [[found('127.0.0.1')], [found('10.0.0.1')]];
    await putWebsite(service, 'forged', { url: url() });
    expect((await service.ask({ path: '/forged/once' })).text).toBe('yes');
    expect([questions, origin.asked.length]).toEqual([1, 1]);
    expect(origin.asked[0]?.headers.host).toBe(`origin.example:${origin.port}`);
  });

  test('is looked at anew for each redirect', async () => {
    location = `http://origin.example:${origin.port}/elsewhere`;
    answers = [[found('127.0.0.1')], [found('169.254.169.254')]];
    expect(await refusedBy(url())).toMatch(REFUSED_FETCH);
    expect([questions, origin.asked.length]).toEqual([2, 1]);
  });

  test('is asked only where it may be asked, if it is in several places', async () => {
    answers = [[found('64:ff9b::7f00:1'), found('10.0.0.1'), found('127.0.0.1')]];
    await putWebsite(service, 'forged', { url: url() });
    expect((await service.ask({ path: '/forged/several' })).text).toBe('yes');
  });
});

test('the key stays in the folder that the rule names', async () => {
  answers = [[found('127.0.0.1')]];
  await putWebsite(service, 'forged', { url: `http://127.0.0.1:${origin.port}/public/` });
  for (const key of ['../admin', 'a/../../admin', '..', './x', 'a/..']) {
    const path = `/forged/${key
      .split('/')
      .map((part) => part.replaceAll('.', '%2e'))
      .join('%2f')}`;
    expect(refusal(await service.ask({ path }))).toMatch(/^404 NoSuchKey/);
  }
  expect(origin.asked).toEqual([]);
  await service.ask({ path: '/forged/a%3fb%23c%5c..%25%2e%2e' });
  expect(origin.asked.map(({ url }) => url)).toEqual(['/public/a%3Fb%23c%5C..%25..']);
});

test('what says who the client is does not leave the server', async () => {
  const secrets = { authorization: 'Bearer x', cookie: 'session=1', 'x-oss-meta-a': 'b', 'x-forwarded-for': '1.2.3.4' };
  const sent = { ...secrets, 'x-real-ip': '1.2.3.4', range: 'bytes=0-1', 'if-none-match': '"x"', 'x-own': 'passed' };
  const more =
    '<MirrorHeaders><PassAll>true</PassAll></MirrorHeaders><MirrorPassQueryString>true</MirrorPassQueryString>';
  await putWebsite(service, 'forged', { url: `http://127.0.0.1:${origin.port}/`, more });
  const { authorization: _, ...unsigned } = sent;
  await service.ask({ path: '/forged/open', headers: unsigned });
  await service.owner('GET', 'forged/closed', { headers: { 'x-own': 'passed' } });
  for (const { headers } of origin.asked) {
    expect(Object.keys(headers).sort()).toEqual([
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
      'via',
      'x-own',
    ]);
  }
  expect(origin.asked).toHaveLength(2);
});
