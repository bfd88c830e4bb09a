/** What a face calls itself: the table `name` (OpenType 1.9). */

const FULL_NAME = 4;

/** The full name, in English where there is one; undefined where there is none or the table is damaged. */
export function fullName(table: Buffer | undefined): string | undefined {
  try {
    return table && bestName(table);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function bestName(table: Buffer): string | undefined {
  const texts = table.readUInt16BE(4);
  let best: { readonly rank: number; readonly text: string } | undefined;
  for (let at = 6, end = at + table.readUInt16BE(2) * 12; at < end; at += 12) {
    if (table.readUInt16BE(at + 6) !== FULL_NAME) continue;
    const start = texts + table.readUInt16BE(at + 10);
    const bytes = table.subarray(start, start + table.readUInt16BE(at + 8));
    const found = readName(bytes, table.readUInt16BE(at), table.readUInt16BE(at + 4));
    if (found && found.rank > (best?.rank ?? 0)) best = found;
  }
  return best?.text;
}

/** Windows in American English, Windows in any language, then the old Macintosh. */
function readName(bytes: Buffer, platform: number, language: number): { rank: number; text: string } | undefined {
  if (platform === 1) return { rank: 1, text: bytes.toString('latin1') };
  if (platform !== 3) return undefined;
  return { rank: language === 0x409 ? 3 : 2, text: Buffer.from(bytes).swap16().toString('utf16le') };
}
