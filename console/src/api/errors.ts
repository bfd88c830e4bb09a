/** What went wrong, in a form that can be shown. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0: there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  /** What the server has something against; '' when it names nothing. */
  readonly parameter: string;

  constructor(status: number, code: string, message: string, requestId: string, parameter = '') {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.parameter = parameter;
  }
}

/** The document of an answer that is no success: JSON of the console, XML of the OSS API, or XML in a header for HEAD. */
export async function errorOf(response: Response): Promise<ApiError> {
  const hidden = response.headers.get('x-oss-err');
  const text = hidden === null ? await response.text() : decodeBase64(hidden);
  return readError(response.status, text, response.headers.get('x-oss-request-id') ?? '');
}

export function readError(status: number, text: string, requestId: string): ApiError {
  if (text.startsWith('{')) {
    const { code, message, requestId: id } = JSON.parse(text) as Record<string, string>;
    return new ApiError(status, code ?? String(status), message ?? '', id ?? requestId);
  }
  // What is no XML would have the parser write styles, which the page's policy forbids.
  if (!text.startsWith('<')) return new ApiError(status, String(status), '', requestId);
  const xml = new DOMParser().parseFromString(text, 'application/xml');
  const member = (name: string) => xml.getElementsByTagName(name)[0]?.textContent ?? '';
  const id = member('RequestId') || requestId;
  return new ApiError(status, member('Code') || String(status), member('Message'), id, member('ArgumentName'));
}

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}
