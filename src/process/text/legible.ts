/**
 * What of a text can be drawn, and in which faces. The engine looks for a face for each cluster (what a reader takes for
 * one character: a letter with its marks, a flag, a family of emoji) and draws a box where no single face has all of it.
 */
import type { Typeface } from './typefaces.js';

/** A part of the line that the engine is left to draw by itself. */
export interface Run {
  readonly text: string;
  /** Those that it needs, in the order in which the engine is to ask them. */
  readonly faces: readonly Typeface[];
}

const CLUSTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Never drawn, in whichever face: joiners, variation selectors, marks of direction. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const EMOJI_BY_DEFAULT = /^\p{Emoji_Presentation}$/u;
const EMOJI_SEQUENCE = /\ufe0f|\u200d|\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Emoji_Modifier}/u;
const MARK = /(?!\p{Default_Ignorable_Code_Point})\p{M}/gu;
const IDEOGRAPH = /^\p{Ideographic}/u;
const SEVERAL = /^..+$/su;
const EMOJI_STYLE = '\ufe0f';

/**
 * The text's runs, in the order of its characters; most texts are one. `chain`: the face asked for first, then those that
 * help out. What none of them has is left out.
 */
export function legible(text: string, chain: readonly Typeface[]): readonly Run[] {
  const runs: Run[] = [];
  let open: Cluster[] = [];
  const close = (): void => {
    if (open.length > 0) runs.push(runOf(open, chain));
    open = [];
  };
  for (const { segment } of CLUSTERS.segment(oneLine(text))) {
    const cluster = clusterOf(segment, chain);
    if (cluster === undefined) continue;
    if (cluster.misleading) close();
    open.push(cluster);
    if (cluster.misleading) close();
  }
  close();
  return runs;
}

interface Cluster {
  readonly text: string;
  readonly face: Typeface;
  /** A face before has glyphs for it, but empty ones: the engine would take those. */
  readonly misleading: boolean;
}

function runOf(clusters: readonly Cluster[], chain: readonly Typeface[]): Run {
  const used = new Set(clusters.map(({ face }) => face));
  return { text: clusters.map(({ text }) => text).join(''), faces: chain.filter((face) => used.has(face)) };
}

/** Control characters and line ends would break the line or draw a box. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

function clusterOf(segment: string, chain: readonly Typeface[]): Cluster | undefined {
  for (const text of candidates(segment)) {
    const points = [...text]
      .filter((character) => !INVISIBLE.test(character))
      .map((character) => character.codePointAt(0) ?? 0);
    const has = ({ characters }: Typeface) => points.every((point) => characters.has(point));
    const coloured = EMOJI_SEQUENCE.test(text) ? chain.find((face) => face.emoji && has(face)) : undefined;
    const face = coloured ?? chain.find(has);
    if (face === undefined) continue;
    const before = coloured === undefined ? chain.slice(0, chain.indexOf(face)) : [];
    return {
      text,
      face,
      misleading: before.some(({ characters }) => points.every((point) => characters.claims(point))),
    };
  }
  return undefined;
}

/** The cluster, and what stands for it where it cannot be had: composed, without its marks, as a plain blank. */
function candidates(cluster: string): readonly string[] {
  if (/^\p{Zs}$/u.test(cluster)) return [cluster, ' '];
  // Without the selector the engine would draw it in the first face that has a drawing in outline.
  if (EMOJI_BY_DEFAULT.test(cluster)) return [cluster + EMOJI_STYLE, cluster];
  if (!SEVERAL.test(cluster)) return [cluster];
  // Faces have more composed letters than marks. Single characters stay: some would become others.
  const composed = cluster.normalize('NFC');
  const base = composed.replaceAll(MARK, '');
  // A face that has both would draw the accent across the ideograph.
  const wholes = IDEOGRAPH.test(cluster) ? [] : [composed, cluster];
  return [...wholes, base].filter((text) => text !== '');
}
