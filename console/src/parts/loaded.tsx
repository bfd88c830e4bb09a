import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Failure } from './failure';
import type { Loaded } from './load';

export interface WhenLoadedProps<T> {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ReactNode;
}

/** What was loaded; until then, grey lines; or why it could not be, and another try. */
export function WhenLoaded<T>({ of: { value, error, reload }, children }: WhenLoadedProps<T>) {
  if (error !== undefined) return <Failure error={error} retry={reload} />;
  if (value === undefined) return <Skeleton active />;
  return children(value);
}
