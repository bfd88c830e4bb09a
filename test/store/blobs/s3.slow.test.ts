/** An engine that never answers, which is asked again and again with pauses; and hundreds of readers that leave. */
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { bodyOf, bytes } from '../../contract/bodies.js';
import { blobs, engine, failing, read, refusedStart } from './s3-blobs.js';

const refusal = (error: unknown) => {
  expect(error).toBeInstanceOf(OssError);
  return error as OssError;
};

describe('an engine', () => {
  test('that fails every time is a 503, and nothing of what was written is to be seen', async () => {
    const { id } = await blobs.write(bodyOf('the bytes'));
    failing(Number.POSITIVE_INFINITY);
    const deeds = [
      () => blobs.write(bodyOf('more')),
      () => blobs.read(id, { start: 0, end: 1 }),
      () => blobs.remove([id]),
    ];
    for (const deed of deeds) {
      const { code, message, cause } = refusal(await deed().catch((error) => error));
      // The SDK's own error has the whole of the connection in it, with the signature; it would all be in the log.
      expect(Object.keys(cause as Error)).toEqual(['name']);
      expect(String(cause)).toContain('SlowDown');
      expect([code, message]).toEqual(['ServiceUnavailable', expect.stringContaining('storage engine')]);
    }
    expect(engine.objects.size).toBe(1);
    expect(blobs.stats().failures).toBe(3);
  });

  test('that is away is a 503', async () => {
    const { id } = await blobs.write(bodyOf('the bytes'));
    await engine.stop();
    expect(refusal(await blobs.read(id, { start: 0, end: 1 }).catch((error) => error)).status).toBe(503);
    expect(refusal(await blobs.write(bodyOf('more')).catch((error) => error)).status).toBe(503);
  });

  test('whose answers all break off ends the stream with an error, never early', async () => {
    const { id } = await blobs.write(bodyOf(bytes(1000)));
    engine.fault = (_, response) => {
      response.writeHead(206, { 'content-length': 1000 });
      response.flushHeaders();
      setTimeout(() => response.destroy(), 5);
      return true;
    };
    await expect(read(id, 0, 999)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  });
});

test('a reader that leaves closes its connection, before the first byte as well', async () => {
  const { id } = await blobs.write(bodyOf(bytes(1 << 20)));
  for (let n = 0; n < 260; n++) {
    const body = await blobs.read(id, { start: 0, end: (1 << 20) - 1 });
    if (n % 2 === 0) await body[Symbol.asyncIterator]().next();
    body.destroy();
  }
  // There are 256 connections at most.
  expect(await read(id, 0, 9)).toHaveLength(10);
});

describe('a start', () => {
  test('without an engine names the endpoint', async () => {
    const options = engine.options();
    await engine.stop();
    const { setting, message } = await refusedStart(options);
    expect([setting, message]).toEqual(['s3-endpoint', expect.stringContaining('cannot be reached')]);
  });
});
