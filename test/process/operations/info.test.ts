import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { info, infoJson } from '#src/process/operations/info.js';
import type { Source } from '#src/process/source.js';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-info-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function photo(): Promise<Buffer> {
  return sharp({ create: { width: 42, height: 33, channels: 3, background: 'teal' } })
    .withExif({ IFD0: { Software: 'a "quoted" \\ name' } })
    .withMetadata({ orientation: 7 })
    .jpeg()
    .toBuffer();
}

function source(bytes: Source['bytes'], file: Buffer): Source {
  return { bytes, facts: factsOfBytes(file), fileSize: file.byteLength };
}

test('reads size, format and tags, from memory and from a file alike', async () => {
  const file = await photo();
  const path = join(directory, 'photo.jpg');
  await writeFile(path, file);
  const text = await info.read(source({ bytes: file }, file), {});
  expect(await info.read(source({ path }, file), {})).toBe(text);
  expect(JSON.parse(text)).toMatchObject({
    FileSize: { value: String(file.byteLength) },
    Format: { value: 'jpg' },
    ImageHeight: { value: '33' },
    ImageWidth: { value: '42' },
    Orientation: { value: '7' },
    Software: { value: 'a "quoted" \\ name' },
  });
  const names = Object.keys(JSON.parse(text));
  expect(names).toEqual([...names].sort());
});

test('has the four members alone when there are no tags', async () => {
  const file = await sharp({ create: { width: 9, height: 8, channels: 4, background: 'teal' } })
    .png()
    .toBuffer();
  expect(await info.read(source({ bytes: file }, file), {})).toBe(
    `{\n  "FileSize": {"value": "${file.byteLength}"},\n  "Format": {"value": "png"},\n` +
      '  "ImageHeight": {"value": "8"},\n  "ImageWidth": {"value": "9"}\n}',
  );
});

test('tags do not take the place of the four members, and stay within their JSON string', () => {
  const facts = { format: 'jpg', width: 9, height: 8, frames: 1, orientation: 1, alpha: false } as const;
  const text = infoJson(facts, 7, { ImageWidth: '1', FileSize: '2', Artist: '"},\n"x": {"value": "' });
  expect(JSON.parse(text)).toEqual({
    Artist: { value: '"},\n"x": {"value": "' },
    FileSize: { value: '7' },
    Format: { value: 'jpg' },
    ImageHeight: { value: '8' },
    ImageWidth: { value: '9' },
  });
});
