/** What every beacon node is told. */
export interface BeaconOptions {
  /** The service whose port `authrpc` is the Engine API. */
  execution: string;
  /** The service whose port `http` is a relay or mev-boost; absent without builders. */
  builder?: string;
  logLevel: string;
}
