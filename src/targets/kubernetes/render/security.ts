/** The user that every container runs as, and that the files of the volume belong to. */
export const USER = 1000;

export interface ContainerSecurity {
  allowPrivilegeEscalation: false;
  readOnlyRootFilesystem?: true;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  capabilities: { drop: string[]; add?: string[] };
}

/** What the restricted Pod Security Standard asks of a container, as far as its user allows. */
export function containerSecurity({
  readOnlyRoot,
  user,
}: {
  readOnlyRoot: boolean;
  user?: number | undefined;
}): ContainerSecurity {
  return {
    allowPrivilegeEscalation: false,
    ...(readOnlyRoot ? { readOnlyRootFilesystem: true as const } : {}),
    ...(user === undefined ? {} : { runAsUser: user, runAsNonRoot: user !== 0 }),
    // A root without any of its powers cannot even read what belongs to others.
    capabilities:
      user === 0 ? { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] } : { drop: ['ALL'] },
  };
}

/** The same for a pod. */
export function podSecurity() {
  return {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
