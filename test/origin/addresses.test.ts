import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { OriginAddresses } from '#src/origin/addresses.js';

test('a public address that this machine has itself is not asked, unless that is allowed', () => {
  const own = () => ['8.8.4.4', '2001:4860:4860::8844', '127.0.0.1'];
  const addresses = new OriginAddresses([], own);
  expect(['8.8.8.8', '2001:4860:4860::8888'].map((each) => addresses.allows(each))).toEqual([true, true]);
  expect(['8.8.4.4', '2001:4860:4860::8844'].map((each) => addresses.allows(each))).toEqual([false, false]);
  // The same address written in another way.
  expect(addresses.allows('2001:4860:4860:0:0:0:0:8844')).toBe(false);
  expect(new OriginAddresses(['8.8.4.0/24'], own).allows('8.8.4.4')).toBe(true);
});

test('they are asked for each time', () => {
  const own: string[] = [];
  const addresses = new OriginAddresses([], () => own);
  expect(addresses.allows('8.8.4.4')).toBe(true);
  own.push('8.8.4.4');
  expect(addresses.allows('8.8.4.4')).toBe(false);
});

test('without being told, those of the network interfaces count', () => {
  const addresses = new OriginAddresses();
  for (const { address } of Object.values(networkInterfaces()).flatMap((each = []) => each)) {
    expect(addresses.allows(address)).toBe(false);
  }
});
