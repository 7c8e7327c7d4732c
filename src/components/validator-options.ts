/** What every validator client is told. */
export interface ValidatorOptions {
  /** Whether blocks of builders are wanted. */
  builder: boolean;
  logLevel: string;
}
