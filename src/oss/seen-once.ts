/**
 * What came once: requests, chains, names of pictures. Most never come again. Watching a request being answered takes time,
 * and keeping what was made of a text takes memory. A number of each, in a table that is never larger: whoever asks for
 * something new all day pushes out old ones, and takes no memory.
 */

/** A mark of each that came lately, unless another one took its place. */
const PLACES = 65_536;

export class SeenOnce {
  readonly #marks = new Uint32Array(PLACES);

  /** Whether `line` came before. It is forgotten if it did, and else remembered. */
  again(line: string): boolean {
    const mark = markOf(line);
    const place = mark % PLACES;
    const again = this.#marks[place] === mark;
    this.#marks[place] = again ? 0 : mark;
    return again;
  }
}

/** FNV-1a, 32 bits. Two lines with the same are one request watched in vain, or one text kept too soon. */
function markOf(line: string): number {
  let mark = 0x811c9dc5;
  for (let i = 0; i < line.length; i++) mark = Math.imul(mark ^ line.charCodeAt(i), 0x01000193);
  return mark >>> 0;
}
