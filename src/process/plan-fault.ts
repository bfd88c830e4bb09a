/** Where in a chain the mistake is, for people who are writing one. */
import { OssError } from '../errors.js';
import { GUIDE_LIMITS, type Limits } from './formats/limits.js';
import { todaysChainOf } from './legacy.js';
import { operationNamed } from './operations/index.js';
import type { Profile } from './params.js';
import { planOf } from './plan.js';

export interface Fault {
  readonly code: string;
  readonly message: string;
  /** Offsets in the text, in UTF-16 units; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The first mistake of a chain; undefined: planOf() takes it. */
export function faultIn(text: string, profile: Profile): Fault | undefined {
  const limits: Limits = { ...GUIDE_LIMITS, profile };
  const error = refusalOf(() => planOf(text, limits));
  if (error === undefined) return undefined;
  // The shortest beginning that is refused for the same reason ends with what is wrong.
  const action = actionsIn(text).find(({ to }) =>
    isSame(
      refusalOf(() => planOf(text.slice(0, to), limits)),
      error,
    ),
  );
  const span = action === undefined ? { from: 0, to: text.length } : tokenIn(text, action, error);
  return { code: error.code, message: error.message, ...trimmed(text, span) };
}

/** Of a text in the old syntax: its mistake, or the chain of today that draws the same, where there is one. */
export function oldTextIn(text: string, profile: Profile): { readonly fault?: Fault; readonly today?: string } {
  let today: string | undefined;
  const error = refusalOf(() => {
    today = todaysChainOf(text, { ...GUIDE_LIMITS, profile }, { format: 'jpg' });
  });
  if (error === undefined) return today === undefined ? {} : { today };
  const { ArgumentName: name = '', ArgumentValue: value = '' } = error.fields;
  // A parameter is its value and then its name: 9000w.
  const written = [value + name, value].find((each) => each !== '' && text.includes(each)) ?? text;
  const from = text.indexOf(written);
  return { fault: { code: error.code, message: error.message, from, to: from + written.length } };
}

function refusalOf(understand: () => void): OssError | undefined {
  try {
    understand();
    return undefined;
  } catch (error) {
    if (error instanceof OssError) return error;
    throw error;
  }
}

/** A text that is no chain at all is in its own message, whole. */
function isSame(a: OssError | undefined, b: OssError): boolean {
  const ofWhole = b.fields.ArgumentName === 'process' && a?.fields.ArgumentName === 'process';
  return a !== undefined && (a.message === b.message || (ofWhole && a.ec === b.ec));
}

/** What stands between slashes and bars. */
function actionsIn(text: string): readonly Span[] {
  return spans(text, 0, text.length, /[/|]/g);
}

/** The part of the action that the error names; all of it when something is missing. */
function tokenIn(text: string, action: Span, error: OssError): Span {
  const name = error.fields.ArgumentName;
  const [head, ...tokens] = spans(text, action.from, action.to, /,/g);
  if (head === undefined || name === undefined) return action;
  const written = (span: Span) => text.slice(span.from, span.to);
  const operation = operationNamed(written(head));
  if (name === 'action' && operation === undefined) return head;
  // The last of a repeated parameter counts.
  const named = tokens.findLast((token) => written(token).split('_', 1)[0] === name);
  if (named !== undefined) return named;
  if (operation?.name === name) return tokens.findLast((token) => !isKeyed(written(token), operation.params)) ?? action;
  // Of a chain behind the name of a mark, nothing can be pointed at: it is in base64.
  return tokens.find((token) => written(token).startsWith('image_')) ?? action;
}

function isKeyed(token: string, params: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(params, token.split('_', 1)[0] ?? '');
}

function spans(text: string, from: number, to: number, separator: RegExp): readonly Span[] {
  const found: Span[] = [];
  let start = from;
  for (const { index } of text.slice(from, to).matchAll(separator)) {
    found.push({ from: start, to: from + index });
    start = from + index + 1;
  }
  return [...found, { from: start, to }];
}

/** Something to be seen, even where nothing is written. */
function trimmed(text: string, { from, to }: Span): Span {
  return from < to ? { from, to } : { from: Math.max(0, from - 1), to: Math.min(text.length, to + 1) };
}
