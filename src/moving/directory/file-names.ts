/** Which keys can be files of a directory. They come from elsewhere, and must not lead out of it. */

/** Bytes of one name on every usual file system. */
const LONGEST_NAME = 255;
const WINDOWS_RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Why the key cannot be a file; undefined: it can. `windows`: its names are refused, too. */
export function fileNameFault(key: string, windows = process.platform === 'win32'): string | undefined {
  const parts = key.split('/');
  if (key.includes('\0')) return 'a file name has no U+0000';
  if (parts.includes('')) return 'it would need a file without a name, because of a / at an end or two together';
  if (parts.some((part) => part === '.' || part === '..')) return "'.' and '..' would lead elsewhere";
  const long = parts.find((part) => Buffer.byteLength(part) > LONGEST_NAME);
  if (long !== undefined) return `a file name has at most ${LONGEST_NAME} bytes`;
  if (!windows) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: U+0001 to U+001F are among what Windows refuses in a name.
  if (/[<>:"\\|?*\u0001-\u001f]/.test(key)) return 'Windows has no such characters in a name';
  if (parts.some((part) => /[. ]$/.test(part) || WINDOWS_RESERVED.test(part))) return 'Windows has no such name';
  return undefined;
}
