/** `tintype url --old`: what a URL of the old API means today. */
import { OssError } from '../errors.js';
import { percentDecode } from '../oss/percent.js';
import { oldSplit } from '../oss/picture/old-syntax.js';
import { lastSplit } from '../oss/picture/separators.js';
import { isStyleName, STYLE_NAME_RULE } from '../oss/picture/styles.js';
import type { Limits } from '../process/formats/limits.js';
import { oldActions, todaysChainOf } from '../process/legacy.js';
import { Failure } from './terminal.js';

const JPG = { format: 'jpg' } as const;

/**
 * The chain of today that draws the same: 'image/…', or 'style/NAME'.
 * @param text a URL, a key with its suffix, or a suffix with or without its '@'
 * @throws Failure with the reason where there is none, or nothing that could be one
 */
export function explainedOld(text: string, limits: Limits): string {
  const written = withoutHost(text);
  const key = percentDecode(written) ?? written;
  // In front of a suffix by itself stands the name of any object.
  const named = key.startsWith('@') ? `x${key}` : key;
  const suffix = oldSplit(named)?.text;
  const style = suffix === undefined ? lastSplit(named)?.style : undefined;
  if (style !== undefined) return styled(style);
  return chainOf(suffix ?? named, limits);
}

/** Neither scheme and host nor a query belong to the key. */
function withoutHost(text: string): string {
  return /^https?:\/\//i.test(text) ? text.replace(/^https?:\/\/[^/]*\/?/i, '').replace(/[?#].*$/s, '') : text;
}

function styled(name: string): string {
  if (isStyleName(name)) return `style/${name}`;
  throw new Failure(`${name}: the name of a style must be ${STYLE_NAME_RULE}.`, 2);
}

function chainOf(suffix: string, limits: Limits): string {
  try {
    const chain = todaysChainOf(suffix, limits, JPG);
    if (chain !== undefined) return chain;
  } catch (error) {
    if (error instanceof OssError) throw new Failure(`${suffix}: ${error.message}`, 2);
    throw error;
  }
  const actions = oldActions(suffix, limits, JPG).map(({ name, tokens }) => [name, ...tokens].join(','));
  throw new Failure(
    `${suffix}: no chain of today draws the same. It turns the picture by its EXIF orientation behind another action, ` +
      `and today that is always the first thing done: image/${actions.join('/')} would turn it first.`,
  );
}
