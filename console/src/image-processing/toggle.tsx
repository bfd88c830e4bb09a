/** A switch with its name and what it does beside it. */
import { Switch } from 'antd';
import { type ReactNode, useId } from 'react';

export interface ToggleProps {
  readonly label: string;
  readonly about: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children?: ReactNode;
}

export function Toggle({ label, about, checked, onChange, children }: ToggleProps) {
  const [id, help] = [useId(), useId()];
  return (
    <div className="toggle">
      <Switch id={id} checked={checked} onChange={onChange} aria-describedby={help} />
      <div>
        <label htmlFor={id}>{label}</label>
        <div id={help} className="muted">
          {about}
        </div>
        {children}
      </div>
    </div>
  );
}
