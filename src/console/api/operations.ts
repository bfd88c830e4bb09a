/** GET /api/operations: the tables of the parameters. The forms of the browser half are drawn from them. */
import type { Operation } from '../../process/operation.js';
import { operations } from '../../process/operations/index.js';
import type { Param, Profile } from '../../process/params.js';
import type { ApiAction } from '../call.js';
import { json } from '../json.js';

export const getOperations: ApiAction = {
  method: 'GET',
  path: 'operations',
  handle: async ({ parts }) => json({ operations: operations.map((operation) => described(operation, parts.profile)) }),
};

function described(operation: Operation, profile: Profile): unknown {
  const { name, kind, about, bare, single, emptyCause, example, guide, params } = operation;
  return {
    name,
    kind,
    about,
    ...(bare !== undefined && { bare }),
    ...(single !== undefined && { single }),
    /** Without any parameter it is refused. */
    needsParams: emptyCause !== undefined,
    example,
    guide,
    params: Object.entries(params).map(([key, param]) => describedParam(key, param, profile)),
  };
}

function describedParam(key: string, param: Param, profile: Profile): unknown {
  const { kind, about, limits, also, fallback, required } = param;
  const choices = param.choices ?? param.encoded;
  const max = profile === 'current' ? (limits?.current ?? limits?.max) : limits?.max;
  return {
    key,
    kind,
    about,
    allowed: param.allowed(profile),
    ...(limits && { min: limits.min, max }),
    ...(choices && { choices }),
    ...(also && Object.keys(also).length > 0 && { also }),
    ...(fallback !== undefined && { fallback }),
    ...(required && { required }),
  };
}
