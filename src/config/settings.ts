/**
 * A setting is one row of a table. The same row is a flag (--console-port), an environment variable
 * (TINTYPE_CONSOLE_PORT) and a name in the JSON file (console-port); help and error lines come from it too.
 */
import { readFileSync } from 'node:fs';
import type { Kind } from './kinds.js';

/** Bad configuration: one line for the terminal, which names the setting, its value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface Setting<T = unknown> {
  /** Of one element when `list`. */
  readonly kind: Kind<unknown>;
  readonly about: string;
  /** Heading in the help. */
  readonly section?: string;
  readonly fallback: T;
  /** The default in words, where the value itself would say little. */
  readonly fallbackText?: string;
  /** Several values: the flag may be repeated; commas or blanks separate them elsewhere. */
  readonly list?: true;
  /** A variable or a name in the file, but no flag of `serve`: everybody on the machine can read command lines. */
  readonly unflagged?: true;
  /** Never shown. */
  readonly secret?: true;
}

export type SettingsTable = Readonly<Record<string, Setting>>;
export type SettingValues<T extends SettingsTable> = {
  readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never;
};

/** Name -> text as given; a repeated flag's texts are joined by commas. */
export type Texts = Readonly<Record<string, string>>;

export function one<T>(kind: Kind<T>, fallback: NoInfer<T>, about: string, fallbackText?: string): Setting<T> {
  return { kind, fallback, about, ...(fallbackText !== undefined && { fallbackText }) };
}

export function many<T>(kind: Kind<T>, fallback: readonly NoInfer<T>[], about: string): Setting<readonly T[]> {
  return { kind, fallback, about, list: true };
}

export function optional<T>(kind: Kind<T>, about: string): Setting<T | undefined> {
  return { kind, fallback: undefined, about };
}

export function unflagged<T>(row: Setting<T>): Setting<T> {
  return { ...row, unflagged: true };
}

export function secret<T>(row: Setting<T>): Setting<T> {
  return { ...row, unflagged: true, secret: true };
}

/** Not shown, because a part of it may be secret; a flag all the same, for when no part of it is. */
export function unshown<T>(row: Setting<T>): Setting<T> {
  return { ...row, secret: true };
}

export function section<T extends SettingsTable>(heading: string, rows: T): T {
  const named = Object.entries(rows).map(([name, row]) => [name, { ...row, section: heading }]);
  return Object.fromEntries(named) as T;
}

interface Given {
  readonly text: string;
  /** ' (from TINTYPE_PORT)', or nothing for a flag. */
  readonly origin: string;
}

