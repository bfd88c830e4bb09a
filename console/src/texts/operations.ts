/** What is said of the operations in a language that the server does not speak. */
export interface OperationTexts {
  readonly operations: Readonly<Record<string, OperationText>>;
  /** Which values a parameter takes. */
  readonly allowed: {
    integer(min: number, max: number): string;
    oneOf(choices: string): string;
    encoded(choices: string | undefined): string;
    color(alsoEncoded: boolean): string;
    word: string;
  };
}

export interface OperationText {
  readonly about: string;
  /** By key. */
  readonly params: Readonly<Record<string, string>>;
}
