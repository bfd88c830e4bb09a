/** `watermark=1&object=…&t=90&p=9`, a part of an old suffix, as today's `watermark`, which checks the values. */
import { invalidValue, OssError } from '../../errors.js';
import { base64Of, base64Text } from '../base64.js';
import { CAUSES } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import { GRAVITIES } from '../geometry.js';
import { integer } from '../params.js';
import type { RawAction } from '../syntax.js';
import { drawingActions } from './drawing.js';
import { oldValues } from './values.js';

export interface OldMarkParam {
  readonly about: string;
  /** Today's name of it. */
  readonly today: string;
}

/** Old names and today's; ranges and meanings are those of today. */
export const OLD_MARK_PARAMS: Readonly<Record<string, OldMarkParam>> = {
  object: { about: "Base64 of the image's key, behind which a suffix may stand: `panda.png@30P`.", today: 'image' },
  text: { about: 'Base64 of the text.', today: 'text' },
  type: { about: 'Base64 of the name of the font.', today: 'type' },
  color: { about: 'Base64 of `#RRGGBB`.', today: 'color' },
  size: { about: 'Size of the text.', today: 'size' },
  s: { about: 'Shadow of the text.', today: 'shadow' },
  t: { about: 'Opacity.', today: 't' },
  p: { about: 'Place, 1 to 9, row by row; 9, the default, is the lower right corner.', today: 'g' },
  x: { about: 'Distance from the left or right.', today: 'x' },
  y: { about: 'Distance from above or below.', today: 'y' },
  voffset: { about: 'Distance from the middle.', today: 'voffset' },
  rotate: { about: 'Degrees clockwise.', today: 'rotate' },
  fill: { about: '1: repeated.', today: 'fill' },
  order: { about: 'Of image and text: which is first.', today: 'order' },
  align: { about: 'Of image and text: how they are aligned.', today: 'align' },
  interval: { about: 'Of image and text: pixels between them.', today: 'interval' },
};

/** By the value of `watermark`, what it must have. */
const KINDS: Readonly<Record<string, readonly string[]>> = { 1: ['object'], 2: ['text'], 3: ['object', 'text'] };
const NAME = 'watermark';
const place = integer('', { min: 1, max: 9 });
/** 30P: the percentage of the marked picture, among the other parameters of a mark. What divides actions is no value. */
const PERCENTAGE = /^([^/,]*)P$/;

export function isOldWatermark(part: string): boolean {
  return part.startsWith(`${NAME}=`);
}

/** @throws OssError 400 */
export function watermarkAction(part: string, limits: Limits): RawAction {
  const given = fieldsOf(part);
  const kind = given.get(NAME) ?? '';
  const needed = KINDS[kind];
  if (needed === undefined) throw invalidValue(NAME, kind, '1 (image), 2 (text) or 3 (both)', CAUSES.oldWatermark[0]);
  const missing = needed.find((name) => !given.get(name));
  if (missing !== undefined) {
    const message = `The parameter: ${missing} needs a value: watermark=${kind} has ${needed.join(' and ')}.`;
    throw new OssError('MissingArgument', message, { fields: { ArgumentName: missing } });
  }
  // The other of the two is not drawn, even when it is written.
  const others = [...given].filter(
    ([name]) => name !== NAME && (needed.includes(name) || !['object', 'text'].includes(name)),
  );
  return { name: NAME, tokens: others.map(([name, value]) => tokenOf(name, value, limits)) };
}

function fieldsOf(part: string): ReadonlyMap<string, string> {
  return new Map(
    part.split('&').flatMap((field): [string, string][] => {
      const split = field.indexOf('=');
      return split < 0 ? [] : [[field.slice(0, split), field.slice(split + 1)]];
    }),
  );
}

function tokenOf(name: string, value: string, limits: Limits): string {
  const param = Object.hasOwn(OLD_MARK_PARAMS, name) ? OLD_MARK_PARAMS[name] : undefined;
  // As in every action, what is unknown is ignored (behaviour D13), here by today's table.
  if (param === undefined) return `${name}_`;
  return `${param.today}_${todaysValue(name, value, limits)}`;
}

function todaysValue(name: string, value: string, limits: Limits): string {
  if (name === 'p') {
    const number = place.parse(value, limits.profile);
    if (number === undefined) throw invalidValue(name, value, place.allowed(limits.profile));
    return GRAVITIES[number - 1] ?? '';
  }
  const text = ['object', 'text', 'type', 'color'].includes(name) ? base64Text(value) : undefined;
  // Written anew: '/' of the standard alphabet would divide actions, where the chain is printed (behaviour D21).
  if (text === undefined) return value;
  return base64Of(name === 'object' ? preparedObject(text, limits) : text);
}

/** 'panda.png@30P' is the object panda.png with a chain of its own; 'a@b.png' is a name with an '@' in it. */
function preparedObject(name: string, limits: Limits): string {
  const at = name.lastIndexOf('@');
  const actions = at < 1 ? undefined : preparation(name.slice(at + 1).replace(/\.[a-z]+$/, ''), limits);
  if (actions === undefined) return name;
  const chain = actions.map(({ name: action, tokens }) => [action, ...tokens].join(',')).join('/');
  return chain === '' ? name.slice(0, at) : `${name.slice(0, at)}?x-oss-process=image/${chain}`;
}

function preparation(suffix: string, limits: Limits): readonly RawAction[] | undefined {
  try {
    return suffix === '' ? undefined : preparingActions(suffix, limits);
  } catch (error) {
    if (error instanceof OssError) return undefined;
    throw error;
  }
}

function preparingActions(suffix: string, limits: Limits): readonly RawAction[] {
  return suffix.split('|').flatMap((part) => {
    const tokens = part.split('_');
    const percentage = tokens.map((token) => PERCENTAGE.exec(token)?.[1]).findLast((each) => each !== undefined);
    const others = tokens.filter((token) => !PERCENTAGE.test(token)).join('_');
    const scaled = percentage === undefined ? [] : [{ name: 'resize', tokens: [`P_${percentage}`] }];
    return [...scaled, ...drawingActions(oldValues(others, limits.profile), limits)];
  });
}
