import { describe } from 'vitest';
import { networkSuite } from '../support/network-suite.ts';

const BASE = ['l1', '--clients', 'embedded', '--block-time', '1s'];

describe('embedded l1', () => networkSuite({ args: BASE, builder: false, webSocket: true }));

describe('embedded l1 with the sample builder, its blocks judged by the execution client', () =>
  networkSuite({ args: [...BASE, '--sample-builder', '--use-reth-for-validation'], builder: true, webSocket: true }));

describe('embedded l1 on Fulu with the sample builder', () =>
  networkSuite({ args: [...BASE, '--latest-fork', '--sample-builder'], builder: true, webSocket: true }));
