/** docs/performance.md, of which every benchmark writes its own section, with its plots beside. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
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

/** What the figures were made on, and how busy it was with other things when they began: call first. */
export function machine(): string {
  const [load = 0] = loadavg();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const { vips } = sharp.versions;
  const system = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim();
  const cores = `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown processor'}`;
  const busy = load > 0.5 ? ` **The machine was busy with other work: load ${load.toFixed(1)} at the start.**` : '';
  return `On ${cores}, ${memory}, ${system}, Node ${process.versions.node}, libvips ${vips}.${busy}`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column ? '---:' : '---'))), ...rows.map(line)].join('\n');
}
