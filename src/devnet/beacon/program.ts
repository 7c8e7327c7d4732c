import { selectPreset } from '../consensus/preset.ts';
import type { DevnetProgram } from '../program.ts';
import { parseBeaconOptions } from './beacon-options.ts';

export const beaconProgram: DevnetProgram = {
  name: 'beacon',
  description: 'A beacon node with its validators inside: a whole consensus layer in one process',
  options: {
    'testnet-dir': { type: 'string', description: 'folder with config.yaml and genesis.ssz', required: true },
    'validators-dir': { type: 'string', description: 'folder with validators/ and secrets/', required: true },
    datadir: { type: 'string', description: 'folder of the chain; one process at a time', required: true },
    'http-address': { type: 'string', description: 'address of the Beacon API', default: '127.0.0.1' },
    'http-port': { type: 'string', description: 'port of the Beacon API', default: '3500' },
    'execution-endpoint': { type: 'string', description: 'Engine API of the execution client', required: true },
    'execution-jwt': { type: 'string', description: 'file with the secret of the Engine API', required: true },
    'suggested-fee-recipient': {
      type: 'string',
      description: 'who gets the fees of our blocks',
      default: '0x690B9A9E9aa1C9dB991C7721a92d351Db4FaC990',
    },
    builder: { type: 'string', description: 'URL of a relay or of mev-boost; local blocks only where absent' },
    'builder-boost-factor': {
      type: 'string',
      description: 'percentage that a bid is weighted with against the local payload, or prefer for any valid bid',
      default: 'prefer',
    },
    'builder-gas-limit': { type: 'string', description: 'gas limit to register with', default: '60000000' },
    'prepare-payload-lookahead': {
      type: 'string',
      description: 'milliseconds before a slot at which its payload attributes are sent again',
      default: '8000',
    },
    'first-block-grace': {
      type: 'string',
      description: 'milliseconds between being ready and the first proposal, for transactions to come in',
      default: '350',
    },
    graffiti: { type: 'string', description: 'up to 32 bytes in every block', default: 'builder-playground' },
  },
  async run(raw, { log }) {
    const options = parseBeaconOptions(raw);
    await selectPreset(options.testnetDir);
    // Only now: the consensus libraries take their constants from the preset when they are imported.
    const { startBeaconNode } = await import('./beacon-node.ts');
    return startBeaconNode(options, log);
  },
};
