import { describe, expect, test } from 'vitest';
import { CONTAINER_BYTES, containerOf } from '#src/process/video/container.js';

const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const avifFile = Buffer.from('\0\0\0\x20ftypavif', 'latin1');

const packets = (size: number, lead = 0) => {
  const bytes = Buffer.alloc(3 * size, 0xff);
  for (let n = 0; n < 3; n++) bytes[n * size + lead] = 0x47;
  return bytes;
};

describe('containers', () => {
  test.each([
    ['ftyp', Buffer.from('\0\0\0\x20ftypisom', 'latin1'), 'mov'],
    ['moov', Buffer.from('\0\0\0\x20moov', 'latin1'), 'mov'],
    ['mdat', Buffer.from('\0\0\0\x01mdat', 'latin1'), 'mov'],
    ['Matroska', Buffer.from('\x1a\x45\xdf\xa3\x01', 'latin1'), 'matroska'],
    ['AVI', Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1'), 'avi'],
    ['FLV', Buffer.from('FLV\x01\x05', 'latin1'), 'flv'],
    ['MPEG-TS', packets(188), 'mpegts'],
    ['MPEG-TS with times', packets(192, 4), 'mpegts'],
  ])('%s', (_, head, container) => {
    expect(containerOf(head)).toBe(container);
  });
});

describe('no videos', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('This is no video.')],
    ['a playlist', Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1/a.ts\n')],
    ['a concat script', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n")],
    ['a DASH manifest', Buffer.from('<?xml version="1.0"?><MPD></MPD>')],
    ['one G', Buffer.from('G'.padEnd(CONTAINER_BYTES))],
    ['a sound', Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
    ['MP3', Buffer.from('ID3\x04')],
    ['a picture', png],
    ['a raw stream', Buffer.from('\0\0\0\x01\x67\x42')],
  ])('%s', (_, head) => {
    expect(() => containerOf(head)).toThrow(
      expect.objectContaining({ code: 'BadRequest', status: 400, message: expect.stringContaining('MP4, MOV') }),
    );
  });
});

test('an AVIF is built like an MP4: ffmpeg says what is in it', () => {
  expect(containerOf(avifFile)).toBe('mov');
});
