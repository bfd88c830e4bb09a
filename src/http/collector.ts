/** V8's garbage collector, for who knows better than V8 when it is time. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** All objects, or the young ones alone. Nobody is answered meanwhile. */
type Collect = (options?: { readonly type: 'minor' }) => void;

/** V8 gives its function to contexts that are made while the flag stands; --expose-gc would have to be on every command line. */
export function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const collect: Collect = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return collect;
}
