/**
 * The second listener, as a Handler. Health and metrics live here: on the data port every path belongs to somebody's
 * objects, and an answer about health must not wait behind pictures. The console's pages and its API are here too.
 */
import { fileURLToPath } from 'node:url';
import { OssError } from '../errors.js';
import type { Handler, OssRequest, OssResponse } from '../http/message.js';
import type { Health, Report } from '../telemetry/health.js';
import type { Metrics } from '../telemetry/metrics.js';
import { ConsoleApi } from './api.js';
import type { ConsoleParts } from './call.js';
import { guarded } from './headers.js';
import { refusalResponse } from './json.js';
import { Refusal } from './refusal.js';
import { StaticFiles } from './static.js';

export interface ConsoleOptions {
  readonly health: Health;
  readonly metrics: Metrics;
  /** Where the build wrote the browser half. */
  readonly files?: string;
}

export interface Console {
  readonly handler: Handler;
  /** Before, there are health and metrics alone: they answer while the rest is still starting. */
  open(parts: ConsoleParts): void;
}

/** Scrapers, probes and a few browsers; what is beyond is closed, so that it takes no file from the data port. */
export const CONSOLE_CONNECTIONS = 64;

const BUILT = fileURLToPath(new URL('../browser/', import.meta.url));

/** The pages of the browser half are under this path. */
const PAGES = '/ui/';
const ASSETS = '/assets/';

type Probe = () => Promise<OssResponse>;

export function createConsole({ health, metrics, files = BUILT }: ConsoleOptions): Console {
  const assets = new StaticFiles(files);
  let api: ConsoleApi | undefined;
  const probes: ReadonlyMap<string, Probe> = new Map([
    ['/live', async () => reportPage(health.live())],
    ['/ready', async () => reportPage(await health.readiness())],
    ['/metrics', () => metricsPage(metrics)],
  ]);
  const answer = async (request: OssRequest): Promise<OssResponse> => {
    const { rawPath, method } = request;
    if (rawPath.startsWith('/api/')) return answerApi(request, api);
    const page = probes.get(rawPath) ?? pageFor(request, assets);
    if (page === undefined) return plain(404, 'There is /, /live, /ready and /metrics.\n');
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Only GET and HEAD.\n', { allow: 'GET, HEAD' });
    return (await page()) ?? plain(404, 'There is no such file.\n');
  };
  return {
    handler: async (request) => guarded(await answer(request)),
    open(parts) {
      api = new ConsoleApi(parts);
    },
  };
}

async function answerApi(request: OssRequest, api: ConsoleApi | undefined): Promise<OssResponse> {
  try {
    if (api === undefined) throw new Refusal('Starting', 'The server is starting.', { 'retry-after': '1' });
    return await api.answer(request);
  } catch (error) {
    // What was not foreseen goes to the listener, which logs it.
    if (error instanceof Refusal || error instanceof OssError) return refusalResponse(error, request);
    throw error;
  }
}

function pageFor(request: OssRequest, files: StaticFiles): (() => Promise<OssResponse | undefined>) | undefined {
  const { rawPath } = request;
  if (rawPath === '/' || rawPath === '/ui')
    return async () => ({ status: 302, headers: { location: PAGES, 'cache-control': 'no-store' } });
  if (rawPath.startsWith(PAGES)) return async () => files.page();
  if (rawPath.startsWith(ASSETS)) return () => files.asset(rawPath.slice(ASSETS.length), request);
  return undefined;
}

async function metricsPage(metrics: Metrics): Promise<OssResponse> {
  try {
    const { contentType, text } = await metrics.page();
    return plain(200, text, { 'content-type': contentType });
  } catch (error) {
    return plain(500, `${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function reportPage(report: Report): OssResponse {
  return plain(report.ok ? 200 : 503, `${JSON.stringify(report)}\n`, { 'content-type': 'application/json' });
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): OssResponse {
  const own = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers };
  return { status, headers: own, body: Buffer.from(text) };
}
