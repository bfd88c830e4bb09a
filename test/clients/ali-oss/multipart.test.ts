/** Multipart uploads through ali-oss. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('an upload in parts, broken off and resumed', async () => {
    const path = join(clients.server.directory, `${bucket}.parts`);
    const content = Buffer.alloc(450 * 1024, `${bucket} `);
    await writeFile(path, content);
    const settings = { partSize: 100 * 1024, parallel: 1, meta: { author: 'eve' } };
    let checkpoint: { doneParts: unknown[]; uploadId: string } | undefined;
    const broken = client.multipartUpload('parts.bin', path, {
      ...settings,
      progress(_done: number, reached: typeof checkpoint) {
        checkpoint = reached;
        if (reached?.doneParts.length === 2) throw new Error('the line is cut');
      },
    });
    await expect(broken).rejects.toThrow('the line is cut');
    expect(checkpoint?.doneParts).toHaveLength(2);
    const { uploads } = await client.listUploads({ 'max-uploads': 10 });
    expect(uploads).toMatchObject([{ name: 'parts.bin', uploadId: checkpoint?.uploadId }]);
    const { parts } = await client.listParts('parts.bin', String(checkpoint?.uploadId));
    expect(parts).toHaveLength(2);

    const sent: number[] = [];
    const { etag } = await client.multipartUpload('parts.bin', path, {
      ...settings,
      checkpoint,
      // The last call, when all is done, has no checkpoint.
      progress: (_done: number, reached: typeof checkpoint | null) => {
        if (reached) sent.push(reached.doneParts.length);
      },
    });
    expect(sent).toEqual([3, 4, 5]);
    expect(etag).toMatch(/^"[0-9A-F]{32}-5"$/);
    expect((await client.get('parts.bin')).content).toEqual(content);
    const { meta, res } = await client.head('parts.bin');
    expect([meta, res.headers['x-oss-object-type']]).toEqual([{ author: 'eve' }, 'Multipart']);

    const source = { sourceKey: 'parts.bin', sourceBucketName: bucket };
    await client.multipartUploadCopy('parts copied.bin', source, { partSize: 200 * 1024 });
    expect((await client.get('parts copied.bin')).content).toEqual(content);
  });

  test('an upload in parts that is given up', async () => {
    const { uploadId } = await client.initMultipartUpload('given up');
    await client.abortMultipartUpload('given up', uploadId);
    await expect(client.listParts('given up', uploadId)).rejects.toMatchObject({ status: 404, code: 'NoSuchUpload' });
  });
});
