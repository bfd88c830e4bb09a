/** Advanced Editing: the chain as text. */
import { Form } from 'antd';
import { useId, useRef } from 'react';
import type { OperationTable } from '../api/operations';
import { useTexts } from '../texts/texts';
import { ChainField } from './chain-field';
import { type Verdict, VerdictText } from './fault';

export interface AdvancedEditorProps {
  readonly operations: readonly OperationTable[];
  readonly chain: string;
  readonly onChange: (chain: string) => void;
  readonly verdict: Verdict;
}

export function AdvancedEditor({ operations, chain, onChange, verdict }: AdvancedEditorProps) {
  const { image: text } = useTexts();
  const [id, about] = [useId(), useId()];
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Form.Item label={text.chain} htmlFor={id} extra={text.chainAbout}>
      <ChainField
        id={id}
        describedBy={about}
        operations={operations}
        value={chain}
        onChange={onChange}
        fault={verdict.fault}
        field={field}
      />
      <VerdictText
        id={about}
        verdict={verdict}
        onShow={({ from, to }) => {
          field.current?.focus();
          field.current?.setSelectionRange(from, to);
        }}
      />
    </Form.Item>
  );
}
