/**
 * What of a text can be drawn, and in which faces. The engine looks for a face for each cluster (what a reader takes for
 * one character: a letter with its marks, a flag, a family of emoji) and draws a box where no single face has all of it.
 */
import type { Typeface } from './typefaces.js';

export interface Legible {
  readonly text: string;
  /** Those that the text needs, in the order in which the engine is to ask them. */
  readonly faces: readonly Typeface[];
}

const CLUSTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Never drawn, in whichever face: joiners, variation selectors, marks of direction. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const EMOJI_BY_DEFAULT = /^\p{Emoji_Presentation}$/u;
const EMOJI_SEQUENCE = /\ufe0f|\u200d|\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Emoji_Modifier}/u;
const EMOJI_STYLE = '\ufe0f';

/** `chain`: the face asked for first, then those that help out. What none of them has is left out. */
export function legible(text: string, chain: readonly Typeface[]): Legible {
  const used = new Set<Typeface>();
  let drawn = '';
  for (const { segment } of CLUSTERS.segment(oneLine(text))) {
    const found = candidates(segment).find((candidate) => faceFor(candidate, chain) !== undefined);
    const face = found === undefined ? undefined : faceFor(found, chain);
    if (found === undefined || face === undefined) continue;
    used.add(face);
    drawn += found;
  }
  return { text: drawn, faces: chain.filter((face) => used.has(face)) };
}

/** Control characters and line ends would break the line or draw a box. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

/** The cluster, and what stands for it where it cannot be had: composed, without its marks, as a plain blank. */
function candidates(cluster: string): readonly string[] {
  if (/^\p{Zs}$/u.test(cluster)) return [cluster, ' '];
  // Without the selector the engine would draw it in the first face that has a drawing in outline.
  if (EMOJI_BY_DEFAULT.test(cluster)) return [cluster + EMOJI_STYLE, cluster];
  const base = cluster.normalize('NFC').replaceAll(/\p{M}/gu, '');
  return [cluster, cluster.normalize('NFC'), base].filter((text) => text !== '');
}

function faceFor(cluster: string, chain: readonly Typeface[]): Typeface | undefined {
  const visible = [...cluster].filter((character) => !INVISIBLE.test(character));
  const has = (face: Typeface) => visible.every((character) => face.has(character.codePointAt(0) ?? 0));
  const coloured = EMOJI_SEQUENCE.test(cluster) ? chain.find((face) => face.emoji && has(face)) : undefined;
  return coloured ?? chain.find(has);
}
