/** The adapter between sockets and the Handler: listening, and handing every connection and message to its object. */
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { AccessEntry } from './access-log.js';
import { Connection } from './connection.js';
import { makeRoom, withinOpenFiles } from './connection-limit.js';
import type { ServerContext } from './context.js';
import { Deadlines } from './deadlines.js';
import { Exchange } from './exchange.js';
import { listen } from './listen.js';
import type { Handler } from './message.js';
import { TrustedProxies } from './proxies.js';
import { ReceivedMessage } from './received-message.js';
import { RequestIds } from './request-id.js';
import { KeptHeads } from './respond.js';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.js';
import { type Closable, shutDown } from './shutdown.js';

/** PEM: the certificate chain and its key. */
export interface Certificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls?: Certificate | undefined;
  /** Addresses and CIDR blocks whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly trustedProxies?: readonly string[];
  /** Called once for every request when it is over. */
  readonly onAccess?: (entry: AccessEntry) => void;
  readonly limits?: Partial<ServerLimits>;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** `shed`: connections closed, so far, because there were too many. */
  stats(): { readonly connections: number; readonly inFlight: number; readonly shed: number };
  /** For handshakes from now on; open connections keep theirs. Only where the server was started with a certificate. */
  renew(certificate: Certificate): void;
  /**
   * Takes no more connections, answers what is under way and what still comes on open connections (each time with
   * Connection: close), and cuts off what is not over after `graceMs`.
   */
  close(graceMs: number): Promise<void>;
}

/** Rejects with Node's error when it cannot listen (EADDRINUSE, EACCES), and when a certificate or proxy makes no sense. */
export async function startServer(options: ServerOptions, handler: Handler): Promise<RunningServer> {
  const limits = withinOpenFiles({ ...SERVER_LIMITS, ...options.limits });
  const proxies = new TrustedProxies(options.trustedProxies ?? []);
  const server = createServer(options, limits);
  const context: ServerContext = {
    limits,
    ids: new RequestIds(),
    proxies,
    deadlines: new Deadlines(limits.tickMs),
    heads: new KeptHeads(),
    onAccess: options.onAccess ?? (() => {}),
    draining: false,
    inFlight: 0,
    shed: 0,
  };
  const parts: Closable = { server, context, sockets: new Set(), connections: new Map() };
  trackConnections(parts, options.tls !== undefined);
  serveMessages(parts, handler);
  const { address, port } = await listening(parts, options);
  return {
    host: address,
    port,
    secure: options.tls !== undefined,
    stats: () => ({ connections: parts.sockets.size, inFlight: context.inFlight, shed: context.shed }),
    renew({ cert, key }) {
      if (server instanceof https.Server) server.setSecureContext({ cert, key });
    },
    close: (graceMs) => shutDown(parts, graceMs),
  };
}

function createServer({ tls }: ServerOptions, limits: ServerLimits): Closable['server'] {
  const options: http.ServerOptions<typeof ReceivedMessage> = {
    IncomingMessage: ReceivedMessage,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    // Node's limit on a whole request would cut off a large upload however fast it is; exchange.ts has better ones.
    requestTimeout: 0,
    connectionsCheckingInterval: limits.tickMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Refused in request.ts, where the answer gets its id.
    requireHostHeader: false,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  };
  const server =
    tls === undefined
      ? http.createServer(options)
      : https.createServer({ ...options, cert: tls.cert, key: tls.key, handshakeTimeout: limits.headersMs });
  // Beyond its default of 1000 headers Node drops the rest in silence, signed ones too. headerBytes is the bound.
  server.maxHeadersCount = 0;
  return server;
}

function trackConnections({ server, context, sockets, connections }: Closable, secure: boolean): void {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (sockets.size <= context.limits.connections) return;
    context.shed++;
    makeRoom(sockets, connections);
  });
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, new Connection(socket, secure, context));
    socket.once('close', () => connections.delete(socket));
  });
}

function serveMessages({ server, context, connections }: Closable, handler: Handler): void {
  const serve = (message: ReceivedMessage, res: http.ServerResponse, expectsContinue: boolean): void => {
    const connection = connections.get(message.socket);
    if (connection === undefined) {
      res.destroy();
      return;
    }
    connection.add(new Exchange(context, connection, handler, { message, res, expectsContinue }));
  };
  server.on('request', (message, res) => serve(message, res, false));
  server.on('checkContinue', (message, res) => serve(message, res, true));
  // Any other expectation may be ignored (RFC 9110, 10.1.1); Node would answer it without an id.
  server.on('checkExpectation', (message, res) => serve(message, res, false));
  server.on('connect', (_message, socket: Socket) => connections.get(socket)?.refuseTunnel());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const connection = connections.get(socket);
    // A failed TLS handshake: there is nobody to talk to.
    if (connection === undefined) socket.destroy();
    else connection.parserFailed(error);
  });
}

async function listening({ server, context }: Closable, { host, port }: ServerOptions): Promise<AddressInfo> {
  try {
    return await listen(server, host, port);
  } catch (error) {
    context.deadlines.stop();
    throw error;
  }
}
