/** What every health monitor is told. Its service is called `<watches>_healthmon`. */
export interface MonitorOptions {
  /** The service that is watched, at its port `http`. */
  watches: string;
  chain: 'execution' | 'beacon';
  slotDurationMs: number;
}
