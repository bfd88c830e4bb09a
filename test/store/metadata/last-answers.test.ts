import { expect, test } from 'vitest';
import { LastAnswers } from '#src/store/metadata/last-answers.js';
import { newLineId } from '#src/store/metadata/node-name.js';

test('changes and seconds add up by the name of the node, whatever line it answered on', () => {
  const last = new LastAnswers();
  expect(last.byNode).toEqual({});
  last.note(newLineId('one'), 500);
  last.note(newLineId('two'), 1000);
  last.note(newLineId('one'), 250);
  expect(last.byNode).toEqual({ one: { changes: 2, seconds: 0.75 }, two: { changes: 1, seconds: 1 } });
});

test('nodes that are gone make room', () => {
  const last = new LastAnswers();
  last.note(newLineId('stays'), 1);
  for (let n = 0; n < 200; n++) {
    last.note(newLineId(`pod-${n}`), 1);
    last.note(newLineId('stays'), 1);
  }
  const names = Object.keys(last.byNode);
  expect(names).toHaveLength(64);
  expect(names).toEqual(expect.arrayContaining(['pod-199', 'stays']));
  expect(last.byNode.stays?.changes).toBe(201);
});
