/** What the console's own API answers when it does not do what it was asked for. */

/** Codes beside those of the OSS API, which has no sessions. */
const STATUS = {
  SignInRequired: 401,
  SignInFailed: 403,
  CrossSite: 403,
  NotFound: 404,
  UnsupportedMediaType: 415,
  TooManySignIns: 429,
  Starting: 503,
} as const;

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: keyof typeof STATUS;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: keyof typeof STATUS, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return STATUS[this.code];
  }
}
