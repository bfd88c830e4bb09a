/** What a chain can do, drawn from the server's own tables: it cannot be out of date. */
import { Button, Drawer } from 'antd';
import type { OperationTable, ParamRow } from '../api/operations';
import { useTexts } from '../texts/texts';
import { ChainText } from './chain-text';

export interface DocumentationProps {
  readonly operations: readonly OperationTable[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onUse: (example: string) => void;
}

export function Documentation({ operations, open, onClose, onUse }: DocumentationProps) {
  const { image: text } = useTexts();
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={text.documentation}
      size={640}
      styles={{ wrapper: { maxWidth: '100%' } }}
    >
      <p className="muted">{text.documentationAbout}</p>
      {operations.map((table) => (
        <details key={table.name} className="operation" name="operation">
          <summary>
            <code>{table.name}</code>
          </summary>
          <Operation table={table} onUse={onUse} />
        </details>
      ))}
    </Drawer>
  );
}

function Operation({ table, onUse }: { readonly table: OperationTable; readonly onUse: (example: string) => void }) {
  const { image: text } = useTexts();
  return (
    <>
      <p>{table.about}</p>
      {table.params.length > 0 && (
        <table className="params">
          <thead>
            <tr>
              <th>{text.parameter}</th>
              <th>{text.allowed}</th>
              <th>{text.fallback}</th>
            </tr>
          </thead>
          <tbody>
            {table.params.map((row) => (
              <Row key={row.key} table={table} row={row} />
            ))}
          </tbody>
        </table>
      )}
      <p>
        {text.example} <ChainText>{table.example}</ChainText>
      </p>
      <Button onClick={() => onUse(table.example)}>{text.useExample}</Button>
    </>
  );
}

function Row({ table, row }: { readonly table: OperationTable; readonly row: ParamRow }) {
  const { image: text } = useTexts();
  const bare = row.key === table.bare;
  return (
    <tr>
      <td>
        <code>{bare ? `${table.name},…` : row.kind === 'word' ? row.key : `${row.key}_…`}</code>
        <div className="muted">{row.about}</div>
      </td>
      <td>{row.allowed}</td>
      <td>{row.required ? text.required : row.fallback}</td>
    </tr>
  );
}
