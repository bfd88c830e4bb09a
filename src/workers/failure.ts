/** Errors cross the process border as plain data and become OssErrors again in front. */
import { inspect } from 'node:util';
import { ERROR_CODES, type ErrorCode, OssError } from '../errors.js';
import type { Failure } from './protocol.js';

const DETAIL_LIMIT = 4000;

/** How libvips, V8, the C++ runtime and the kernel each say that memory was refused, and who does so without saying it. */
const REFUSED_MEMORY: readonly RegExp[] = [
  /(out of|insufficient) memory|(failed to|unable to|cannot) allocate|allocation failed|bad_alloc|ENOMEM/i,
  // A thread begins with the memory of its stack.
  /glib: Error creating thread/,
  // Of what the limits let through to libwebp, it is memory or a picture of 100 megapixels that its format cannot hold.
  /webpsave: (picture memory error|unable to encode)/,
  // libheif about libaom, which was given plain pixels of a size that was checked.
  /heif: Encoder plugin generated an error/,
];

export function saysOutOfMemory(text: string): boolean {
  return REFUSED_MEMORY.some((pattern) => pattern.test(text));
}

/** In the worker: any thrown value. A cause counts, because engines wrap what libvips said. */
export function describeFailure(error: unknown): Failure {
  const detail = inspect(error, { depth: 4, breakLength: Number.POSITIVE_INFINITY }).slice(0, DETAIL_LIMIT);
  const ceiling = causes(error).some(saysOutOfMemory);
  if (!(error instanceof OssError)) {
    return { message: error instanceof Error ? error.message : String(error), detail, ceiling };
  }
  const { code, message, ec, fields, headers } = error;
  return { code, message, ec, fields, headers, detail, ceiling };
}

function causes(error: unknown): string[] {
  const found: string[] = [];
  for (let at = error; at !== undefined && found.length < 8; at = at instanceof Error ? at.cause : undefined) {
    found.push(at instanceof Error ? at.message : String(at));
  }
  return found;
}

/** In front. A failure without a code of the table is unforeseen: 500, and its text goes to the log only (D44). */
export function errorOf(failure: Failure): OssError {
  const cause = new Error(failure.detail);
  if (failure.ceiling) return tooMuchMemory(cause);
  if (!isCode(failure.code)) return new OssError('InternalServerError', undefined, { cause });
  const { code, message, ec, fields = {}, headers = {} } = failure;
  return new OssError(code, message, { ec, fields, headers, cause });
}

/** The memory ceiling is a size limit like the others (D44): the same picture would meet it again. */
export function tooMuchMemory(cause: Error): OssError {
  return new OssError('ImageTooLarge', 'The picture needs more memory than one request may take.', {
    cause,
  });
}

/** 503 with Retry-After in whole seconds, at least 1. */
export function unavailable(message: string, retryAfter: number, cause?: Error): OssError {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) };
  return new OssError('ServiceUnavailable', message, { headers, cause });
}

function isCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code);
}
