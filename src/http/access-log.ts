/** The access log: one JSON line per request, written behind the request's back. */
import pino, { type DestinationStream } from 'pino';
import { OssError } from '../errors.js';
import { GatheredLines } from './gathered-lines.js';
import type { Note } from './message.js';
import type { TraceContext } from './trace-context.js';

/** What is known of a request when it is over. */
export interface AccessEntry {
  readonly id: string;
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** Empty when the bytes were not a request. */
  readonly method: string;
  readonly host: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  /** 499 when the client left before there was a status to send. */
  readonly status: number;
  /** Bytes of bodies, without headers. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly milliseconds: number;
  /** The client left before it had the whole answer, or before it had sent the whole body. */
  readonly aborted: boolean;
  /** What the caller's `traceparent` said, if it was one. */
  readonly trace?: TraceContext | undefined;
  /** action, bucket, key, code, and whatever else an action noted. */
  readonly note: Readonly<Note>;
  /** As in OssResponse: this very note is that of many entries, which differ in nothing that it goes with. */
  readonly repeated?: true | undefined;
  /** What was thrown; its cause is shown for a 5xx and for a broken answer. */
  readonly error?: unknown;
}

export interface AccessLog {
  write(entry: AccessEntry): void;
  /** From the next line on. */
  setLevel(level: LogLevel): void;
  /** Resolves when everything written so far has left the process, or cannot: its reader may have stopped reading. */
  flush(): Promise<void>;
}

export type LogLevel = 'silent' | 'error' | 'warn' | 'info';

export interface AccessLogOptions {
  /** `info`: every request; `warn`: those that were answered with 4xx or 5xx; `error`: with 5xx. */
  readonly level?: LogLevel;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

const FLUSH_WITHIN = 1000;
/** Bytes that may wait for a reader of the log that is slower than the requests; lines beyond them are lost. */
const BUFFER = 8 * 1024 * 1024;

/**
 * Lines are gathered and written asynchronously. A reader of the log that went away (EPIPE) ends the log, and one that
 * does not keep up costs lines: neither ends or delays the server, or has it hold more than BUFFER.
 */
export function createAccessLog({ level = 'info', destination = standardOutput() }: AccessLogOptions = {}): AccessLog {
  const logger = pino({ level, base: null, timestamp: isoTime }, destination);
  const asked = new WeakMap<Readonly<Note>, string>();
  return {
    write(entry) {
      const level = levelOf(entry);
      if (!logger.isLevelEnabled(level)) return;
      // Errors have texts and causes of any kind, which pino knows how to write.
      if (isFailure(entry)) logger[level]({ ...valuesOf(entry), ...askedIn(entry), err: causeOf(entry.error) });
      else destination.write(lineOf(entry, logger.levels.values[level] ?? 0, asked));
    },
    setLevel(level) {
      logger.level = level;
    },
    flush: () =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, FLUSH_WITHIN);
        logger.flush(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

let second = Number.NaN;
let written = '';

/** pino's own takes a microsecond for every line; all lines of a second begin alike. */
function isoTime(): string {
  const now = Date.now();
  const current = Math.floor(now / 1000);
  if (current !== second) {
    second = current;
    written = new Date(now).toISOString().slice(0, 20);
  }
  return `,"time":"${written}${String(now % 1000).padStart(3, '0')}Z"`;
}

function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: false, maxLength: BUFFER });
  const lines = new GatheredLines(output);
  countLost(output, lines);
  process.on('exit', () => {
    try {
      lines.flushSync();
    } catch {
      // Its reader is gone, or it was never opened.
    }
  });
  return lines;
}

function levelOf({ status }: AccessEntry): 'error' | 'warn' | 'info' {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}

/** A log with a gap says so, as soon as it can be written again. */
function countLost(output: NodeJS.EventEmitter, lines: DestinationStream): void {
  let lost = 0;
  // A full disk costs log lines. Without a listener it would cost the process.
  output.on('error', () => {});
  output.on('drop', (block: string) => {
    lost += block.split('\n').length - 1;
  });
  output.on('drain', () => {
    if (lost === 0) return;
    pino({ base: null }, lines).error({ lost }, 'Lines of this log were lost: its reader does not keep up.');
    lost = 0;
  });
}

function isFailure({ error, status, aborted }: AccessEntry): boolean {
  return error !== undefined && (status >= 500 || aborted) && !isRefusal(error);
}

/**
 * For want of room: nothing has failed, so there is no stack to show. In a rush there are hundreds in a second, and with
 * their stacks their lines cost as much as they.
 */
