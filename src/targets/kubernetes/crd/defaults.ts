/** What the API server fills in where a resource says nothing; who reads a file instead does the same. */
export const DEFAULTS = {
  protocol: 'TCP',
  condition: 'healthy',
  reclaimPolicy: 'Delete',
  topology: 'pod',
  artifactSource: 'generate',
} as const;
