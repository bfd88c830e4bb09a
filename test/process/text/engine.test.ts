import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const ENGINE = new URL('../../../dist/process/text/draw-text.js', import.meta.url).href;

/** Megabytes that count against a worker's ceiling, before and after the first text of a process. */
function grown(): number {
  const script = `
    import { readFileSync } from 'node:fs';
    import { drawText } from '${ENGINE}';
    const data = () => Number(/VmData:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
    const before = data();
    await drawText({ text: '图', font: 'wqy-zenhei', color: '000000', size: 40, shadow: 0 });
    console.log(data() - before);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

test.runIf(process.platform === 'linux')('the engine leaves the ceiling of a worker to the pictures', () => {
  expect(grown()).toBeLessThan(200);
});
