import { expect, test } from 'vitest';
import { plainAddress, TrustedProxies } from '#src/http/proxies.js';

test.each([
  // trusted, peer, X-Forwarded-For, client
  [[], '10.0.0.1', '1.2.3.4', '10.0.0.1'],
  [['10.0.0.0/8'], '10.0.0.1', '1.2.3.4', '1.2.3.4'],
  [['10.0.0.0/8'], '11.0.0.1', '1.2.3.4', '11.0.0.1'],
  [['10.0.0.0/8'], '10.0.0.1', undefined, '10.0.0.1'],
  // What a client wrote itself stands to the left of what the proxies added.
  [['10.0.0.0/8'], '10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', '1.2.3.4'],
  [['10.0.0.0/8'], '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  [['10.0.0.1'], '10.0.0.1', 'unknown', '10.0.0.1'],
  [['10.0.0.1'], '10.0.0.1', '1.2.3.4, <script>', '10.0.0.1'],
  [['10.0.0.1'], '10.0.0.1', '1.2.3.4:4711', '1.2.3.4'],
  [['::1'], '::1', '[2001:db8::1]:4711', '2001:db8::1'],
  [['::1'], '::1', '::ffff:1.2.3.4', '1.2.3.4'],
  [['2001:db8::/32'], '2001:db8::5', '1.2.3.4', '1.2.3.4'],
] as const)('trusted %j, peer %s, forwarded for %s: %s', (trusted, peer, forwarded, client) => {
  expect(new TrustedProxies(trusted).clientOf(peer, forwarded)).toBe(client);
});

test.each([
  '',
  'localhost',
  '10.0.0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/a',
  '::1/129',
  '1.2.3.4:80',
])('the entry %j is refused by its name', (entry) => {
  expect(() => new TrustedProxies([entry])).toThrow(`'${entry}' is not an IP address or a CIDR block`);
});

test('IPv4 clients of a dual-stack listener have their plain address', () => {
  expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(plainAddress('::1')).toBe('::1');
});
