/** The list of a folder. A table of the browser's own: of 100,000 rows, the twenty or thirty that are seen are drawn. */
import { memo, type ReactNode, type UIEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useMedia } from '../frame/preferences';
import { useTexts } from '../texts/texts';
import { FileRow, ROW_HEIGHT } from './file-row';
import { useFormat } from './format';
import type { Listing } from './listing';
import { useSeenRows } from './seen-rows';
import './file-table.css';

export interface FileTableProps {
  readonly bucket: string;
  readonly listing: Listing;
  readonly selected: readonly string[];
  readonly onSelect: (change: (before: readonly string[]) => readonly string[]) => void;
  /** In place of the rows when there are none. */
  readonly empty: ReactNode;
}

/** So near to the end the next page is asked for: pixels. */
const NEAR_END = 800;
const LEAST_HEIGHT = 320;

export const FileTable = memo(function FileTable({ bucket, listing, selected, onSelect, empty }: FileTableProps) {
  const { common } = useTexts();
  const format = useFormat();
  const narrow = useMedia('(max-width: 860px)');
  const { place, height } = useRoom();
  const { rows, loading, error, loadMore } = listing;
  const { from, to } = useSeenRows(place, rows.length, ROW_HEIGHT);
  const chosen = useMemo(() => new Set(selected), [selected]);
  const check = useCallback(
    (id: string, on: boolean) => onSelect((before) => (on ? [...before, id] : before.filter((one) => one !== id))),
    [onSelect],
  );
  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent) => {
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) loadMore();
  };
  return (
    <div className="file-list" aria-busy={loading}>
      {loading && <div className="file-loading" role="status" aria-label={common.loading} />}
      <div ref={place} className="file-scroller" style={{ maxHeight: height }} onScroll={onScroll}>
        <table className="file-table" aria-rowcount={rows.length + 1}>
          <Head listing={listing} selected={selected.length} onSelect={onSelect} narrow={narrow} />
          <tbody>
            <Gap rows={from} />
            {rows.slice(from, to).map((row, index) => (
              <FileRow
                key={row.id}
                bucket={bucket}
                row={row}
                number={from + index + 2}
                checked={chosen.has(row.id)}
                onCheck={check}
                format={format}
                narrow={narrow}
              />
            ))}
            <Gap rows={rows.length - to} />
          </tbody>
        </table>
        {rows.length === 0 && !loading && error === undefined && <div className="file-empty">{empty}</div>}
      </div>
    </div>
  );
});

interface HeadProps {
  readonly listing: Listing;
  readonly selected: number;
  readonly onSelect: FileTableProps['onSelect'];
  readonly narrow: boolean;
}

function Head({ listing: { rows }, selected, onSelect, narrow }: HeadProps) {
  const { common, files: text } = useTexts();
  const all = selected > 0 && selected === rows.length;
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th className="file-check">
          <input
            type="checkbox"
            aria-label={text.selectAll}
            disabled={rows.length === 0}
            checked={all}
            ref={(box) => {
              if (box !== null) box.indeterminate = selected > 0 && !all;
            }}
            onChange={() => onSelect(() => (all ? [] : rows.map(({ id }) => id)))}
          />
        </th>
        <th>{common.name}</th>
        <th className="file-size">{text.size}</th>
        {!narrow && <th className="file-time">{text.modified}</th>}
      </tr>
    </thead>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden style={{ height: rows * ROW_HEIGHT }}>
      <td />
    </tr>
  );
}

/** From the table's head to the lower edge of the window. */
function useRoom() {
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(LEAST_HEIGHT);
  useLayoutEffect(() => {
    const measure = () => {
      const top = (place.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setHeight(Math.max(LEAST_HEIGHT, window.innerHeight - top - 32));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return { place, height };
}
