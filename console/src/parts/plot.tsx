/** One number as it changes: what it is now, and a line of what it was. */
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useChoices } from '../frame/choices';
import './plot.css';

export interface PlotProps {
  readonly title: string;
  readonly unit: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  /** null: nothing was known then. */
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
  /** The upright axis reaches at least so far. */
  readonly least?: number;
}

const HEIGHT = 96;
/** Room for the labels of the upright axis. */
const AXIS = 54;

export function Plot(props: PlotProps) {
  const { dark } = useChoices();
  // Its colours are drawn, not styled: another theme needs another plot.
  return <Drawn key={String(dark)} {...props} />;
}

function Drawn({ title, unit, times, values, format, least = 1 }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const last = values.findLast((value) => value !== null);
  const shown = last === undefined || last === null ? '–' : format(last);
  const latestFormat = useRef(format);
  latestFormat.current = format;

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    plot.current = new UPlot(
      optionsFor(element, least, (value) => latestFormat.current(value)),
      [[], []],
      element,
    );
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, [least]);

  useEffect(() => {
    plot.current?.setData([[...times], [...values]]);
  }, [times, values]);

  return (
    <section className="plot">
      <h3>{title}</h3>
      <div className="plot-value">
        {shown} <small>{unit}</small>
      </div>
      <div ref={place} role="img" aria-label={`${title}: ${shown} ${unit}`} />
    </section>
  );
}

function optionsFor(element: HTMLElement, least: number, format: (value: number) => string): UPlot.Options {
  const style = getComputedStyle(document.body);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const grid = { stroke: color('--border'), width: 1 };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [6, 4, 8, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(high ?? 0, least) * 1.1] } },
    axes: [
      { show: false },
      {
        size: AXIS,
        gap: 4,
        space: 36,
        stroke: color('--muted'),
        grid,
        ticks: { show: false },
        values: (_plot, splits) => splits.map((value) => format(value)),
      },
    ],
    series: [{}, { stroke: color('--link'), width: 2, fill: color('--selected'), points: { show: false } }],
  };
}
