/**
 * The second listener. Health and metrics live here: on the data port every path belongs to somebody's objects, and
 * an answer about health must not wait behind pictures.
 */
import * as http from 'node:http';
import { listen } from '../http/listen.js';
import type { Health, Report } from '../telemetry/health.js';
import type { Metrics } from '../telemetry/metrics.js';

export interface ConsoleOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly health: Health;
  readonly metrics: Metrics;
}

export interface RunningConsole {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Scrapers, probes and a browser or two; what is beyond is closed, so that it takes no file from the data port. */
const MOST_CONNECTIONS = 64;

type Pages = ReadonlyMap<string, () => Promise<Page>>;

/** Rejects with Node's error when it cannot listen. */
export async function startConsole({ host, port, health, metrics }: ConsoleOptions): Promise<RunningConsole> {
  const pages: Pages = new Map([
    ['/live', async () => reportPage(health.live())],
    ['/ready', async () => reportPage(await health.readiness())],
    [
      '/metrics',
      async () => {
        const { contentType, text } = await metrics.page();
        return { status: 200, type: contentType, text };
      },
    ],
  ]);
  const server = http.createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    // A client that left before its page was ready.
    response.on('error', () => {});
    void answer(pages, request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  const address = await listen(server, host, port);
  return { host: address.address, port: address.port, close: () => close(server) };
}

async function answer(pages: Pages, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { status, type, text } = await pageFor(pages, request);
  const headers: http.OutgoingHttpHeaders = {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  if (status === 405) headers.allow = 'GET, HEAD';
  // Nothing here reads a body; a connection with one behind it is not kept.
  if (!request.complete) headers.connection = 'close';
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : text);
}

async function pageFor(pages: Pages, { method, url = '' }: http.IncomingMessage): Promise<Page> {
  const page = pages.get(url.split('?', 1)[0] ?? '');
  if (page === undefined) return plain(404, 'There is /live, /ready and /metrics.\n');
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Only GET and HEAD.\n');
  try {
    return await page();
  } catch (error) {
    return plain(500, `${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function reportPage(report: Report): Page {
  return { status: report.ok ? 200 : 503, type: 'application/json', text: `${JSON.stringify(report)}\n` };
}

function plain(status: number, text: string): Page {
  return { status, type: 'text/plain; charset=utf-8', text };
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
