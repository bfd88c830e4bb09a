/**
 * The tokens of one action become checked values, by its table. What is forgiven is behaviour D13: an unknown key is
 * ignored, of a repeated key the last one counts.
 */
import { type Cause, causeText, OssError } from '../errors.js';
import { causeOf } from './causes.js';
import type { Described } from './operation.js';
import { type Param, type Profile, refused } from './params.js';
import type { PlanValue, PlanValues } from './plan.js';

/** @throws OssError 400, naming the parameter and what it accepts. */
export function bind(operation: Described, tokens: readonly string[], profile: Profile): PlanValues {
  const given = givenTexts(operation, tokens);
  if (given.size === 0 && operation.emptyCause !== undefined) throw nothingGiven(operation, profile);
  operation.checkText?.(Object.fromEntries(given), profile);
  const values: Record<string, PlanValue> = {};
  for (const [key, param] of Object.entries(operation.params)) {
    const value = checkedValue(operation, key, param, given.get(key), profile);
    if (value !== undefined) values[key] = value;
  }
  operation.check?.(values);
  return values;
}

function checkedValue(operation: Described, key: string, param: Param, text: string | undefined, profile: Profile) {
  const name = shownName(operation, key);
  if (text === undefined) {
    if (param.required) throw missing(name, param.allowed(profile), param.cause);
    return param.fallback as PlanValue | undefined;
  }
  const value = param.parse(text, profile);
  if (value === undefined) throw refused(name, text, param, profile);
  return value as PlanValue;
}

/** The name that an error shows: a value without a key is known by its action (`rotate,400`). */
export function shownName(operation: Described, key: string): string {
  return key === operation.bare ? operation.name : key;
}

/** The text of each known parameter, not yet checked. */
function givenTexts(operation: Described, tokens: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  const isWord = (token: string) => Object.hasOwn(operation.params, token) && operation.params[token]?.kind === 'word';
  const rest: string[] = [];
  for (const token of tokens) {
    if (isWord(token)) given.set(token, token);
    else if (token !== '') rest.push(token);
  }
  if (operation.single) takeSingle(operation, rest, given);
  else takeKeyed(operation, rest, given);
  return given;
}

function takeSingle(operation: Described, tokens: readonly string[], given: Map<string, string>): void {
  if (tokens.length > 1) {
    throw new OssError('InvalidArgument', `${operation.name} takes one value, not ${tokens.length}.`, {
      ec: causeOf('tooManyValues'),
      fields: { ArgumentName: operation.name },
    });
  }
  const token = tokens[0];
  if (token !== undefined && operation.bare !== undefined) given.set(operation.bare, token);
}

function takeKeyed(operation: Described, tokens: readonly string[], given: Map<string, string>): void {
  const known = (key: string) => Object.hasOwn(operation.params, key) && key !== operation.bare;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const underscore = token.indexOf('_');
    const key = underscore < 0 ? token : token.slice(0, underscore);
    if (known(key)) {
      const next = tokens[index + 1];
      const paired = underscore < 0 && operation.pairs?.includes(key) && next !== undefined && !next.includes('_');
      if (paired) index += 1;
      given.set(key, paired ? next : underscore < 0 ? '' : token.slice(underscore + 1));
    } else if (underscore < 0 && operation.bare !== undefined) {
      given.set(operation.bare, token);
    }
  }
}

function nothingGiven(operation: Described, profile: Profile): OssError {
  const { bare, params, name, emptyCause } = operation;
  const rows = Object.entries(params);
  const required = rows.find(([, param]) => param.required);
  if (required) return missing(shownName(operation, required[0]), required[1].allowed(profile), emptyCause);
  const keys = rows
    .filter(([key, param]) => !param.always && param.kind !== 'word' && key !== bare)
    .map(([key]) => key);
  return missing(name, `at least one of ${keys.join(', ')}`, emptyCause);
}

/** A value that must be there and is not. `cause` as in the operation's table. */
export function missing(name: string, needed: string, cause: Cause | undefined): OssError {
  return new OssError('MissingArgument', `The parameter: ${name} needs a value: ${needed}.`, {
    ec: causeText(cause),
    fields: { ArgumentName: name },
  });
}
