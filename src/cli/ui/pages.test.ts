import { describe, expect, it } from 'vitest';
import { PREFUNDED_ACCOUNTS } from '../../artifacts/l1-constants.ts';
import type { Session } from '../../session/session.ts';
import { dryRunPage } from './dry-run-page.ts';
import { PLAIN } from './palette.ts';
import { readyPage } from './ready-page.ts';

const ENDPOINT = { protocol: 'tcp', containerPort: 8545 } as const;

describe('readyPage', () => {
  const page = {
    sessionId: 'brave-otter',
    dir: '/state/brave-otter',
    endpoints: [{ ...ENDPOINT, service: 'el', port: 'http', hostPort: 8545, url: 'http://127.0.0.1:8545' }],
    outputs: { 'relay key': '0xa1' },
    chainId: 1337,
    genesisTime: 1_700_000_000,
    slotDuration: 12_000,
    accounts: PREFUNDED_ACCOUNTS.slice(0, 1),
    transaction: 'curl x',
    detached: false,
    program: './playground',
  };

  it('shows all that is needed to work with a session', () => {
    expect(readyPage(page, PLAIN).join('\n')).toBe(`Endpoints
  el  http  http://127.0.0.1:8545

Chain
  chain id    1337
  block time  12 s
  genesis     2023-11-14T22:13:20Z (1700000000)

Prefunded accounts
  ${PREFUNDED_ACCOUNTS[0]?.address}  ${PREFUNDED_ACCOUNTS[0]?.privateKey}

More
  relay key  0xa1

A transaction to try
  curl x

Session
  name    brave-otter
  folder  /state/brave-otter
  logs    ./playground logs brave-otter <service> -f
  stop    Ctrl-C, or ./playground stop brave-otter
`);
  });

  it('leaves out what is not known, and Ctrl-C for what runs in the background', () => {
    const { chainId: _chain, transaction: _transaction, ...known } = page;
    const text = readyPage({ ...known, outputs: {}, detached: true }, PLAIN).join('\n');
    expect(text).not.toMatch(/chain id|A transaction|More|Ctrl-C/);
  });
});

describe('dryRunPage', () => {
  const session = {
    id: 'brave-otter',
    dir: '/state/brave-otter',
    manifest: { services: [{ name: 'el' }, { name: 'beacon' }] },
  } as Session;

  it('tells where it wrote to and how to go on', () => {
    const text = dryRunPage(session, 'playground', PLAIN).join('\n');
    expect(text).toContain('Written to /state/brave-otter; nothing was started.');
    expect(text).toContain('2 services: el, beacon');
    expect(text).toContain('playground validate brave-otter');
    expect(text).not.toContain('What start would do');
  });

  it('names the resource for a cluster where there is one, and how to use it', () => {
    const deploymentFile = '/state/brave-otter/k8s-manifest.yaml';
    const text = dryRunPage({ ...session, deploymentFile }, 'playground', PLAIN).join('\n');
    expect(text).toMatch(/^ {2}k8s-manifest\.yaml {2}the same/m);
    expect(text).toContain(`playground k8s validate ${deploymentFile} `);
    expect(text).toContain(`playground k8s render ${deploymentFile} | kubectl apply --server-side -f - `);
    expect(dryRunPage(session, 'playground', PLAIN).join('\n')).not.toContain('k8s');
  });

  it('quotes what a shell would take apart', () => {
    const page = dryRunPage({ ...session, deploymentFile: "/my net's/k8s-manifest.yaml" }, 'playground', PLAIN);
    expect(page.join('\n')).toContain(String.raw`k8s validate '/my net'\''s/k8s-manifest.yaml'`);
  });

  it('shows the plan where there is one', () => {
    const plan = {
      steps: [{ action: 'start' as const, service: 'el', command: ['geth', '--x'], reason: 'no one waits' }],
    };
    expect(dryRunPage({ ...session, plan }, 'playground', PLAIN)).toContain('  start  el  no one waits  geth --x');
  });
});
