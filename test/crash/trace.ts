/**
 * What a process and its children asked of the kernel, in order, out of the log of strace. Only what changes files or
 * makes them durable, and the answers on sockets.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const TRACED = [
  ...['openat', 'open', 'creat', 'mkdir', 'mkdirat', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir'],
  ...['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'ftruncate', 'truncate', 'fallocate', 'link', 'linkat'],
  ...['copy_file_range', 'sendfile', 'fsync', 'fdatasync', 'sync_file_range', 'sendto', 'sendmsg'],
];

/** Goes before the command that is traced. Buffers are written out whole, in hexadecimal digits. */
export function straceArgs(log: string): string[] {
  return ['-f', '-y', '-xx', '-s', '8000000', '--seccomp-bpf', '-e', `trace=${TRACED.join(',')}`, '-o', log];
}

export type Step =
  | { readonly kind: 'open'; readonly path: string; readonly creates: boolean; readonly empties: boolean }
  | { readonly kind: 'mkdir' | 'unlink' | 'rmdir'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  /** `at` is missing where the bytes go behind those before. */
  | { readonly kind: 'write'; readonly path: string; readonly bytes: Buffer; readonly at?: number }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  /** Of a file or a directory. What was written before it began is safe once it has ended. */
  | { readonly kind: 'sync begins' | 'sync ends'; readonly path: string }
  /** The head of a 2xx. */
  | { readonly kind: 'answer'; readonly request: string };

/** Of calls that succeeded. Throws for one that it does not understand on a path below `directory`. */
export async function* stepsOf(log: string, directory: string): AsyncIterable<Step> {
  const pending = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(log, 'latin1') })) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    let call = rest;
    if (unfinished) {
      call = unfinished[1] ?? '';
      pending.set(pid, call);
    } else if (resumed) {
      call = `${pending.get(pid) ?? ''}${resumed[1] ?? ''}`;
      pending.delete(pid);
    }
    for (const step of stepOf(call, unfinished ? 'begun' : resumed ? 'ended' : 'whole')) {
      if (step.kind === 'answer' || step.path === directory || step.path.startsWith(`${directory}/`)) yield step;
    }
  }
}

type Phase = 'begun' | 'ended' | 'whole';

function stepOf(call: string, phase: Phase): Step[] {
  const [, name = '', args = ''] = /^(\w+)\((.*)$/.exec(call) ?? [];
  if (name === 'fsync' || name === 'fdatasync') return sync(args, phase);
  if (phase === 'begun' || !succeeded(args)) return [];
  return CALLS[name]?.(args) ?? unknown(name, args);
}

function succeeded(args: string): boolean {
  return /\) += (\d+)(<.*>)?$/.test(args);
}

function sync(args: string, phase: Phase): Step[] {
  const path = ofDescriptor(args);
  const begins = { kind: 'sync begins', path } as const;
  if (phase === 'begun') return [begins];
  const ends: Step[] = succeeded(args) ? [{ kind: 'sync ends', path }] : [];
  return phase === 'ended' ? ends : [begins, ...ends];
}

const CALLS: Readonly<Record<string, (args: string) => Step[]>> = {
  openat: opened,
  open: opened,
  creat: opened,
  mkdir: (args) => [{ kind: 'mkdir', path: texts(args)[0] ?? '' }],
  mkdirat: (args) => [{ kind: 'mkdir', path: texts(args)[0] ?? '' }],
  unlink: (args) => [{ kind: 'unlink', path: texts(args)[0] ?? '' }],
  unlinkat: (args) => [{ kind: args.includes('AT_REMOVEDIR') ? 'rmdir' : 'unlink', path: texts(args)[0] ?? '' }],
  rmdir: (args) => [{ kind: 'rmdir', path: texts(args)[0] ?? '' }],
  rename: renamed,
  renameat: renamed,
  renameat2: renamed,
  write: written,
  writev: written,
  pwrite64: (args) => writtenAt(args),
  pwritev: (args) => writtenAt(args),
  ftruncate: (args) => [{ kind: 'truncate', path: ofDescriptor(args), size: Number(/, (\d+)\) /.exec(args)?.[1]) }],
  sendto: written,
  sendmsg: written,
  sync_file_range: () => [],
};

/** Nothing else is used below the directory; a new way to write there needs a line above. */
function unknown(name: string, args: string): Step[] {
  return name === '' ? [] : [{ kind: 'unlink', path: `${name} is not understood: ${args.slice(0, 200)}` }];
}

function opened(args: string): Step[] {
  const path = /= \d+<((?:\\x[0-9a-f]{2}|[^>])*)>$/.exec(args)?.[1] ?? '';
  return [{ kind: 'open', path: plain(path), creates: /O_CREAT/.test(args), empties: /O_TRUNC/.test(args) }];
}

function renamed(args: string): Step[] {
  const [path = '', to = ''] = texts(args);
  return [{ kind: 'rename', path, to }];
}

function written(args: string): Step[] {
  const path = ofDescriptor(args);
  const bytes = bytesOf(args);
  if (!path.startsWith('socket:')) return [{ kind: 'write', path, bytes }];
  const head = /^HTTP\/1\.1 2[\s\S]*?x-oss-request-id: (\w+)/i.exec(bytes.subarray(0, 4000).toString('latin1'));
  return head ? [{ kind: 'answer', request: String(head[1]) }] : [];
}

function writtenAt(args: string): Step[] {
  const at = Number(/, (\d+)\) += \d+$/.exec(args)?.[1]);
  return [{ kind: 'write', path: ofDescriptor(args), bytes: bytesOf(args), at }];
}

/** Of a write, as much as the kernel took of it. */
function bytesOf(args: string): Buffer {
  const all = Buffer.from(texts(args.slice(0, args.lastIndexOf(') '))).join(''), 'latin1');
  return all.subarray(0, Number(/\) += (\d+)$/.exec(args)?.[1]));
}

function ofDescriptor(args: string): string {
  return plain(/^\d+<((?:\\x[0-9a-f]{2}|[^>])*)>/.exec(args)?.[1] ?? '');
}

function texts(args: string): string[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, digits = '']) => plain(digits));
}

function plain(text: string): string {
  if (!text.includes('\\x')) return text;
  return text.replaceAll(/(?:\\x[0-9a-f]{2})+/g, (all) =>
    Buffer.from(all.replaceAll('\\x', ''), 'hex').toString('latin1'),
  );
}