function isRefusal(error: unknown): error is OssError {
  return error instanceof OssError && error.status === 503 && error.cause === undefined;
}

/** Why, where nothing else says it: an origin's key may be wrong, its certificate out of date. */
function reasonOf(error: unknown): string | undefined {
  if (isRefusal(error)) return error.message;
  if (!(error instanceof OssError) || error.code !== 'MirrorFailed') return undefined;
  const { code, message } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return [error.message, code ?? message].filter(Boolean).join(' ');
}

/** As pino would write it, in a third of the time: a warm request takes 30 µs, and this was 5 of them. */
function lineOf(entry: AccessEntry, level: number, asked: WeakMap<Readonly<Note>, string>): string {
  const { id, remoteAddress, secure, status, bytesIn, bytesOut, milliseconds, aborted, trace, error } = entry;
  const reason = reasonOf(error);
  const refused = reason === undefined ? '' : `,"msg":${json(reason)}`;
  const traced = trace === undefined ? '' : `,"trace":"${trace.trace}","span":"${trace.span}"`;
  return `{"level":${level}${isoTime()},"id":"${id}","remote":${json(remoteAddress)},"secure":${secure},"status":${status},"in":${bytesIn},"out":${bytesOut},"ms":${rounded(milliseconds)}${aborted ? ',"aborted":true' : ''}${traced}${askedText(entry, asked)}${refused}}\n`;
}

/** What does not change from one of many equal requests to the next. */
function askedText(entry: AccessEntry, asked: WeakMap<Readonly<Note>, string>): string {
  const known = entry.repeated && asked.get(entry.note);
  if (known !== undefined) return known;
  let text = '';
  const line = askedIn(entry);
  for (const name in line) text += `,${json(name)}:${json(line[name] ?? '')}`;
  if (entry.repeated) asked.set(entry.note, text);
  return text;
}

const PLAIN = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/;

/** JSON, with no look at every character where none can need it. */
function json(value: string | number): string {
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}

function valuesOf(entry: AccessEntry): Record<string, string | number | boolean> {
  const { id, remoteAddress: remote, secure, status, bytesIn, bytesOut, milliseconds, aborted, trace } = entry;
  const values = { id, remote, secure, status, in: bytesIn, out: bytesOut, ms: rounded(milliseconds) };
  return { ...values, ...(aborted && { aborted }), ...trace };
}

const OWN = new Set([
  'level',
  'time',
  'id',
  'remote',
  'secure',
  'status',
  'in',
  'out',
  'ms',
  'aborted',
  'trace',
  'span',
  'err',
  'msg',
]);

/** Notes cannot overwrite what the server knows. */
function askedIn({ method, host, rawPath, rawQuery, note }: AccessEntry): Record<string, string | number> {
  const asked = { method, host, path: redactPath(rawPath), query: redactQuery(rawQuery) };
  const line: Record<string, string | number> = asked;
  for (const name in note) if (!OWN.has(name)) line[name] ??= note[name] ?? '';
  // The path again, decoded.
  if (typeof line.key === 'string') line.key = redactPath(line.key);
  return line;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

/** An OssError is what the client was told; what happened is its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof OssError && error.cause !== undefined ? error.cause : error;
}

const SECRETS = new Set(['signature', 'x-oss-signature', 'security-token', 'x-oss-security-token', 'policy']);

/** A link that went through HTML or was joined with another: `&amp;Signature=`, `?a=b?Signature=`, `%26Signature%3D`. */
const MANGLED = /((?:signature|security-token|policy)(?:=|%3d)).*/i;

/** A signed URL that is still valid is a key: its signature and token must not be readable in a log. */
export function redactQuery(rawQuery: string): string {
  if (!/signature|token|policy|%/i.test(rawQuery)) return rawQuery;
  return rawQuery
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return SECRETS.has(plainName(name)) ? `${name}=***` : pair.replace(MANGLED, '$1***');
    })
    .join('&');
}

/** A signed URL whose question mark was escaped is the name of an object that is not there, signature and all. */
const IN_PATH = /((?:signature|security-token)(?:=|%(?:25)*3d)).*/is;

/** Where letters of the name are escaped, too, the path is shown decoded. */
export function redactPath(path: string): string {
  if (!path.includes('%') || IN_PATH.test(path)) return path.replace(IN_PATH, '$1***');
  const plain = decoded(path);
  return IN_PATH.test(plain) ? plain.replace(IN_PATH, '$1***') : path;
}

/** Names may be percent-encoded like anything else. */
function plainName(name: string): string {
  return decoded(name).toLowerCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
