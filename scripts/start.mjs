/**
 * npm start: serves first and, once the server is ready, fetches behind it what the machine lacks (tintype doctor
 * --install, at the lowest priority). `npm start -- --port 9100` passes options on. TINTYPE_NO_INSTALL=1 fetches nothing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const given = process.argv.slice(2);
if (!existsSync(main)) {
  console.error('npm start: dist/ is not built yet; run npm ci, or npm run build.');
  process.exit(1);
}

const server = spawn(process.execPath, [main, 'serve', ...given], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
/** @type {import('node:child_process').ChildProcess | undefined} */
let installer;

server.once('message', () => {
  server.disconnect();
  if (/^(1|true|yes|on)$/i.test(process.env.TINTYPE_NO_INSTALL ?? '')) return;
  installer = spawn(process.execPath, [main, 'doctor', '--install', '--quiet', ...shared(given)], { stdio: 'inherit' });
  try {
    if (installer.pid !== undefined) setPriority(installer.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system has no priorities: neither matters.
  }
});

// A supervisor signals this process alone; of Ctrl-C the server hears twice, which it takes for once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // To a server without a terminal SIGHUP means to read its configuration again.
    if (signal !== 'SIGHUP') installer?.kill('SIGTERM');
    server.kill(signal);
  });
}

server.once('exit', (code, signal) => {
  installer?.kill('SIGTERM');
  process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
});

/** The doctor examines the same data directory and fonts. */
function shared(args) {
  return args.flatMap((arg, at) => {
    if (/^--(data|config|fonts|face)$/.test(arg)) return args.slice(at, at + 2);
    return /^--(data|config|fonts|face)=/.test(arg) ? [arg] : [];
  });
}
