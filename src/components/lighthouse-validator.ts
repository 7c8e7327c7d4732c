import { serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { FEE_RECIPIENT } from './l1-values.ts';
import { lighthouseBeacon } from './lighthouse-beacon.ts';
import type { ValidatorOptions } from './validator-options.ts';

export const lighthouseValidator: Component<ValidatorOptions> = {
  ...lighthouseBeacon,
  name: 'lighthouse-validator',
  title: 'Lighthouse validator',
  role: 'validator',
  resources: { cpu: '50m', memory: '128Mi' },
  apply(builder) {
    builder
      .service('validator')
      .component('lighthouse-validator')
      .image('sigp/lighthouse', 'v8.1.0')
      .entrypoint('lighthouse')
      .args('vc', '--datadir', '/data/validator', '--testnet-dir', '/data/testnet-dir')
      .args('--init-slashing-protection', '--beacon-nodes', serviceTemplate('beacon', 'http'))
      .args('--suggested-fee-recipient', FEE_RECIPIENT, '--builder-proposals', '--prefer-builder-proposals')
      .artifact('/data/validator', 'data_validator')
      .artifact('/data/testnet-dir', 'testnet')
      // Keeps log files that belong to root out of the session folder.
      .volume('/data/validator/validators/logs', 'validator-logs');
  },
};
