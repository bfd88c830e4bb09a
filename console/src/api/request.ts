/** Requests to the console's listener. Everything goes through here: the header against forged requests, the errors. */
import { ApiError, errorOf } from './errors';

/** src/console/origin.ts refuses what comes without it. */
export const MARK = { 'x-tintype-console': '1' } as const;

/** Told when the server no longer knows who is signed in. */
export const SESSION_OVER = 'tintype:session-over';

export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...MARK, ...(init.headers as Record<string, string> | undefined) };
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'NoConnection', '', '');
  }
  if (response.ok) return response;
  const failure = await errorOf(response);
  if (failure.code === 'SignInRequired') window.dispatchEvent(new Event(SESSION_OVER));
  throw failure;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send(path, signal ? { signal } : {})).json() as Promise<T>;
}

export async function sendJson<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function getXml(path: string, signal?: AbortSignal): Promise<XMLDocument> {
  return parseXml(await (await send(path, signal ? { signal } : {})).text());
}

export function parseXml(text: string): XMLDocument {
  return new DOMParser().parseFromString(text, 'application/xml');
}

/** The text of the first element of that name; '' without one. */
export function textOf(parent: ParentNode, name: string): string {
  return parent.querySelector(name)?.textContent ?? '';
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}
