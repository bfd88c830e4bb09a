/** The list of buckets, which the navigation and several pages show. */
import { createContext, type ReactNode, useContext } from 'react';
import { type Bucket, listBuckets } from '../api/buckets';
import { type Loaded, useLoad } from '../parts/load';

const BucketsContext = createContext<Loaded<readonly Bucket[]> | undefined>(undefined);

export function BucketsProvider({ children }: { readonly children: ReactNode }) {
  const buckets = useLoad('buckets', listBuckets);
  return <BucketsContext value={buckets}>{children}</BucketsContext>;
}

export function useBuckets(): Loaded<readonly Bucket[]> {
  const buckets = useContext(BucketsContext);
  if (buckets === undefined) throw new Error('useBuckets() outside of the frame.');
  return buckets;
}
