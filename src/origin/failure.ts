/** Why an origin gave nothing, in words that whoever asked for the object may read: no address and no name is in them. */
export class OriginFailure extends Error {
  override readonly name = 'OriginFailure';
  /** A guard said no; nothing was sent to that address. */
  readonly refused: boolean;

  constructor(reason: string, { refused = false, cause }: { refused?: boolean; cause?: unknown } = {}) {
    super(reason, cause === undefined ? undefined : { cause });
    this.refused = refused;
  }
}

export function refused(reason: string): OriginFailure {
  return new OriginFailure(reason, { refused: true });
}
