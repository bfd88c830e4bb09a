/** The session's cookie. */
import type { OssRequest } from '../http/message.js';

type Asked = Pick<OssRequest, 'headers' | 'secure'>;

/** __Host-: no other port, path or sub-domain can set it. Browsers grant that to HTTPS alone. */
function nameFor({ secure }: Asked): string {
  return secure ? '__Host-tintype' : 'tintype';
}

/**
 * undefined: none, or more than one. A page on the data port of the same host may set a second one by the same name,
 * to have somebody work in a session of its own choosing.
 */
export function sessionIdIn(request: Asked): string | undefined {
  const start = `${nameFor(request)}=`;
  const found = (request.headers.cookie ?? '').split(/[;,]\s*/).filter((pair) => pair.startsWith(start));
  return found.length === 1 ? found[0]?.slice(start.length) : undefined;
}

/** Without an age: the browser forgets it when it is closed; the server has its own ideas about time. */
export function sessionCookie(request: Asked, id: string): string {
  return `${nameFor(request)}=${id}; Path=/; HttpOnly; SameSite=Strict${request.secure ? '; Secure' : ''}`;
}

export function endedCookie(request: Asked): string {
  return `${sessionCookie(request, '')}; Max-Age=0`;
}
