/** What the benchmarks share: CPU of a process tree from /proc, medians, tables. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second in /proc/PID/stat; 100 on every Linux that Node supports. */
const TICKS = 100;

interface Stat {
  readonly parent: number;
  readonly cpu: number;
  readonly dead: number;
}

function stat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command may hold blanks and parentheses, so fields are counted after the last ')'.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const at = (n: number) => fields[n] ?? 0;
    return { parent: at(1), cpu: (at(11) + at(12)) / TICKS, dead: (at(13) + at(14)) / TICKS };
  } catch {
    return undefined;
  }
}

function tree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const found = stat(Number(name));
    if (found) parents.set(Number(name), found.parent);
  }
  const members = [root];
  for (const member of members) for (const [pid, parent] of parents) if (parent === member) members.push(pid);
  return members;
}

/** Seconds of CPU used so far by a process, its living descendants and those it has reaped. */
export function cpuOfTree(root: number): number {
  return tree(root).reduce((sum, pid) => {
    const found = stat(pid);
    return sum + (found ? found.cpu + found.dead : 0);
  }, 0);
}

/** The same of a process alone, with all its threads. */
export function cpuOf(pid: number): number {
  return stat(pid)?.cpu ?? 0;
}

/** Peak resident bytes of a process and its living descendants, added up. */
export function peakOfTree(root: number): number {
  return memoryOfTree(root, /VmHWM:\s+(\d+)/);
}

/** Resident bytes of a process and its living descendants, added up. */
export function rssOfTree(root: number): number {
  return memoryOfTree(root, /VmRSS:\s+(\d+)/);
}

function memoryOfTree(root: number, line: RegExp): number {
  return tree(root).reduce((sum, pid) => {
    try {
      return sum + Number(line.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
    } catch {
      return sum;
    }
  }, 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Prints rows under a header, columns padded. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  console.log(line(header));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}

export const ms = (seconds: number) => `${(seconds * 1000).toFixed(2)} ms`;
export const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
export const ratio = (value: number) => `${value.toFixed(2)}x`;
