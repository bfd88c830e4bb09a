/** Tells a video's container by its first bytes. ffmpeg is never left to guess: among its guesses are playlists. */
import { OssError } from '../../errors.js';

/** As ffmpeg calls its demuxers: 'mov' is MP4, QuickTime and 3GP, 'matroska' also WebM. */
export type Container = 'mov' | 'matroska' | 'avi' | 'flv' | 'mpegts';

/** Bytes that containerOf() wants to see: three packets of an MPEG transport stream. */
export const CONTAINER_BYTES = 3 * 192;

/** What an MP4 or a QuickTime file may begin with; the older ones have no 'ftyp'. */
const FIRST_BOXES: readonly string[] = ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp', 'moof'];

/** @throws OssError 400 BadRequest for what is no video of a supported kind: text, playlists, pictures, an empty object */
export function containerOf(head: Uint8Array): Container {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (FIRST_BOXES.includes(text.slice(4, 8))) return 'mov';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'matroska';
  if (text.startsWith('RIFF') && text.startsWith('AVI ', 8)) return 'avi';
  if (text.startsWith('FLV\x01')) return 'flv';
  if (isTransportStream(text)) return 'mpegts';
  const known = 'MP4, MOV, WebM, MKV, AVI, FLV, MPEG-TS';
  throw new OssError('BadRequest', `This video format is not supported. Supported: ${known}.`);
}

/** Packets of 188 bytes, or of 192 with a time of 4 bytes before each; every one begins with a G. */
function isTransportStream(text: string): boolean {
  const synced = (first: number, step: number) => [0, 1, 2].every((n) => text[first + n * step] === 'G');
  return synced(0, 188) || synced(4, 192);
}
