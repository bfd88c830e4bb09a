import { FileOutlined, FolderFilled, PictureOutlined, PlaySquareOutlined } from '@ant-design/icons';
import { memo } from 'react';
import { Link } from 'wouter';
import { paths } from '../frame/paths';
import { useTexts } from '../texts/texts';
import type { Format } from './format';
import { kindOf } from './kinds';
import { nameOf, type Row } from './listing';

/** Pixels; file-table.css says the same to the browser. */
export const ROW_HEIGHT = 44;

export interface FileRowProps {
  readonly bucket: string;
  readonly row: Row;
  /** Of the whole table, from 1; the head is the first. */
  readonly number: number;
  readonly checked: boolean;
  readonly onCheck: (id: string, on: boolean) => void;
  readonly format: Format;
  readonly narrow: boolean;
}

/** Drawn again only when it is another, or checked. */
export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { bucket, row, number, checked, onCheck, format, narrow } = props;
  const { files: text } = useTexts();
  const { id, file } = row;
  return (
    <tr aria-rowindex={number} data-checked={checked}>
      <td className="file-check">
        <input
          type="checkbox"
          aria-label={text.select(nameOf(id))}
          checked={checked}
          onChange={(event) => onCheck(id, event.target.checked)}
        />
      </td>
      <td>
        <Name bucket={bucket} row={row} />
      </td>
      <td className="file-size">{file && format.bytes(file.size)}</td>
      {!narrow && <td className="file-time">{file && format.time(file.modifiedAt)}</td>}
    </tr>
  );
});

function Name({ bucket, row }: { readonly bucket: string; readonly row: Row }) {
  if (row.folder !== undefined) {
    return (
      <Link href={paths.files(bucket, row.folder)} className="file-name" title={row.folder}>
        <FolderFilled className="file-folder" aria-hidden />
        <span>{nameOf(row.folder)}</span>
      </Link>
    );
  }
  const kind = kindOf(row.file.key);
  const Icon = kind === 'picture' ? PictureOutlined : kind === 'video' ? PlaySquareOutlined : FileOutlined;
  return (
    <Link href={paths.preview(bucket, row.file.key)} className="file-name" title={row.file.key}>
      <Icon aria-hidden />
      <span>{nameOf(row.file.key)}</span>
    </Link>
  );
}
