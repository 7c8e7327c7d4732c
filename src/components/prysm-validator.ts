import { serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { FEE_RECIPIENT, VALIDATOR_COUNT } from './l1-values.ts';
import { PRYSM_IMAGE_FOLDER, PRYSM_INSTALL, PRYSM_LIMITS, PRYSM_TAG } from './prysm-beacon.ts';
import type { ValidatorOptions } from './validator-options.ts';

export const prysmValidator: Component<ValidatorOptions> = {
  name: 'prysm-validator',
  title: 'Prysm validator',
  role: 'validator',
  resources: { cpu: '50m', memory: '128Mi' },
  binary: { names: ['prysm-validator', 'validator'], install: PRYSM_INSTALL },
  limits: PRYSM_LIMITS,
  apply(builder, { builder: wantsBuilder, logLevel }) {
    const service = builder
      .service('validator')
      .component('prysm-validator')
      .image(`${PRYSM_IMAGE_FOLDER}/validator`, PRYSM_TAG)
      .args('--accept-terms-of-use', '--datadir', '/data_validator')
      .args('--chain-config-file', '/data/testnet-dir/config.yaml')
      .args('--beacon-rpc-provider', serviceTemplate('beacon', 'rpc', ''))
      // The same keys as in data_validator, without the seconds that 100 keystores take to import.
      .args('--interop-num-validators', String(VALIDATOR_COUNT), '--interop-start-index', '0')
      .args('--suggested-fee-recipient', FEE_RECIPIENT)
      .args('--disable-monitoring', '--verbosity', logLevel)
      .artifact('/data/testnet-dir', 'testnet')
      .volume('/data_validator', 'data')
      // It looks for the beacon node every 4 s only.
      .dependsOn('beacon');
    if (wantsBuilder) service.args('--enable-builder');
  },
};
