/**
 * /api/oss/BUCKET/KEY: the OSS API for whoever is signed in, through the same Handler as on the data port. The console
 * has no other way to buckets and objects.
 */
import { OssError } from '../../errors.js';
import { errorResponse } from '../../http/error-response.js';
import { changedRequest, type Handler, type OssRequest, type OssResponse } from '../../http/message.js';
import { isInert } from '../../oss/object/active-content.js';
import type { ConsoleParts } from '../call.js';
import type { Caller } from '../caller.js';

export const OSS_PATH = '/api/oss';

/** Every address is path style, so that the path names the bucket. */
const PATH_STYLE_HOST = '127.0.0.1';

/** What belongs between browser and console, or would sign the request a second time. */
const OWN_HEADERS = /^(?:authorization|cookie|host|origin|referer|x-tintype-console|sec-.*)$/;

/** What a browser may show by itself under the console's origin, of what is inert; all else it can only save. */
const SHOWN = /^(?:image|video|audio)\//;

export async function askOss(request: OssRequest, caller: Caller, parts: ConsoleParts): Promise<OssResponse> {
  const asked = forHandler(request);
  return forBrowser(await answered(parts.oss(caller.principal), asked), request.method);
}

/** Its refusals as the data port sends them: the browser half reads the XML. */
async function answered(handler: Handler, request: OssRequest): Promise<OssResponse> {
  try {
    return await handler(request);
  } catch (error) {
    if (error instanceof OssError) return errorResponse(error, request);
    throw error;
  }
}

const GUARD = /^(?:access-control-|content-security-policy|cross-origin-|set-cookie|x-content-type-options|x-frame)/;

function forHandler(request: OssRequest): OssRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.test(name));
  return changedRequest(request, {
    host: PATH_STYLE_HOST,
    rawPath: request.rawPath.slice(OSS_PATH.length),
    headers: Object.fromEntries(headers),
  });
}

/** An object is somebody's upload: it must never be a page of the console's origin. HEAD shows nothing, and stays whole. */
function forBrowser(response: OssResponse, method: string): OssResponse {
  const headers: Record<string, string> = { ...response.headers };
  // Nothing that an object or a rule of its bucket says may weaken the guard of headers.ts.
  for (const name of Object.keys(headers)) if (GUARD.test(name)) delete headers[name];
  if (method === 'HEAD') return { ...response, headers };
  const type = headers['content-type'] ?? '';
  if (!SHOWN.test(type) || !isInert(type)) headers['content-disposition'] = 'attachment';
  // Behind the session, whatever the object's own headers say.
  headers['cache-control'] = 'private, no-cache';
  return { ...response, headers };
}
