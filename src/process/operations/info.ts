import { open } from 'node:fs/promises';
import { OssError } from '../../errors.js';
import { type ExifTags, exifTags, readExif } from '../exif.js';
import type { Facts } from '../formats/facts.js';
import { report } from '../operation.js';
import { word } from '../params.js';
import type { Source } from '../source.js';

export const info = report({
  name: 'info',
  about: 'Answers with JSON: format, width, height and bytes of the stored picture, and its EXIF tags if it has any.',
  params: {
    basic: word('No EXIF tags, as `@info` of the old syntax.'),
    exif: word('EXIF tags or 400 BadRequest, and no Format, as `@exif` of the old syntax.'),
  },
  example: 'image/info',
  guide: 'Obtain image information',
  needs: 'header',
  async read(source, { basic, exif }) {
    const { facts, fileSize } = source;
    const tags = basic ? {} : await tagsOf(source);
    if (exif && Object.keys(tags).length === 0) throw new OssError('BadRequest', 'Image has no exif info.');
    return exif ? jsonOf({ ...tags, ...sizesOf(facts, fileSize) }) : infoJson(facts, fileSize, tags);
  },
});

/**
 * The text of `info` as in the guide's first sample: two blanks, one member a line, sorted by name, every value a
 * string. Width and height are those of the stored picture, before any orientation; these four members are ours and
 * win over tags of the same name.
 */
export function infoJson(facts: Facts, fileSize: number, tags: ExifTags): string {
  return jsonOf({ ...tags, ...sizesOf(facts, fileSize), Format: facts.format });
}

function sizesOf({ width, height }: Facts, fileSize: number): Readonly<Record<string, string>> {
  return { FileSize: String(fileSize), ImageHeight: String(height), ImageWidth: String(width) };
}

function jsonOf(members: Readonly<Record<string, string>>): string {
  const lines = Object.keys(members)
    .sort()
    .map((name) => `  ${JSON.stringify(name)}: {"value": ${JSON.stringify(members[name])}}`);
  return `{\n${lines.join(',\n')}\n}`;
}

async function tagsOf({ bytes, facts, fileSize }: Source): Promise<ExifTags> {
  if ('bytes' in bytes) return exifTags(bytes.bytes, facts.format);
  const file = await open(bytes.path);
  try {
    const readAt = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return await readExif(readAt, fileSize, facts.format);
  } finally {
    await file.close();
  }
}
