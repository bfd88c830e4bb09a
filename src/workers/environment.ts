/** The environment of a worker process. */

/**
 * What the engine may need: paths, language, fonts, allocators, libvips's own settings. Anything else stays in the
 * front, above all keys and passwords: a worker decodes pictures of strangers.
 */
const PASSED =
  /^(PATH|HOME|LANG|LANGUAGE|LC_.+|TZ|TMPDIR|LD_LIBRARY_PATH|LD_PRELOAD|DYLD_.+|FONTCONFIG_.+|XDG_.+|VIPS_.+|MALLOC_.+|UV_THREADPOOL_SIZE)$/;

export function workerEnvironment(own: NodeJS.ProcessEnv, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const passed = Object.entries(own).filter(([name]) => PASSED.test(name));
  // glibc gives every thread a heap of its own and returns little of it; two are enough for one picture at a time.
  return { MALLOC_ARENA_MAX: '2', ...Object.fromEntries(passed), ...extra };
}
