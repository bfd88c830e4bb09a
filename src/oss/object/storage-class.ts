/** Storage classes are labels here: kept, repeated and listed, with no tier behind them. */
import { OssError } from '../../errors.js';

const CLASSES = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];

/** undefined where none was sent. @throws OssError 400 InvalidArgument */
export function storageClassOf(value: string | undefined): string | undefined {
  if (value === undefined || CLASSES.includes(value)) return value;
  throw new OssError('InvalidArgument', `The storage class is invalid. Allowed: one of ${CLASSES.join(', ')}.`, {
    fields: { ArgumentName: 'x-oss-storage-class', ArgumentValue: value.slice(0, 64) },
  });
}
