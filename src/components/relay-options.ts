/** What every relay is told. */
export interface RelayOptions {
  /** The service whose JSON-RPC judges blocks before they are taken; absent: every block is taken. */
  validation?: string;
  logLevel: string;
}
