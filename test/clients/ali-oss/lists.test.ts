/** Listings through ali-oss. */
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('lists, by pages and by folders, in both kinds', async () => {
    const names = ['l/1', 'l/2', 'l/a/1', 'l/a/2', 'l/b/1'];
    for (const name of names) await client.put(name, Buffer.from(name));
    const first = await client.list({ prefix: 'l/', 'max-keys': 2 });
    expect(first).toMatchObject({
      isTruncated: true,
      objects: [{ name: 'l/1', size: 3, type: 'Normal' }, { name: 'l/2' }],
    });
    const rest = await client.list({ prefix: 'l/', marker: first.nextMarker, 'max-keys': 1000 });
    expect(rest.objects?.map(({ name }) => name)).toEqual(names.slice(2));
    const folded = await client.list({ prefix: 'l/', delimiter: '/' });
    expect(folded.prefixes).toEqual(['l/a/', 'l/b/']);
    const page = await client.listV2({ prefix: 'l/', 'max-keys': 3, 'fetch-owner': true });
    expect(page.objects?.map(({ name }) => name)).toEqual(names.slice(0, 3));
    const next = await client.listV2({ prefix: 'l/', 'continuation-token': page.nextContinuationToken });
    expect(next.objects?.map(({ name }) => name)).toEqual(names.slice(3));
  });

  test('parameters that are empty', async () => {
    const { objects } = await client.list({ prefix: '', delimiter: '', marker: '', 'max-keys': 1000 });
    expect(objects?.map(({ name }) => name)).toContain('photo.png');
  });
});
