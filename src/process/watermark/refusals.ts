/** Refusals that are about the object of an image watermark, which they name (behaviour D20). */
import { type ErrorDetails, OssError, shortened } from '../../errors.js';
import { causeOf } from '../causes.js';

/** 400 WatermarkError. `reason` goes on 'The watermark object KEY …'. */
export function watermarkError(key: string, reason: string, details: ErrorDetails = {}): OssError {
  const fields = { ArgumentName: 'image', ArgumentValue: shortened(key) };
  return new OssError('WatermarkError', `The watermark object ${shortened(key)} ${reason}`, { fields, ...details });
}

/** What was refused of the object as of any picture, told so that nobody looks for the fault in the marked one. */
export function ofWatermark(key: string, error: OssError): OssError {
  const { code, message, ec, fields, headers } = error;
  if (code === 'BadRequest' && ec === causeOf('sourceFormat')) {
    return watermarkError(key, `is not a picture. ${message}`, { ec: causeOf('watermarkFormat'), cause: error });
  }
  return new OssError(code, `Watermark object ${shortened(key)}: ${message}`, { ec, fields, headers, cause: error });
}
