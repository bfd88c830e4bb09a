/** W3C Trace Context: which trace of the caller's a request belongs to, for the log. */

export interface TraceContext {
  /** 32 lower-case hex digits, the same in all that one user's click set off. */
  readonly trace: string;
  /** 16 lower-case hex digits: the caller's span, in which it asked. */
  readonly span: string;
}

/** Later versions may add fields behind another hyphen; those of version 00 are all there are. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/**
 * Of the header `traceparent`. undefined: there is none, or it is none by the rules of the W3C (capitals, zeros, version
 * ff, two headers joined): a caller that gets it wrong is answered all the same, and logged without.
 */
export function traceContextOf(header: string | undefined): TraceContext | undefined {
  if (header === undefined) return undefined;
  const [, version, trace = '', span = '', more] = TRACEPARENT.exec(header.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return /[^0]/.test(trace) && /[^0]/.test(span) ? { trace, span } : undefined;
}