export interface SettingSources {
  readonly flags: Texts;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function environmentName(name: string): string {
  return `TINTYPE_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Values of the rows called `names`: flags before environment before file before default. Throws ConfigError. */
export function readSettings<T extends SettingsTable, K extends keyof T & string>(
  table: T,
  names: readonly K[],
  { flags, env }: SettingSources,
): Pick<SettingValues<T>, K> {
  refuseMisspeltVariables(Object.keys(table), env);
  const path = flags.config ?? fromEnvironment('config', env);
  const file = path === undefined ? {} : readFile(path, Object.keys(table));
  const values = names.map((name): [string, unknown] => {
    const row = table[name] as Setting;
    const given = findText(name, flags, env, file, path);
    return [name, given === undefined ? row.fallback : parse(name, row, given)];
  });
  return Object.fromEntries(values) as Pick<SettingValues<T>, K>;
}

function findText(
  name: string,
  flags: Texts,
  env: SettingSources['env'],
  file: Texts,
  path?: string,
): Given | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { text: flag, origin: '' };
  const variable = fromEnvironment(name, env);
  if (variable !== undefined) return { text: variable, origin: ` (from ${environmentName(name)})` };
  const entry = file[name];
  return entry === undefined || entry === '' ? undefined : { text: entry, origin: ` (from ${path})` };
}

/** An empty variable, like an empty text or list in the file, counts as not set: compose files pass `TINTYPE_X=`. */
function fromEnvironment(name: string, env: SettingSources['env']): string | undefined {
  const text = env[environmentName(name)];
  // For a Service called tintype, Kubernetes sets TINTYPE_PORT=tcp://10.0.0.1:9000 in every container.
  if (name === 'port' && /^(tcp|udp):\/\//.test(text ?? '')) return undefined;
  return text === '' ? undefined : text;
}

function parse(name: string, row: Setting, { text, origin }: Given): unknown {
  const read = (one: string): unknown => {
    const value = one === '' ? undefined : row.kind.parse(one);
    if (value !== undefined) return value;
    throw refusedSetting(name, row.secret ? '(not shown)' : one, `must be ${row.kind.allowed}`, origin);
  };
  if (!row.list) return read(text.trim());
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.length === 0 ? read('') : parts.map(read);
}

/** The one shape of every complaint about a setting: `--port 70000 (from TINTYPE_PORT): must be …`. */
export function refusedSetting(name: string, value: string, rule: string, origin = ''): ConfigError {
  const shown = value.length > 120 ? `${value.slice(0, 120)}…` : value;
  return new ConfigError(`--${name} ${shown === '' || /\s/.test(shown) ? `'${shown}'` : shown}${origin}: ${rule}.`);
}

type NamedText = readonly [name: string, text: string | undefined];

/** An id and its secret; undefined: neither is given. `what` they are of, in words. @throws ConfigError for half of them */
export function pairOf([idName, id]: NamedText, [secretName, secret]: NamedText, what: string) {
  if (id !== undefined && secret !== undefined) return { id, secret };
  if (id === undefined && secret === undefined) return undefined;
  const absent = environmentName(id === undefined ? idName : secretName);
  throw new ConfigError(`${absent} is not set: the id and the secret of the ${what} are given together, or neither.`);
}

function readFile(path: string, known: readonly string[]): Texts {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason =
      // The message quotes the file, line breaks and all.
      error instanceof SyntaxError
        ? `is not valid JSON (${error.message.replaceAll(/\s+/g, ' ')})`
        : `cannot be read (${codeOf(error)})`;
    throw refusedSetting(
      'config',
      path,
      `${reason}; it must be a JSON file such as { "port": 9000, "data": "/srv/tintype" }`,
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw refusedSetting('config', path, 'must hold one JSON object, such as { "port": 9000, "data": "/srv/tintype" }');
  }
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, textOf(name, value, path, known)]));
}

function textOf(name: string, value: unknown, path: string, known: readonly string[]): string {
  if (!known.includes(name)) {
    const near = nearest(name, known);
    const hint =
      near === undefined ? 'the names are those of the flags in: tintype serve --help' : `did you mean "${near}"?`;
    throw new ConfigError(`--config ${path}: there is no setting "${name}"; ${hint}`);
  }
  const parts = Array.isArray(value) ? value : [value];
  if (parts.every((part) => ['string', 'number', 'boolean'].includes(typeof part))) return parts.join(',');
  throw refusedSetting(
    name,
    JSON.stringify(value),
    'must be a string, a number, true, false or a list of those',
    ` (from ${path})`,
  );
}

/**
 * A typing error in a variable's name would otherwise be silence. Only near misses are refused: Kubernetes and
 * others set TINTYPE_… variables of their own.
 */
function refuseMisspeltVariables(names: readonly string[], env: SettingSources['env']): void {
  const known = [...names.map(environmentName), 'TINTYPE_CONFIG', 'TINTYPE_NO_INSTALL'];
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith('TINTYPE_') || known.includes(variable)) continue;
    const near = known.find((name) => editDistance(name, variable) === 1);
    if (near !== undefined) throw new ConfigError(`${variable}: there is no such setting; did you mean ${near}?`);
  }
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '');
  const ranked = known.map((candidate) => ({ candidate, distance: editDistance(plain(candidate), plain(name)) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, name.length / 3) ? best.candidate : undefined;
}

/** Levenshtein, one row at a time; two letters changing places count as one edit. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + same,
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
