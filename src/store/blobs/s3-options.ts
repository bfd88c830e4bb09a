/** Which S3 engine keeps the bytes, and how it is reached. */
export interface S3Options {
  /** URL. Absent: Amazon's of the region. */
  readonly endpoint?: string;
  /** For Tintype alone. */
  readonly bucket: string;
  readonly region: string;
  /** The bucket stands in the path and not in the host name. */
  readonly pathStyle: boolean;
  /** Absent: found by the SDK's chain. */
  readonly accessKey?: { readonly id: string; readonly secret: string };
}
