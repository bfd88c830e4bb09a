/** Who may import whom (docs/architecture.md). Read from the import lines, so that a forbidden arrow fails here first. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** A room is a folder of src/ or a single file beside them. The lists are the table of docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  process: ['errors'],
  store: ['errors'],
  http: ['errors'],
  origin: ['errors'],
  telemetry: ['errors'],
  workers: ['process', 'errors'],
  oss: ['process', 'workers', 'store', 'http', 'origin', 'errors'],
  moving: ['oss', 'store', 'http', 'errors'],
  console: ['oss', 'process', 'store', 'http', 'telemetry', 'errors'],
  config: ['process', 'oss', 'origin', 'errors'],
  'root-key': ['store', 'errors'],
  demo: ['process', 'store', 'errors'],
  app: [
    'config',
    'root-key',
    'demo',
    'oss',
    'console',
    'http',
    'process',
    'workers',
    'store',
    'origin',
    'telemetry',
    'errors',
  ],
  cli: [
    'app',
    'moving',
    'config',
    'root-key',
    'demo',
    'http',
    'oss',
    'process',
    'workers',
    'store',
    'telemetry',
    'errors',
  ],
  main: ['cli'],
};

/** Narrower than the room: these files may be imported by app.ts alone, or only these files by the other room. */
const ONLY_APP = ['http/server.ts', 'workers/worker.ts'];
const PROCESS_SEEN_BY_CONSOLE = /^process\/(params|operation|plan|operations\/)/;
/** What things may be called and may be like, in a file of the operator's as elsewhere. */
const SEEN_BY_CONFIG = /^(oss\/(names|mirror\/named-origin)|origin\/(url|addresses)|process\/.*|errors)\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  /** import(), which loads when it is reached. */
  readonly late: boolean;
}

function files(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'/gm);
  const dynamic = text.matchAll(/\bimport\(\s*()'(\.[^']+)'\s*\)/g);
  return [...found, ...dynamic].map((match) => ({
    from: relative(SRC, path),
    to: relative(SRC, join(dirname(path), String(match[2]))).replace(/\.js$/, '.ts'),
    typeOnly: match[1] !== undefined && match[1] !== '',
    late: match[0].startsWith('import('),
  }));
}

const roomOf = (file: string) => String(file.split('/')[0]).replace(/\.ts$/, '');
const all = files(SRC).flatMap(importsOf);

test('every room is in the table', () => {
  const rooms = new Set(files(SRC).map((path) => roomOf(relative(SRC, path))));
  expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
});

test('rooms import only what the table allows', () => {
  const forbidden = all.filter(({ from, to }) => {
    const [a, b] = [roomOf(from), roomOf(to)];
    if (a === b) return false;
    if (!MAY_IMPORT[a]?.includes(b)) return true;
    if (ONLY_APP.includes(to) && a !== 'app') return true;
    if (a === 'config' && !SEEN_BY_CONFIG.test(to)) return true;
    return a === 'console' && b === 'process' && !PROCESS_SEEN_BY_CONSOLE.test(to);
  });
  expect(forbidden.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('the front process never loads the engine: no room but process, workers, demo and cli reaches sharp', () => {
  const withSharp = files(SRC)
    .filter((path) => /from 'sharp'|import\('sharp'\)/.test(readFileSync(path, 'utf8')))
    .map((path) => roomOf(relative(SRC, path)));
  expect([...new Set(withSharp)].filter((room) => !['process', 'demo', 'cli'].includes(room))).toEqual([]);
});

/** What is loaded with a file, before anything of it is called. */
function loadedWith(start: string): readonly string[] {
  const loads = new Map<string, string[]>();
  for (const { from, to, typeOnly, late } of all) {
    if (!typeOnly && !late) loads.set(from, [...(loads.get(from) ?? []), to]);
  }
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const next of loads.get(file) ?? []) load(next);
  };
  load(start);
  return [...loaded];
}

test('the server itself reaches no engine by its imports: neither that of pictures nor that of text', () => {
  const loaded = loadedWith('app.ts');
  expect(loaded.length).toBeGreaterThan(50);
  const engines = /from '(sharp|@napi-rs\/canvas)'|import\('@napi-rs\/canvas'\)/;
  const text = (file: string) => readFileSync(join(SRC, file), 'utf8').replaceAll(/^import type .*/gm, '');
  expect(loaded.filter((file) => engines.test(text(file)))).toEqual([]);
});

test('a command loads what it needs when it is called: none of it comes with the program', () => {
  const loaded = loadedWith('cli/program.ts');
  expect(loaded.length).toBeGreaterThan(50);
  const late =
    /^(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'(mime|hash-wasm|cli-progress|sharp|@aws-sdk\/[^']+)'/m;
  expect(loaded.filter((file) => late.test(readFileSync(join(SRC, file), 'utf8')))).toEqual([]);
  expect(loaded.filter((file) => /^moving\/|^store\/(?:open|scrub|backup)|^app\.ts/.test(file))).toEqual([]);
});

test('no file imports itself in a circle', () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, typeOnly } of all) if (!typeOnly) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

/** The browser half: folders of console/src/, and main.tsx. It knows the server by its API alone. */
const BROWSER = fileURLToPath(new URL('../console/src/', import.meta.url));
const BROWSER_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  api: [],
  texts: [],
  parts: ['api', 'frame', 'texts'],
  // Pages are loaded when they are opened; sign-in comes with the frame.
  frame: ['api', 'parts', 'texts', 'pages'],
  'image-processing': ['api', 'parts', 'frame', 'texts'],
  'bucket-settings': ['api', 'parts', 'frame', 'texts'],
  pages: ['api', 'parts', 'frame', 'image-processing', 'bucket-settings', 'texts'],
  'main.tsx': ['frame'],
};

test('the browser half imports only what its own table allows, and nothing of the server', () => {
  const paths = readdirSync(BROWSER, { recursive: true }).map(String);
  const forbidden: string[] = [];
  for (const path of paths.filter((name) => /\.tsx?$/.test(name))) {
    const from = String(path.split('/')[0]);
    for (const match of readFileSync(join(BROWSER, path), 'utf8').matchAll(/(?:from |import\(|import )'(\.[^']+)'/g)) {
      const to = String(relative(BROWSER, join(BROWSER, dirname(path), String(match[1]))).split('/')[0]);
      if (from !== to && !BROWSER_MAY_IMPORT[from]?.includes(to)) forbidden.push(`${path} -> ${match[1]}`);
    }
  }
  expect(paths.length).toBeGreaterThan(20);
  expect(forbidden).toEqual([]);
});
