/** The box of a line of text, from numbers alone: limits are asked where no font is loaded. */

/**
 * Above and below the baseline, in ems: enough for accents and descenders of Latin letters in every face, and the same
 * for all of them, so that no name moves a text.
 */
export const ASCENT = 1;
export const DESCENT = 0.28;
