/** Where a mark stands: nine cells, as the picture has them. One stop of the Tab key; the arrow keys move in the square. */
import type { KeyboardEvent } from 'react';
import { useTexts } from '../texts/texts';

const COLUMNS = 3;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface NineCellsProps {
  readonly label: string;
  /** Row by row. */
  readonly cells: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function NineCells({ label, cells, value, onChange }: NineCellsProps) {
  const { image: text } = useTexts();
  const move = (event: KeyboardEvent<HTMLButtonElement>, index: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = neighbour(index, step, cells.length);
    onChange(cells[next] ?? value);
    const { children = [] } = event.currentTarget.parentElement ?? {};
    (children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="nine-cells" role="radiogroup" aria-label={label}>
      {cells.map((cell, index) => (
        // biome-ignore lint/a11y/useSemanticElements: radio inputs take the arrows as next and previous; these cells lie in a square.
        <button
          key={cell}
          type="button"
          role="radio"
          aria-checked={cell === value}
          aria-label={text.places[cell] ?? cell}
          title={text.places[cell] ?? cell}
          tabIndex={cell === value ? 0 : -1}
          onClick={() => onChange(cell)}
          onKeyDown={(event) => move(event, index)}
        />
      ))}
    </div>
  );
}

/** At an edge it stays. */
function neighbour(index: number, [right, down]: readonly [number, number], count: number): number {
  const column = (index % COLUMNS) + right;
  const row = Math.floor(index / COLUMNS) + down;
  const next = row * COLUMNS + column;
  return column < 0 || column >= COLUMNS || row < 0 || next >= count ? index : next;
}
