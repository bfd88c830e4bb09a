/**
 * Every error a client can meet, as one class and one table from code to status. Imports nothing.
 * Source: behaviour of the vendor's error pages and the guide, 'Image Service error codes'.
 */

/** Code -> HTTP status and the message used when the thrower has nothing more exact to say. */
export const ERROR_CODES = {
  AccessDenied: [403, 'Access denied.'],
  AccessForbidden: [403, 'CORSResponse: This CORS request is not allowed.'],
  BadRequest: [400, 'Bad request.'],
  BucketAlreadyExists: [409, 'The requested bucket name is not available.'],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty.'],
  'Imm Client': [
    400,
    'ResourceNotFound, The specified resource Attachment is not found. Processing in the background is not offered; x-oss-process answers at once.',
  ],
  ImageTooLarge: [400, 'The image exceeds a size limit.'],
  IncompleteBody: [400, 'The request body is shorter than its Content-Length.'],
  IncorrectNumberOfFilesInPOSTRequest: [400, 'POST requires exactly one file upload per request.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InternalServerError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The OSS Access Key Id you provided does not exist in our records.'],
  InvalidArgument: [400, 'Invalid argument.'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidDigest: [400, 'The Content-MD5 you specified was invalid.'],
  InvalidObjectName: [400, 'The specified object is not valid.'],
  InvalidPart: [400, 'One or more of the specified parts could not be found or the ETag of a part did not match.'],
  InvalidPartOrder: [400, 'The list of parts was not in ascending order.'],
  InvalidSecurityToken: [403, 'The security token you provided is invalid.'],
  InvalidTargetType: [400, "The symbolic's target file type is invalid."],
  InvalidPolicyDocument: [
    400,
    'The content of the form does not meet the conditions specified in the policy document.',
  ],
  InvalidRange: [416, 'The requested range cannot be satisfied.'],
  InvalidRequest: [400, 'Invalid request.'],
  CnameAlreadyExists: [409, 'The domain is bound to another bucket already.'],
  EntityTooSmall: [400, 'Your proposed upload smaller than the minimum allowed size.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed size.'],
  FieldItemTooLong: [400, 'A field of the form is too long.'],
  FileAlreadyExists: [409, 'The object you specified already exists and can not be overwritten.'],
  MalformedPOSTRequest: [400, 'The body of your POST request is not well-formed multipart/form-data.'],
  MalformedXML: [400, 'The XML you provided was not well-formed or did not validate.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingArgument: [400, 'A required argument is missing.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  MirrorFailed: [424, 'The origin of the bucket could not be asked for the object.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchCORSConfiguration: [404, 'The CORS Configuration does not exist.'],
  NoSuchChannel: [404, 'The specified channel does not exist.'],
  NoSuchFile: [404, 'The specified file does not exist.'],
  NoSuchLifecycle: [404, 'No Row found in Lifecycle Table.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchUpload: [404, 'The specified upload does not exist. It may have been aborted or completed.'],
  NoSuchStyle: [404, 'The specified style does not exist.'],
  NoSuchWebsiteConfiguration: [404, 'The specified bucket does not have a website configuration.'],
  NotSymlink: [400, 'The object you specified is not a symlink.'],
  NotImplemented: [501, 'A header you provided implies functionality that is not implemented.'],
  ObjectNotAppendable: [409, 'The object is not appendable.'],
  PositionNotEqualToLength: [409, 'Position is not equal to file length'],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold.'],
  QuotaExceeded: [403, 'Bucket storage exceed max storage capacity.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the current time is too large.'],
  RequestTimeout: [
    400,
    'Your socket connection to the server was not read from or written to within the timeout period.',
  ],
  SecurityTokenExpired: [403, 'The security token you provided has expired.'],
  ServiceUnavailable: [503, 'The server is busy. Please try again in a moment.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  SymlinkTargetNotExist: [404, 'The symlink target object does not exist.'],
  TooManyPipe: [400, 'The chain has too many pipes.'],
  WatermarkError: [400, 'The watermark could not be applied.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** The vendor's cause number as sent in `x-oss-ec` and `<EC>`, e.g. '0040-00000312'. */
  readonly ec?: string | undefined;
  /** Extra elements of the error body, e.g. { BucketName: 'photos' }. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Extra response headers, e.g. { 'retry-after': '1' }. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What really happened; logged, never shown. */
  readonly cause?: unknown;
}

/** An error with a code of the table. Thrown anywhere, rendered in one place (http/error-response). */
export class OssError extends Error {
  override readonly name = 'OssError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly ec: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message?: string, details: ErrorDetails = {}) {
    super(message ?? ERROR_CODES[code][1], details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = ERROR_CODES[code][0];
    this.ec = details.ec;
    this.fields = details.fields ?? {};
    this.headers = details.headers ?? {};
  }

  /** The same error, with these response headers beside its own. */
  withHeaders(headers: Readonly<Record<string, string>>): OssError {
    const { code, message, ec, fields, cause } = this;
    return new OssError(code, message, { ec, fields, cause, headers: { ...this.headers, ...headers } });
  }
}

/** The vendor's cause numbers outside the image service, and what they mean. Where they are thrown, they stand as text. */
export const API_CAUSES: Readonly<Record<string, string>> = {
  '0002-00000007': 'The security token has expired.',
  '0002-00000008': 'The security token is not the one of the access key.',
  '0002-00000039': 'More than one signature.',
  '0002-00000040': 'The signature, V1, is not the one that the server calculated.',
  '0002-00000061': 'An Authorization header of an unknown kind.',
  '0002-00000063': 'An Authorization header, V1, without an access key.',
  '0002-00000065': 'An Authorization header, V1, without a signature.',
  '0002-00000066': 'A signed URL whose x-oss-signature-version is unknown.',
  '0002-00000068': 'A signed URL whose Expires is empty.',
  '0002-00000069': 'A signed URL that has expired.',
  '0002-00000070': 'A signed URL whose Expires is no number of seconds.',
  '0002-00000201': 'The signature, V4, is not the one that the server calculated.',
  '0002-00000202': 'An Authorization header, V4, that lacks a field or has an unknown one.',
  '0002-00000209': 'A list of additional headers, V4, that is empty.',
  '0002-00000210': 'A list of additional headers, V4, with an empty name.',
  '0002-00000211': 'A list of additional headers, V4, with one that the request has not.',
  '0002-00000212': 'A Credential, V4, of another day than the date of the request.',
  '0002-00000213': 'A Credential, V4, that cannot be read.',
  '0002-00000214': 'An x-oss-content-sha256, V4, that is not UNSIGNED-PAYLOAD.',
  '0002-00000215': 'A signed URL, V4, without x-oss-expires.',
  '0002-00000217': 'A signed URL, V4, without x-oss-credential.',
  '0002-00000219': 'A signed URL, V4, without x-oss-signature.',
  '0002-00000223': 'A signed URL, V4, whose x-oss-credential is of another day than its x-oss-date.',
  '0002-00000224': 'A signed URL, V4, whose x-oss-credential cannot be read.',
  '0002-00000226': 'A Credential, V4, for another region.',
  '0002-00000227': 'A Credential, V4, for another product.',
  '0002-00000228': 'A signed URL, V4, for another region.',
  '0002-00000232': 'A signed URL, V4, whose x-oss-expires is no number of seconds up to a week.',
  '0002-00000236': 'A signed URL, V4, that has expired.',
  '0002-00000502': 'A signed request whose date cannot be read.',
  '0002-00000503': 'A signed request without a date.',
  '0002-00000504': 'A signed request whose date is too far from the time of the server.',
  '0002-00000902': 'The access key does not exist.',
  '0002-00000903': 'The access key is disabled.',
  '0003-00000001': 'The ACL of the bucket does not allow it.',
  '0003-00000503': 'The Referer rules of the bucket do not allow it.',
  '0006-00000112': 'Fields before the file of a form that are too long, all together.',
  '0006-00000220': 'A content-length-range of a policy that is no range.',
  '0006-00000224': 'A condition of a policy with values of another kind than it takes.',
  '0010-00000209': 'A key of a tag that is empty or too long.',
  '0010-00000214': 'A value of a tag that is too long.',
  '0010-00000217': 'A tag with a character that it cannot have, or with a key that another one has.',
  '0010-00000218': 'Too many tags.',
  '0010-00000219': 'An x-oss-tagging that cannot be read.',
  '0014-00000014': 'Too many lifecycle rules, or none.',
  '0014-00000017': 'Lifecycle rules with an element that is not known.',
  '0014-00000019': 'An ID of a lifecycle rule that is too long.',
  '0014-00000060': 'An end of a lifecycle rule that is neither a number of days nor a date.',
  '0014-00000061': 'An end of a lifecycle rule that is several of these.',
  '0014-00000084': 'Lifecycle rules with the same action whose prefixes overlap.',
  '0014-00000086': 'A number of days, of a lifecycle rule, that is none.',
  '0014-00000087': 'A date of a lifecycle rule that is not a midnight.',
  '0015-00000101': 'The bucket does not exist.',
  '0016-00000501': 'An append without a position.',
  '0017-00000250': 'A name that no style can have.',
  '0017-00000253': 'A style without content, or with content that no style can have.',
  '0017-00000288': 'A chain of too many actions.',
  '0017-00000804': 'An upload in chunks that are signed one by one, as the clients of AWS send it.',
  '0026-00000001': 'The object does not exist.',
  '0026-00000012': 'The object that a symlink points to does not exist.',
  '0042-00000308': 'A part that is to be copied of a symlink.',
  '0043-00000001': 'A symlink without a target.',
  '0043-00000101': 'The object is not a symlink.',
};

/** A number is one of the image service; the others are written as they are sent: '0053-00000101'. */
export type Cause = number | string;

export function causeText(cause: Cause | undefined): string | undefined {
  return typeof cause === 'number' ? imageCause(cause) : cause;
}

/** The image service numbers its causes 0040-00000001 and up. */
export function imageCause(number: number): string {
  return `0040-${String(number).padStart(8, '0')}`;
}

/**
 * A parameter whose value is refused. The first sentence is the vendor's literal text, which clients match, with the
 * `reason` that the vendor appends to a few; the last says what would have been accepted.
 */
export function invalidValue(parameter: string, value: string, allowed: string, cause?: Cause, reason = ''): OssError {
  const shown = shortened(value);
  return new OssError(
    'InvalidArgument',
    `The value: ${shown} of parameter: ${parameter} is invalid.${reason} Allowed: ${allowed}.`,
    {
      ec: causeText(cause),
      fields: { ArgumentName: parameter, ArgumentValue: shown },
    },
  );
}

/** What a client sent, as errors repeat it: 64 characters and no more. */
export function shortened(value: string): string {
  // By code points: half of a surrogate pair is no text.
  return value.length > 64 ? `${[...value.slice(0, 128)].slice(0, 64).join('')}…` : value;
}
