/** What OSS has and this version has not: answered with 501 after access, never mistaken for something else. */
import { OssError } from '../../errors.js';
import type { Action } from '../call.js';

type Place = Pick<Action, 'name' | 'method' | 'scope' | 'when' | 'needs'>;

function unbuilt(place: Place): Action {
  return {
    ...place,
    async handle() {
      const header = place.when?.header;
      throw notBuilt(place.name, header === undefined ? {} : { Header: header });
    },
  };
}

export function notBuilt(name: string, fields: Readonly<Record<string, string>> = {}): OssError {
  return new OssError('NotImplemented', `${name} is not implemented by this version.`, { fields });
}

/** An operation that only a sub-resource of this name tells from others, such as `?lifecycle`. */
export function unbuiltSubresource(name: string, method: string, scope: Action['scope']): Action {
  const reads = method === 'GET' || method === 'HEAD';
  const needs = scope === 'service' ? 'account' : scope === 'bucket' ? 'owner' : reads ? 'read' : 'write';
  return unbuilt({ name: `?${name}`, method: method as Action['method'], scope, needs });
}
