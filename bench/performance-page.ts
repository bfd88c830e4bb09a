/** docs/performance.md, of which every benchmark writes its own section, with its plots beside. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const PLOTS = fileURLToPath(new URL('../docs/performance/', import.meta.url));

const BEGINNING = `# Performance

Written by the commands that stand above each table; run them again and the page is that of your machine. They use
nothing but this machine and what they install into a temporary directory. CPU is that of all processes of a peer, from
\`/proc\`: neighbours on the machine change the rates, and little of the CPU.
`;

export interface Section {
  /** Of the section, for the next run to find it: 'peers'. */
  readonly name: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** File name without ending -> SVG. */
  readonly plots?: Readonly<Record<string, string>>;
}

/** Replaces the section of the same name, or appends it. */
export function writeSection({ name, title, text, plots = {} }: Section): void {
  mkdirSync(PLOTS, { recursive: true });
  for (const [file, svg] of Object.entries(plots)) writeFileSync(`${PLOTS}${file}.svg`, svg);
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const section = `${begin}\n\n## ${title}\n\n${text.trim()}\n\n${end}\n`;
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : BEGINNING;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  const written =
    from < 0 ? `${page.trimEnd()}\n\n${section}` : page.slice(0, from) + section + page.slice(to + end.length + 1);
  writeFileSync(PAGE, written);
}

export const picture = (file: string, about: string) => `![${about}](performance/${file}.svg)`;

/** Milliseconds for which it is watched what others do; and the share of the cores that they may take unmentioned. */
const WATCH = 2000;
const QUIET = 0.1;

/** What the figures were made on, and how busy it was with other things when they began: call first. */
export function machine(): string {
  const busyShare = othersShare();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const { vips } = sharp.versions;
  const system = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim();
  const cores = `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown processor'}`;
  const percent = Math.round(100 * busyShare);
  const busy = busyShare > QUIET ? ` **Other work took ${percent} % of the cores at the start.**` : '';
  return `On ${cores}, ${memory}, ${system}, Node ${process.versions.node}, libvips ${vips}.${busy}`;
}

/** Of all cores, while this process waits. The load average would still tell of the benchmark before. */
function othersShare(): number {
  const before = spent();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WATCH);
  const after = spent();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function spent(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  return { idle, all: times.flatMap((each) => Object.values(each)).reduce((sum, each) => sum + each, 0) };
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column ? '---:' : '---'))), ...rows.map(line)].join('\n');
}
